/* tools/sqlc OUT.c OUT.h INPUT.sql...: turns named blocks of SQL into constants.
 *
 * A block begins with "-- name: project_find" (or "-- fragment: register_from") and ends where the
 * next begins. "-- dialect: sqlite" or "postgres" makes it the text of that database only. Other
 * lines that begin with "--" are comments. :code is a parameter: ?1 for SQLite and $1 for
 * PostgreSQL, numbered by first use. {register_from} puts in a fragment; fragments may use others.
 * What comes out: `extern const struct query PROJECT_FIND;`, `enum { PROJECT_FIND_CODE = 1 };`,
 * `enum { QUERY_COUNT = n };` and `extern const struct query *const queries[];`.
 * SQL is put together here, when the program is built, and nowhere else. */
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCKS_MAX = 2000,
    NAME_MAX_LENGTH = 80,
    PARAMETERS_MAX = 64,
    TEXT_MAX = 1 << 16,
    DEPTH_MAX = 8
};
enum dialect { SQLITE = 1, POSTGRES = 2, BOTH = 3 };

struct block {
    char name[NAME_MAX_LENGTH];
    bool fragment, used;
    enum dialect dialect;
    const char *file;
    int line;
    char *body;
};

struct expansion {
    char text[TEXT_MAX];
    size_t length;
    char parameters[PARAMETERS_MAX][NAME_MAX_LENGTH];
    int parameter_count;
    const struct block *block;
    enum dialect dialect;
};

static struct block blocks[BLOCKS_MAX];
static int block_count;

__attribute__((noreturn, format(printf, 3, 4))) static void fail(const char *file, int line,
                                                                 const char *format, ...)
{
    va_list arguments;
    fprintf(stderr, "%s:%d: ", file, line);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail(path, 1, "cannot be opened");
    }
    size_t capacity = 1 << 20, length;
    char *text = calloc(1, capacity);
    length = fread(text, 1, capacity - 1, file);
    if (length == capacity - 1) {
        fail(path, 1, "is longer than %zu bytes", capacity);
    }
    fclose(file);
    return text;
}

/* The value of a line "-- key: value", or NULL. */
static const char *directive(const char *line, const char *key)
{
    size_t length = strlen(key);
    if (strncmp(line, "-- ", 3) != 0 || strncmp(line + 3, key, length) != 0 ||
        strncmp(line + 3 + length, ": ", 2) != 0) {
        return NULL;
    }
    return line + 3 + length + 2;
}

static void begin_block(const char *file, int line, const char *name, bool fragment)
{
    if (block_count == BLOCKS_MAX) {
        fail(file, line, "more than %d blocks", BLOCKS_MAX);
    }
    struct block *block = &blocks[block_count++];
    *block = (struct block){.fragment = fragment, .dialect = BOTH, .file = file, .line = line};
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (length == 0 || length >= NAME_MAX_LENGTH || name[length] != '\0') {
        fail(file, line, "a name is lower-case letters, digits and _, not \"%s\"", name);
    }
    memcpy(block->name, name, length);
    block->body = calloc(1, TEXT_MAX);
}

static void set_dialect(const char *file, int line, const char *word)
{
    if (block_count == 0) {
        fail(file, line, "a dialect before any block");
    }
    if (strcmp(word, "sqlite") == 0) {
        blocks[block_count - 1].dialect = SQLITE;
    } else if (strcmp(word, "postgres") == 0) {
        blocks[block_count - 1].dialect = POSTGRES;
    } else {
        fail(file, line, "a dialect is sqlite or postgres, not \"%s\"", word);
    }
}

static void read_blocks(const char *path)
{
    char *text = read_file(path);
    int line_number = 0;
    int first = block_count;
    for (char *line = text; line != NULL && *line != '\0';) {
        char *end = strchr(line, '\n');
        if (end != NULL) {
            *end = '\0';
        }
        line_number++;
        const char *value;
        if ((value = directive(line, "name")) != NULL) {
            begin_block(path, line_number, value, false);
        } else if ((value = directive(line, "fragment")) != NULL) {
            begin_block(path, line_number, value, true);
        } else if ((value = directive(line, "dialect")) != NULL) {
            set_dialect(path, line_number, value);
        } else if (strncmp(line + strspn(line, " "), "--", 2) != 0 && *line != '\0') {
            if (block_count == first) {
                fail(path, line_number, "SQL before the first block");
            }
            char *body = blocks[block_count - 1].body;
            if (strlen(body) + strlen(line) + 2 > TEXT_MAX) {
                fail(path, line_number, "a block is longer than %d bytes", TEXT_MAX);
            }
            strcat(strcat(body, line), "\n");
        }
        line = end == NULL ? NULL : end + 1;
    }
    free(text);
}

