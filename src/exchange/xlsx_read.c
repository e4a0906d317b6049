/* What a workbook's parts say: which parts there are, the styles, the shared texts. The rows are
 * in xlsx_sheet.c. */
#include "exchange/xlsx_read.h"

#include "exchange/xlsx_internal.h"
#include "exchange/xlsx_sheet.h"

#include <stdlib.h>
#include <string.h>

enum { RELATIONS_MAX = 2000, PATH_MAX_BYTES = 512, FORMATS_MAX = 65536 };

static bool is_named(const char *name, const char *expected)
{
    return strcmp(name, expected) == 0;
}

static void ignore_end(struct xlsx_xml *xml, const char *name)
{
    (void)xml, (void)name;
}

static void ignore_text(struct xlsx_xml *xml, const char *data, size_t length)
{
    (void)xml, (void)data, (void)length;
}

/* ---- relations: which part is what ---- */

struct relation {
    const char *id, *type, *target;
};

struct relations {
    struct xlsx_xml xml; /* first: the callbacks get its address */
    struct arena *arena;
    struct relation *items;
    size_t count;
};

static const char *copy(struct arena *arena, const char *text)
{
    return text == NULL ? "" : arena_copy(arena, text, strlen(text));
}

static void relations_start(struct xlsx_xml *xml, const char *name, const char **attributes)
{
    struct relations *relations = (struct relations *)xml;
    const char *mode = xlsx_attribute(attributes, "TargetMode");
    if (!is_named(name, "Relationship") || (mode != NULL && is_named(mode, "External")) ||
        relations->count == RELATIONS_MAX) {
        return;
    }
    relations->items[relations->count++] =
        (struct relation){copy(relations->arena, xlsx_attribute(attributes, "Id")),
                          copy(relations->arena, xlsx_attribute(attributes, "Type")),
                          copy(relations->arena, xlsx_attribute(attributes, "Target"))};
}

static bool has_suffix(const char *text, const char *suffix)
{
    size_t length = strlen(text), end = strlen(suffix);
    return length >= end && strcmp(text + length - end, suffix) == 0;
}

static const struct relation *find_type(const struct relations *relations, const char *suffix)
{
    for (size_t i = 0; i < relations->count; i++) {
        if (has_suffix(relations->items[i].type, suffix)) {
            return &relations->items[i];
        }
    }
    return NULL;
}

static enum error_kind read_relations(struct xlsx_package *package, const char *path,
                                      struct arena *arena, struct relations *relations,
                                      struct error *err)
{
    *relations = (struct relations){.xml = {relations_start, ignore_end, ignore_text},
                                    .arena = arena,
                                    .items = ARENA_ARRAY(arena, struct relation, RELATIONS_MAX)};
    return xlsx_package_parse(package, path, &relations->xml, err);
}

/* `target` as seen from the part `base`: "xl/workbook.xml" and "../x.xml" give "x.xml". */
static enum error_kind resolve(const char *base, const char *target, char path[PATH_MAX_BYTES],
                               struct error *err)
{
    size_t length = 0;
    if (target[0] != '/') {
        const char *slash = strrchr(base, '/');
        length = slash == NULL ? 0 : (size_t)(slash - base) + 1;
        memcpy(path, base, length); /* base came from here and fits */
    }
    while (*target != '\0') {
        size_t part = strcspn(target, "/");
        if (part == 2 && memcmp(target, "..", 2) == 0) {
            length -= length > 0;
            while (length > 0 && path[length - 1] != '/') {
                length--;
            }
        } else if (part > 0 && !(part == 1 && target[0] == '.')) {
            if (length + part + 2 > PATH_MAX_BYTES) {
                return error_set(err, ERROR_MALFORMED, "xlsx.part", "部件的路径太长");
            }
            memcpy(path + length, target, part);
            length += part;
            if (target[part] == '/') {
                path[length++] = '/';
            }
        }
        target += part + (target[part] == '/');
    }
    path[length] = '\0';
    return OK;
}

/* ---- the workbook: its sheets in order ---- */

struct workbook {
    struct xlsx_xml xml;
    struct arena *arena;
    const char **relation_ids; /* of visible sheets */
    size_t count;
    bool from_1904;
};

static bool is_true(const char *value)
{
    return value != NULL && (is_named(value, "1") || is_named(value, "true"));
}

static void workbook_start(struct xlsx_xml *xml, const char *name, const char **attributes)
{
    struct workbook *workbook = (struct workbook *)xml;
    if (is_named(name, "workbookPr")) {
        workbook->from_1904 = is_true(xlsx_attribute(attributes, "date1904"));
    } else if (is_named(name, "sheet") && workbook->count < RELATIONS_MAX) {
        const char *state = xlsx_attribute(attributes, "state");
        const char *id = xlsx_attribute(attributes, "id");
        if (id != NULL && (state == NULL || is_named(state, "visible"))) {
            workbook->relation_ids[workbook->count++] = copy(workbook->arena, id);
        }
    }
}

