#include "domain/journal/journal_file.h"

#include "base/json.h"

#include <inttypes.h>
#include <string.h>

static const struct text entry_head = {"{\"entry\":", 9};
static const struct text leaf_head = {",\"leaf\":\"", 9};
static const struct text line_tail = {"\"}", 2};

/* --- writing ---------------------------------------------------------------------------------- */

static struct text finish_line(struct json_writer *json, struct arena *arena)
{
    struct text line = TEXT("");
    json_object_close(json);
    enum error_kind kind = json_writer_text(json, &line, NULL);
    (void)kind; /* a line is bounded by what it holds */
    return text_format(arena, "%.*s\n", TEXT_ARGS(line));
}

struct text journal_file_header(enum journal_hash algorithm, struct text key, uint64_t size,
                                const struct hash *root, struct arena *arena)
{
    struct json_writer json;
    char hex[HASH_HEX_SIZE];
    json_writer_init(&json, arena, JOURNAL_LINE_MAX);
    json_object_open(&json);
    json_member_int(&json, "kaigong_journal", 1);
    json_member_string(&json, "hash", journal_hash_name(algorithm));
    json_member_text(&json, "key", key);
    json_member_int(&json, "size", (int64_t)size);
    json_member_string(&json, "root", hash_hex(root, hex));
    return finish_line(&json, arena);
}

struct text journal_file_entry(struct text entry, const struct hash *leaf, struct arena *arena)
{
    char hex[HASH_HEX_SIZE];
    struct text_builder line;
    text_builder_init(&line, arena, JOURNAL_LINE_MAX);
    text_builder_add(&line, entry_head);
    text_builder_add(&line, entry);
    text_builder_add(&line, leaf_head);
    text_builder_add(&line, text_of(hash_hex(leaf, hex)));
    text_builder_add(&line, line_tail);
    text_builder_add_byte(&line, '\n');
    return text_builder_text(&line);
}

struct text journal_file_checkpoint(uint64_t size, struct text note, struct arena *arena)
{
    struct json_writer json;
    json_writer_init(&json, arena, JOURNAL_LINE_MAX);
    json_object_open(&json);
    json_member_int(&json, "checkpoint", (int64_t)size);
    json_member_text(&json, "note", note);
    return finish_line(&json, arena);
}

/* --- checking --------------------------------------------------------------------------------- */

static enum error_kind altered(struct error *err, const char *what)
{
    return error_set(err, ERROR_INVALID, "journal.altered", "%s", what);
}

static bool line_is(struct text line, struct text written)
{
    return written.length == line.length + 1 && memcmp(line.data, written.data, line.length) == 0;
}

static enum error_kind check_header(struct journal_file_check *check, struct text line,
                                    struct error *err)
{
    static const char spoiled[] = "the header of the file was altered or is none";
    const struct json_value *header;
    struct text hash = TEXT(""), key = TEXT(""), root = TEXT("");
    int64_t size = 0;
    if (json_read(line, JOURNAL_LINE_MAX, check->arena, &header, NULL) != OK ||
        json_get_text(header, "hash", true, &hash, NULL) != OK ||
        json_get_text(header, "key", true, &key, NULL) != OK ||
        json_get_text(header, "root", true, &root, NULL) != OK ||
        json_get_int(header, "size", true, &size, NULL) != OK || size < 1 ||
        !journal_hash_parse(hash, &check->algorithm) || !hash_parse_hex(root, &check->root) ||
        journal_key_parse(key, check->arena, &check->key, NULL) != OK ||
        !line_is(line, journal_file_header(check->algorithm, key, (uint64_t)size, &check->root,
                                           check->arena))) {
        return altered(err, spoiled);
    }
    if (check->trusted.length > 0 && !text_is_equal(text_trim(check->trusted), key)) {
        return error_set(err, ERROR_INVALID, "journal.key",
                         "the file is signed by %.*s, not by the key that was named",
                         TEXT_ARGS(key));
    }
    check->key_text = text_copy(key, check->arena);
    check->size = (uint64_t)size;
    check->started = true;
    return OK;
}