static void check_names(void)
{
    for (int i = 0; i < block_count; i++) {
        for (int k = 0; k < i; k++) {
            if (strcmp(blocks[i].name, blocks[k].name) == 0 &&
                (blocks[i].dialect & blocks[k].dialect) != 0) {
                fail(blocks[i].file, blocks[i].line, "\"%s\" stands already at %s:%d",
                     blocks[i].name, blocks[k].file, blocks[k].line);
            }
        }
    }
}

static struct block *find_block(const char *name, enum dialect dialect, bool fragment)
{
    for (int i = 0; i < block_count; i++) {
        if (strcmp(blocks[i].name, name) == 0 && (blocks[i].dialect & dialect) != 0 &&
            blocks[i].fragment == fragment) {
            return &blocks[i];
        }
    }
    return NULL;
}

/* --- putting a query together ------------------------------------------------------------------- */

static void put(struct expansion *out, char byte)
{
    if (out->length + 2 > TEXT_MAX) {
        fail(out->block->file, out->block->line, "\"%s\" is longer than %d bytes", out->block->name,
             TEXT_MAX);
    }
    out->text[out->length++] = byte;
    out->text[out->length] = '\0';
}

static int parameter_number(struct expansion *out, const char *name, size_t length)
{
    for (int i = 0; i < out->parameter_count; i++) {
        if (strlen(out->parameters[i]) == length && memcmp(out->parameters[i], name, length) == 0) {
            return i + 1;
        }
    }
    if (out->parameter_count == PARAMETERS_MAX || length >= NAME_MAX_LENGTH) {
        fail(out->block->file, out->block->line, "too many or too long parameters in \"%s\"",
             out->block->name);
    }
    memcpy(out->parameters[out->parameter_count], name, length);
    out->parameters[out->parameter_count][length] = '\0';
    return ++out->parameter_count;
}

static size_t name_length(const char *text)
{
    return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
}

static void expand(struct expansion *out, const char *sql, int depth)
{
    char previous = '\0';
    if (depth > DEPTH_MAX) {
        fail(out->block->file, out->block->line, "fragments of \"%s\" go in circles",
             out->block->name);
    }
    for (const char *at = sql; *at != '\0'; previous = *at++) {
        size_t length = name_length(at + 1);
        if (*at == '\'') {
            const char *end = strchr(at + 1, '\'');
            if (end == NULL) {
                fail(out->block->file, out->block->line, "a quote is not closed in \"%s\"",
                     out->block->name);
            }
            for (; at < end; at++) {
                put(out, *at);
            }
            put(out, '\'');
        } else if (*at == ':' && previous != ':' && at[1] != ':' && islower((unsigned char)at[1])) {
            char number[16];
            snprintf(number, sizeof number, "%c%d", out->dialect == SQLITE ? '?' : '$',
                     parameter_number(out, at + 1, length));
            for (char *digit = number; *digit != '\0'; digit++) {
                put(out, *digit);
            }
            at += length;
        } else if (*at == '{' && length > 0 && at[1 + length] == '}') {
            char name[NAME_MAX_LENGTH] = {0};
            memcpy(name, at + 1, length < NAME_MAX_LENGTH ? length : NAME_MAX_LENGTH - 1);
            struct block *fragment = find_block(name, out->dialect, true);
            if (fragment == NULL) {
                fail(out->block->file, out->block->line, "there is no fragment \"%s\"", name);
            }
            fragment->used = true;
            size_t body = strlen(fragment->body);
            char *trimmed = strndup(fragment->body, body > 0 ? body - 1 : 0);
            expand(out, trimmed, depth + 1);
            free(trimmed);
            at += length + 1;
        } else {
            put(out, *at == '\n' && at[1] == '\0' ? ' ' : *at);
        }
    }
}