static enum error_kind find_sheet(const struct workbook *workbook,
                                  const struct relations *relations, size_t sheet,
                                  const char **target_out, struct error *err)
{
    for (size_t i = 0; i < workbook->count; i++) {
        for (size_t j = 0; j < relations->count; j++) {
            if (is_named(relations->items[j].id, workbook->relation_ids[i]) &&
                has_suffix(relations->items[j].type, "/worksheet") && sheet-- == 0) {
                *target_out = relations->items[j].target;
                return OK;
            }
        }
    }
    return error_set(err, ERROR_NOT_FOUND, "xlsx.no_sheet", "文件里没有这张工作表");
}

/* ---- styles: which cell formats show dates ---- */

struct styles {
    struct xlsx_xml xml;
    struct arena *arena;
    bool *date_formats; /* by numFmtId, custom ones */
    bool *dates;        /* by index of cellXfs */
    size_t count;
    bool in_cell_formats;
};

/* Quoted parts, escapes and [sections] do not count; the first section decides. */
static bool is_date_format(const char *format)
{
    for (const char *c = format; *c != '\0' && *c != ';'; c++) {
        if (*c == '"' || *c == '[') {
            const char *end = strchr(c + 1, *c == '"' ? '"' : ']');
            if (end == NULL) {
                return false;
            }
            c = end;
        } else if (*c == '\\' || *c == '_' || *c == '*') {
            if (c[1] == '\0') {
                return false;
            }
            c++;
        } else if (strchr("yYmMdD", *c) != NULL) {
            return true;
        }
    }
    return false;
}

/* Built-in formats that hold a day, among them the Chinese ones (ECMA-376 part 1, 18.8.30). */
static bool is_date_builtin(long id)
{
    return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
           (id >= 50 && id <= 54) || id == 57 || id == 58;
}

static void styles_start(struct xlsx_xml *xml, const char *name, const char **attributes)
{
    struct styles *styles = (struct styles *)xml;
    const char *id_text = xlsx_attribute(attributes, "numFmtId");
    long id = id_text == NULL ? 0 : strtol(id_text, NULL, 10);
    bool known = id >= 0 && id < FORMATS_MAX;
    if (is_named(name, "numFmt")) {
        const char *format = xlsx_attribute(attributes, "formatCode");
        if (known && format != NULL) {
            styles->date_formats[id] = is_date_format(format);
        }
    } else if (is_named(name, "cellXfs")) {
        styles->in_cell_formats = true;
    } else if (styles->in_cell_formats && is_named(name, "xf") && styles->count < FORMATS_MAX) {
        styles->dates[styles->count++] = is_date_builtin(id) || (known && styles->date_formats[id]);
    }
}

static void styles_end(struct xlsx_xml *xml, const char *name)
{
    struct styles *styles = (struct styles *)xml;
    if (is_named(name, "cellXfs")) {
        styles->in_cell_formats = false;
    }
}

static enum error_kind read_styles(struct xlsx_package *package, const char *path,
                                   struct arena *arena, struct xlsx_book *book, struct error *err)
{
    struct styles styles = {.xml = {styles_start, styles_end, ignore_text},
                            .date_formats = ARENA_ARRAY(arena, bool, FORMATS_MAX),
                            .dates = ARENA_ARRAY(arena, bool, FORMATS_MAX)};
    TRY(xlsx_package_parse(package, path, &styles.xml, err));
    book->date_styles = styles.dates;
    book->style_count = styles.count;
    return OK;
}

/* ---- shared texts ---- */

struct shared {
    struct xlsx_xml xml;
    struct xlsx_book *book;
    size_t capacity_bytes, capacity;
    uint32_t item_start;
    int phonetic;
    bool in_text, in_item;
};

static void shared_fail(struct shared *shared)
{
    xlsx_xml_fail(&shared->xml, error_set(shared->xml.err, ERROR_LIMIT, "xlsx.shared",
                                          "共享文字太多（上限%d条、%d字节）", XLSX_SHARED_MAX,
                                          XLSX_SHARED_BYTES_MAX));
}

static void shared_start(struct xlsx_xml *xml, const char *name, const char **attributes)
{
    (void)attributes;
    struct shared *shared = (struct shared *)xml;
    if (is_named(name, "si")) {
        shared->in_item = true;
        shared->item_start = shared->book->shared_bytes;
    } else if (is_named(name, "rPh")) {
        shared->phonetic++;
    } else if (is_named(name, "t")) {
        shared->in_text = shared->in_item && shared->phonetic == 0;
    }
}

