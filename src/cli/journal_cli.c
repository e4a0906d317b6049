/* kaigong journal verify, export, checkpoint, key: the journal as others check it. */
#include "app/journal_app.h"
#include "base/json.h"
#include "cli/cli.h"
#include "cli/cli_app.h"
#include "cli/commands.h"
#include "domain/journal/journal_file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOTE_MAX = 65536 };

struct journal_options {
    const char *data_dir, *out, *vkey, *checkpoint, *format;
    const char *file; /* the second word */
    bool json;
};

static enum error_kind print_report(const struct journal_report *report, bool json,
                                    struct arena *arena, struct error *err)
{
    char hex[HASH_HEX_SIZE];
    if (!json) {
        printf("%" PRIu64 " entries are whole; %s root %s; %" PRId64
               " checkpoints hold; key %.*s\n",
               report->size, journal_hash_name(report->algorithm), hash_hex(&report->root, hex),
               report->checkpoint_count, TEXT_ARGS(report->key));
        return OK;
    }
    struct json_writer out;
    struct text text;
    json_writer_init(&out, arena, NOTE_MAX);
    json_object_open(&out);
    json_member_bool(&out, "whole", true);
    json_member_int(&out, "entries", (int64_t)report->size);
    json_member_string(&out, "hash", journal_hash_name(report->algorithm));
    json_member_string(&out, "root", hash_hex(&report->root, hex));
    json_member_int(&out, "checkpoints", report->checkpoint_count);
    json_member_text(&out, "key", report->key);
    json_object_close(&out);
    TRY(json_writer_text(&out, &text, err));
    printf("%.*s\n", TEXT_ARGS(text));
    return OK;
}

static enum error_kind read_saved(const struct journal_options *options, struct arena *arena,
                                  struct text *note_out, struct error *err)
{
    *note_out = TEXT("");
    return options->checkpoint == NULL
               ? OK
               : cli_read_file(options->checkpoint, NOTE_MAX, arena, note_out, err);
}

static enum error_kind verify_data(const struct journal_options *options, struct arena *arena,
                                   struct error *err)
{
    struct app app = {0};
    struct text saved;
    struct journal_report report = {0};
    TRY(read_saved(options, arena, &saved, err));
    enum error_kind kind = cli_open_app(&app, options->data_dir, NULL, err);
    if (kind == OK) {
        kind = journal_app_verify(&app, text_of(options->vkey), saved, arena, &report, err);
    }
    app_close(&app);
    TRY(kind);
    return print_report(&report, options->json, arena, err);
}

/* The checkpoint that was kept elsewhere: its size and root, held against the file on the way. */
struct saved_body {
    bool given, seen;
    struct checkpoint_body body;
    struct text note;
};

static enum error_kind hold_saved(struct saved_body *saved, const struct journal_file_check *check,
                                  struct error *err)
{
    if (!saved->given || saved->seen) {
        return OK;
    }
    if (saved->body.size == 0) { /* the key is known once the header was read */
        TRY(journal_checkpoint_open(saved->note, &check->key, check->arena, &saved->body, err));
        if (saved->body.size == 0) {
            return error_set(err, ERROR_INVALID, "journal.checkpoint", "the checkpoint is empty");
        }
    }
    if (check->frontier.size != saved->body.size) {
        return OK;
    }
    struct hash root = journal_frontier_root(check->algorithm, &check->frontier);
    saved->seen = true;
    return hash_is_equal(&root, &saved->body.root)
               ? OK
               : error_set(err, ERROR_INVALID, "journal.altered",
                           "entry %" PRIu64
                           " or one before it: the checkpoint that was kept says otherwise",
                           saved->body.size - 1);
}

static enum error_kind check_lines(FILE *file, struct journal_file_check *check,
                                   struct saved_body *saved, struct error *err)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    enum error_kind kind = OK;
    while (kind == OK && (length = getline(&line, &room, file)) > 0) {
        if (line[length - 1] != '\n' || length > JOURNAL_LINE_MAX) {
            kind =
                error_set(err, ERROR_INVALID, "journal.altered",
                          "entry %" PRIu64 ": its line is cut or too long", check->frontier.size);
        } else {
            kind = journal_file_check_line(check, (struct text){line, (size_t)length - 1}, err);
        }
        if (kind == OK) {
            kind = hold_saved(saved, check, err);
        }
    }
    free(line);
    return kind;
}

static enum error_kind verify_file(const struct journal_options *options, struct arena *arena,
                                   struct error *err)
{
    struct journal_file_check check = {.arena = arena, .trusted = text_of(options->vkey)};
    struct saved_body saved = {.given = options->checkpoint != NULL};
    TRY(read_saved(options, arena, &saved.note, err));
    FILE *file = fopen(options->file, "rb");
    if (file == NULL) {
        return error_set(err, ERROR_NOT_FOUND, "file.open", "%s: %s", options->file,
                         strerror(errno));
    }
    enum error_kind kind = check_lines(file, &check, &saved, err);
    fclose(file);
    TRY(kind);
    TRY(journal_file_check_end(&check, err));
    if (saved.given && !saved.seen) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "entry %" PRIu64 ": it is missing, the kept checkpoint has %" PRIu64
                         " entries",
                         check.size, saved.body.size);
    }
    struct journal_report report = {check.size, check.root, check.algorithm, check.key_text,
                                    check.checkpoint_count};
    return print_report(&report, options->json, arena, err);
}