static enum error_kind check_entry(struct journal_file_check *check, struct text line,
                                   struct error *err)
{
    uint64_t due = check->frontier.size;
    size_t tail = leaf_head.length + HASH_HEX_SIZE - 1 + line_tail.length;
    struct hash leaf;
    if (due >= check->size) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "entry %" PRIu64 ": the header knows %" PRIu64 " entries only", due,
                         check->size);
    }
    if (line.length < entry_head.length + tail || !text_has_prefix(line, entry_head)) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "entry %" PRIu64 ": its line cannot be read", due);
    }
    struct text end = text_slice(line, line.length - tail, line.length);
    struct text hex = text_slice(end, leaf_head.length, end.length - line_tail.length);
    struct text entry = text_slice(line, entry_head.length, line.length - tail);
    if (!text_has_prefix(end, leaf_head) || !hash_parse_hex(hex, &leaf) ||
        !text_is_equal(text_slice(end, end.length - line_tail.length, end.length), line_tail)) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "entry %" PRIu64 ": its line cannot be read", due);
    }
    struct hash made = journal_leaf_hash(check->algorithm, entry);
    if (!hash_is_equal(&made, &leaf)) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "entry %" PRIu64 ": the text does not have the hash that stands with it",
                         due);
    }
    int64_t seq = journal_entry_seq(entry);
    if (seq != (int64_t)due) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "entry %" PRIu64 ": entry %" PRId64 " stands in its place", due, seq);
    }
    journal_frontier_add(check->algorithm, &check->frontier, &leaf);
    return OK;
}

static enum error_kind check_checkpoint(struct journal_file_check *check, struct text line,
                                        struct error *err)
{
    SCOPED_ARENA arena = {0};
    const struct json_value *object;
    struct text note = TEXT("");
    int64_t size = 0;
    struct checkpoint_body body;
    uint64_t due = check->frontier.size;
    struct error why = {0};
    if (json_read(line, JOURNAL_LINE_MAX, &arena, &object, NULL) != OK ||
        json_get_int(object, "checkpoint", true, &size, NULL) != OK ||
        json_get_text(object, "note", true, &note, NULL) != OK ||
        !line_is(line, journal_file_checkpoint((uint64_t)size, note, &arena))) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "the checkpoint behind entry %" PRIu64 " cannot be read", due - 1);
    }
    if ((uint64_t)size != due) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "entry %" PRIu64 ": a checkpoint of %" PRId64
                         " entries stands in its place",
                         due, size);
    }
    if (journal_checkpoint_open(note, &check->key, &arena, &body, &why) != OK || body.size != due) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "the checkpoint of %" PRIu64 " entries was altered: %s", due, why.message);
    }
    struct hash root = journal_frontier_root(check->algorithm, &check->frontier);
    if (!hash_is_equal(&root, &body.root)) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "entry %" PRIu64 " or one before it, from entry %" PRIu64
                         " on: they are not the entries that were signed",
                         due - 1, check->covered);
    }
    check->covered = due;
    check->checkpoint_count++;
    return OK;
}

enum error_kind journal_file_check_line(struct journal_file_check *check, struct text line,
                                        struct error *err)
{
    if (!check->started) {
        return check_header(check, line, err);
    }
    if (text_has_prefix(line, TEXT("{\"checkpoint\":")) && check->frontier.size > 0) {
        return check_checkpoint(check, line, err);
    }
    return check_entry(check, line, err);
}

enum error_kind journal_file_check_end(const struct journal_file_check *check, struct error *err)
{
    if (!check->started) {
        return altered(err, "the file is empty");
    }
    if (check->frontier.size != check->size) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "entry %" PRIu64 ": it is missing, the file ends before it",
                         check->frontier.size);
    }
    struct hash root = journal_frontier_root(check->algorithm, &check->frontier);
    if (!hash_is_equal(&root, &check->root)) {
        return altered(err, "the root in the header of the file was altered");
    }
    if (check->covered != check->size) {
        return error_set(err, ERROR_INVALID, "journal.altered",
                         "entry %" PRIu64 " and those behind it: no checkpoint covers them",
                         check->covered);
    }
    return OK;
}