static void put_upper(FILE *out, const char *name)
{
    for (; *name != '\0'; name++) {
        fputc(toupper((unsigned char)*name), out);
    }
}

static void put_string(FILE *out, const char *text)
{
    fputs("\n     \"", out);
    for (; *text != '\0'; text++) {
        if (*text == '\n') {
            fputs("\\n\"\n     \"", out);
        } else {
            if (*text == '"' || *text == '\\') {
                fputc('\\', out);
            }
            fputc(*text, out);
        }
    }
    fputc('"', out);
}

static struct expansion sqlite_text, postgres_text;

static void put_query(FILE *source, FILE *header, const struct block *block, int id)
{
    const struct block *sqlite = find_block(block->name, SQLITE, false);
    const struct block *postgres = find_block(block->name, POSTGRES, false);
    if (sqlite == NULL || postgres == NULL) {
        fail(block->file, block->line, "\"%s\" has no text for %s", block->name,
             sqlite == NULL ? "sqlite" : "postgres");
    }
    sqlite_text = (struct expansion){.block = sqlite, .dialect = SQLITE};
    postgres_text = (struct expansion){.block = postgres, .dialect = POSTGRES};
    expand(&sqlite_text, sqlite->body, 0);
    /* Both number their parameters as the SQLite text does. */
    memcpy(postgres_text.parameters, sqlite_text.parameters, sizeof sqlite_text.parameters);
    postgres_text.parameter_count = sqlite_text.parameter_count;
    expand(&postgres_text, postgres->body, 0);
    if (postgres_text.parameter_count != sqlite_text.parameter_count) {
        fail(block->file, block->line, "the two texts of \"%s\" have different parameters",
             block->name);
    }
    fputs("extern const struct query ", header);
    put_upper(header, block->name);
    fputs(";\n", header);
    for (int i = 0; i < sqlite_text.parameter_count; i++) {
        fputs(i == 0 ? "enum {\n    " : "    ", header);
        put_upper(header, block->name);
        fputc('_', header);
        put_upper(header, sqlite_text.parameters[i]);
        fprintf(header, " = %d,\n%s", i + 1, i + 1 == sqlite_text.parameter_count ? "};\n" : "");
    }
    fputs("const struct query ", source);
    put_upper(source, block->name);
    fprintf(source, " = {\n    \"%s\",", block->name);
    put_string(source, sqlite_text.text);
    fputc(',', source);
    put_string(source, postgres_text.text);
    fprintf(source, ",\n    %d, %d};\n", sqlite_text.parameter_count, id);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: sqlc OUT.c OUT.h INPUT.sql...\n");
        return 2;
    }
    for (int i = 3; i < argc; i++) {
        read_blocks(argv[i]);
    }
    check_names();
    FILE *source = fopen(argv[1], "w"), *header = fopen(argv[2], "w");
    if (source == NULL || header == NULL) {
        perror(argv[1]);
        return 1;
    }
    fprintf(header, "/* Made by tools/sqlc. */\n#ifndef QUERIES_SQL_H\n#define QUERIES_SQL_H\n"
                    "#include \"store/db.h\"\n");
    fprintf(source, "/* Made by tools/sqlc. */\n#include \"queries_sql.h\"\n");
    int count = 0;
    for (int i = 0; i < block_count; i++) {
        if (!blocks[i].fragment && find_block(blocks[i].name, BOTH, false) == &blocks[i]) {
            put_query(source, header, &blocks[i], count++);
        }
    }
    for (int i = 0; i < block_count; i++) {
        if (blocks[i].fragment && !blocks[i].used) {
            fail(blocks[i].file, blocks[i].line, "the fragment \"%s\" is never used",
                 blocks[i].name);
        }
    }
    fprintf(header,
            "enum { QUERY_COUNT = %d };\nextern const struct query *const queries[];\n#endif\n",
            count);
    fprintf(source, "const struct query *const queries[] = {\n");
    for (int i = 0; i < block_count; i++) {
        if (!blocks[i].fragment && find_block(blocks[i].name, BOTH, false) == &blocks[i]) {
            fputs("    &", source);
            put_upper(source, blocks[i].name);
            fputs(",\n", source);
        }
    }
    fprintf(source, "    0,\n};\n");
    return fclose(source) == 0 && fclose(header) == 0 ? 0 : 1;
}