static enum error_kind write_line(void *context, struct text line, struct error *err)
{
    FILE *file = context;
    return fwrite(line.data, 1, line.length, file) == line.length
               ? OK
               : error_set(err, ERROR_FULL, "file.write", "the export: %s", strerror(errno));
}

static enum error_kind export_to(struct app *app, const char *path, struct error *err)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return error_set(err, ERROR_NOT_FOUND, "file.open", "%s: %s", path, strerror(errno));
    }
    enum error_kind kind = journal_app_export(app, write_line, file, err);
    if (fclose(file) != 0 && kind == OK) {
        kind = error_set(err, ERROR_FULL, "file.write", "%s: %s", path, strerror(errno));
    }
    if (kind != OK) {
        remove(path);
    }
    return kind;
}

static enum error_kind export_journal(struct app *app, const struct journal_options *options,
                                      struct arena *arena, struct error *err)
{
    (void)arena;
    if (options->out == NULL || strcmp(options->out, "-") == 0) {
        return journal_app_export(app, write_line, stdout, err);
    }
    return export_to(app, options->out, err);
}

static enum error_kind print_text(struct text text, const char *name,
                                  const struct journal_options *options, struct arena *arena,
                                  struct error *err)
{
    struct json_writer json;
    if (options->json) {
        json_writer_init(&json, arena, NOTE_MAX);
        json_object_open(&json);
        json_member_text(&json, name, text);
        json_object_close(&json);
        TRY(json_writer_text(&json, &text, err));
        printf("%.*s\n", TEXT_ARGS(text));
        return OK;
    }
    return cli_write_file(options->out, text, err);
}

static enum error_kind make_checkpoint(struct app *app, const struct journal_options *options,
                                       struct arena *arena, struct error *err)
{
    struct text note;
    TRY(journal_app_checkpoint(app, true, arena, &note, err));
    return print_text(note, "checkpoint", options, arena, err);
}

static enum error_kind print_key(struct app *app, const struct journal_options *options,
                                 struct arena *arena, struct error *err)
{
    struct text key;
    TRY(journal_app_key(app, arena, &key, err));
    return print_text(options->json ? key : text_format(arena, "%.*s\n", TEXT_ARGS(key)), "key",
                      options, arena, err);
}

typedef enum error_kind journal_command(struct app *app, const struct journal_options *options,
                                        struct arena *arena, struct error *err);

static enum error_kind with_app(journal_command *run, const struct journal_options *options,
                                struct arena *arena, struct error *err)
{
    struct app app = {0};
    enum error_kind kind = cli_open_app(&app, options->data_dir, NULL, err);
    if (kind == OK) {
        kind = journal_app_ensure_key(&app, err);
    }
    if (kind == OK) {
        kind = run(&app, options, arena, err);
    }
    app_close(&app);
    return kind;
}

static int misuse(void)
{
    fprintf(stderr, "usage: kaigong journal verify --data DIR [--checkpoint FILE] [--vkey KEY]\n"
                    "       kaigong journal verify FILE [--checkpoint FILE] [--vkey KEY]\n"
                    "       kaigong journal export --data DIR [--out FILE]\n"
                    "       kaigong journal checkpoint --data DIR [--out FILE]\n"
                    "       kaigong journal key --data DIR [--out FILE]\n");
    return EXIT_MISUSE;
}

int journal_cli(int argc, char **argv)
{
    static const struct {
        const char *word;
        journal_command *run;
    } actions[] = {{"export", export_journal}, {"checkpoint", make_checkpoint}, {"key", print_key}};
    struct journal_options options = {.format = "text"};
    const struct option_rule rules[] = {
        {"--data", &options.data_dir, NULL, false},
        {"--out", &options.out, NULL, false},
        {"--vkey", &options.vkey, NULL, false},
        {"--checkpoint", &options.checkpoint, NULL, false},
        {"--format", &options.format, NULL, false},
    };
    const char *words[2] = {NULL, NULL};
    SCOPED_ARENA arena = {0};
    struct error err = {0};
    int count = cli_parse(argc, argv, rules, sizeof rules / sizeof rules[0], words, 2);
    if (count < 0) {
        return EXIT_MISUSE;
    }
    options.json = strcmp(options.format, "json") == 0;
    options.file = words[1];
    bool verify = count > 0 && strcmp(words[0], "verify") == 0;
    if (verify && (options.data_dir == NULL) == (options.file != NULL)) {
        enum error_kind kind = options.file != NULL ? verify_file(&options, &arena, &err)
                                                    : verify_data(&options, &arena, &err);
        return kind == OK ? EXIT_DONE : cli_fail(&err, options.json);
    }
    for (size_t i = 0;
         count == 1 && options.data_dir != NULL && i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(words[0], actions[i].word) == 0) {
            enum error_kind kind = with_app(actions[i].run, &options, &arena, &err);
            return kind == OK ? EXIT_DONE : cli_fail(&err, options.json);
        }
    }
    return misuse();
}