static void shared_end(struct xlsx_xml *xml, const char *name)
{
    struct shared *shared = (struct shared *)xml;
    struct xlsx_book *book = shared->book;
    if (is_named(name, "t")) {
        shared->in_text = false;
    } else if (is_named(name, "rPh")) {
        shared->phonetic -= shared->phonetic > 0;
    } else if (is_named(name, "si") && shared->in_item) {
        shared->in_item = false;
        if (book->shared_count == XLSX_SHARED_MAX) {
            shared_fail(shared);
            return;
        }
        if (book->shared_count == shared->capacity) {
            size_t capacity = shared->capacity == 0 ? 1024 : shared->capacity * 2;
            uint32_t *ends = foreign_realloc(book->shared_ends, capacity * sizeof *ends);
            if (ends == NULL) {
                shared_fail(shared);
                return;
            }
            book->shared_ends = ends;
            shared->capacity = capacity;
        }
        size_t length = book->shared_bytes - shared->item_start;
        char *item = length == 0 ? NULL : book->shared_data + shared->item_start;
        book->shared_bytes =
            shared->item_start + (uint32_t)(length == 0 ? 0 : xlsx_unescape(item, length));
        book->shared_ends[book->shared_count++] = book->shared_bytes;
    }
}

static void shared_text(struct xlsx_xml *xml, const char *data, size_t length)
{
    struct shared *shared = (struct shared *)xml;
    struct xlsx_book *book = shared->book;
    if (!shared->in_text) {
        return;
    }
    if (length > XLSX_SHARED_BYTES_MAX - book->shared_bytes) {
        shared_fail(shared);
        return;
    }
    if (book->shared_bytes - shared->item_start + length > SHEET_CELL_BYTES_MAX) {
        xlsx_xml_fail(xml,
                      error_set(xml->err, ERROR_LIMIT, "xlsx.cell",
                                "第%zu条共享文字太长（上限 32767 字）", book->shared_count + 1));
        return;
    }
    if (book->shared_bytes + length > shared->capacity_bytes) {
        size_t capacity = shared->capacity_bytes == 0 ? 65536 : shared->capacity_bytes;
        while (capacity < book->shared_bytes + length) {
            capacity *= 2;
        }
        char *bytes = foreign_realloc(book->shared_data, capacity);
        if (bytes == NULL) {
            shared_fail(shared);
            return;
        }
        book->shared_data = bytes;
        shared->capacity_bytes = capacity;
    }
    memcpy(book->shared_data + book->shared_bytes, data, length);
    book->shared_bytes += (uint32_t)length;
}

/* ---- the whole ---- */

static enum error_kind read_package(struct xlsx_package *package, size_t sheet, struct arena *arena,
                                    struct xlsx_book *book, sheet_row_handler *handler,
                                    void *context, struct error *err)
{
    struct relations root, relations;
    char workbook_path[PATH_MAX_BYTES] = "xl/workbook.xml", path[PATH_MAX_BYTES];
    TRY(read_relations(package, "_rels/.rels", arena, &root, err));
    const struct relation *document = find_type(&root, "/officeDocument");
    if (document != NULL) {
        TRY(resolve("", document->target, workbook_path, err));
    }
    struct workbook workbook = {.xml = {workbook_start, ignore_end, ignore_text},
                                .arena = arena,
                                .relation_ids = ARENA_ARRAY(arena, const char *, RELATIONS_MAX)};
    TRY(xlsx_package_parse(package, workbook_path, &workbook.xml, err));
    book->from_1904 = workbook.from_1904;

    const char *slash = strrchr(workbook_path, '/');
    struct text folder = {workbook_path, slash == NULL ? 0 : (size_t)(slash - workbook_path) + 1};
    struct text relations_path =
        text_format(arena, "%.*s_rels/%s.rels", TEXT_ARGS(folder), workbook_path + folder.length);
    TRY(read_relations(package, relations_path.data, arena, &relations, err));

    const char *target = NULL;
    TRY(find_sheet(&workbook, &relations, sheet, &target, err));
    const struct relation *styles = find_type(&relations, "/styles");
    if (styles != NULL) {
        TRY(resolve(workbook_path, styles->target, path, err));
        if (xlsx_package_has(package, path)) {
            TRY(read_styles(package, path, arena, book, err));
        }
    }
    const struct relation *texts = find_type(&relations, "/sharedStrings");
    if (texts != NULL) {
        struct shared shared = {.xml = {shared_start, shared_end, shared_text}, .book = book};
        TRY(resolve(workbook_path, texts->target, path, err));
        if (xlsx_package_has(package, path)) {
            TRY(xlsx_package_parse(package, path, &shared.xml, err));
        }
    }
    TRY(resolve(workbook_path, target, path, err));
    return xlsx_sheet_read(package, path, book, arena, handler, context, err);
}

enum error_kind xlsx_read_rows(struct text bytes, size_t sheet, struct arena *arena,
                               sheet_row_handler *handler, void *context, struct error *err)
{
    struct xlsx_package package;
    struct xlsx_book book = {0};
    TRY(xlsx_package_open(&package, bytes, err));
    enum error_kind kind = read_package(&package, sheet, arena, &book, handler, context, err);
    free(book.shared_data);
    free(book.shared_ends);
    xlsx_package_close(&package);
    return kind;
}
