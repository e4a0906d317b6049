/* kaigong plan NETWORK.json: the schedule of any network. */
#include "cli/cli.h"
#include "cli/commands.h"

#include "base/json.h"
#include "domain/schedule/schedule.h"
#include "exchange/network_json.h"

#include <stdio.h>
#include <string.h>

enum { CSV_PIECE_BYTES = 1 << 16 };
#define PLAN_JSON_MAX ((size_t)2 << 30)

struct plan {
    struct network network;
    struct schedule schedule;
    struct schedule_chains chains;
};

/* The file at its own size, since a network is large. cli_read_file would hold it up to three
 * times. */
static enum error_kind read_network_file(const char *path, struct arena *arena,
                                         struct text *bytes_out, struct error *err)
{
    long size = -1;
    FILE *file = strcmp(path, "-") == 0 ? NULL : fopen(path, "rb");
    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        size = ftell(file);
        rewind(file);
    }
    if (size < 0 || size > NETWORK_JSON_MAX) {
        if (file != NULL) {
            fclose(file);
        }
        return cli_read_file(path, NETWORK_JSON_MAX, arena, bytes_out, err);
    }
    char *bytes = arena_alloc(arena, (size_t)size + 1);
    size_t got = fread(bytes, 1, (size_t)size, file);
    fclose(file);
    if (got != (size_t)size) {
        return error_set(err, ERROR_NOT_FOUND, "file.read", "%s cannot be read", path);
    }
    *bytes_out = (struct text){bytes, got};
    return OK;
}

static void add_csv_text(struct text_builder *out, struct text text)
{
    bool plain = true;
    for (size_t i = 0; i < text.length && plain; i++) {
        plain = text.data[i] != ',' && text.data[i] != '"' && text.data[i] != '\n' &&
                text.data[i] != '\r';
    }
    if (plain) {
        text_builder_add(out, text);
        return;
    }
    text_builder_add_byte(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '"') {
            text_builder_add_byte(out, '"');
        }
        text_builder_add_byte(out, text.data[i]);
    }
    text_builder_add_byte(out, '"');
}

static void add_csv_date(struct text_builder *out, struct date date)
{
    char buffer[DATE_TEXT_SIZE];
    text_builder_add(out, text_of(date_format(date, buffer)));
    text_builder_add_byte(out, ',');
}

static void add_csv_row(const struct plan *plan, size_t a, struct text_builder *sentence,
                        struct text_builder *out)
{
    const struct schedule *s = &plan->schedule;
    add_csv_text(out, plan->network.ids[a]);
    text_builder_add_byte(out, ',');
    add_csv_text(out, plan->network.names[a]);
    text_builder_add_byte(out, ',');
    add_csv_date(out, s->early_start[a]);
    add_csv_date(out, s->early_finish[a]);
    add_csv_date(out, s->late_start[a]);
    add_csv_date(out, s->late_finish[a]);
    text_builder_add_format(out, "%d,", s->total_float[a]);
    add_csv_date(out, s->submit_by[a]);
    text_builder_add(out, s->critical[a] ? TEXT("true,") : TEXT("false,"));
    sentence->length = 0;
    schedule_because(&plan->network, s, &plan->chains, a, SCHEDULE_EN, sentence);
    add_csv_text(out, text_builder_text(sentence));
    text_builder_add_byte(out, '\n');
}

/* Written piece by piece, so that the text of a large plan is never held as a whole. */
static enum error_kind write_csv(const struct plan *plan, struct arena *arena, struct error *err)
{
    struct text_builder out, sentence;
    text_builder_init(&out, arena, PLAN_JSON_MAX);
    text_builder_init(&sentence, arena, PLAN_JSON_MAX);
    text_builder_add(&out, TEXT("id,name,early_start,early_finish,late_start,late_finish,"
                                "total_float,submit_by,critical,because\n"));
    for (size_t a = 0; a < plan->network.activity_count; a++) {
        add_csv_row(plan, a, &sentence, &out);
        if (out.length >= CSV_PIECE_BYTES) {
            TRY(cli_write_file(NULL, text_builder_text(&out), err));
            out.length = 0;
        }
    }
    return cli_write_file(NULL, text_builder_text(&out), err);
}

static void put_activity(struct json_writer *json, const struct plan *plan, size_t a,
                         struct text_builder *sentence)
{
    const struct network *network = &plan->network;
    const struct schedule *s = &plan->schedule;
    json_object_open(json);
    json_member_text(json, "id", network->ids[a]);
    json_member_text(json, "name", network->names[a]);
    json_member_int(json, "duration", network->durations[a]);
    json_member_text(json, "calendar", network->maps[network->calendars[a]]->id);
    json_member_date(json, "early_start", s->early_start[a]);
    json_member_date(json, "early_finish", s->early_finish[a]);
    json_member_date(json, "late_start", s->late_start[a]);
    json_member_date(json, "late_finish", s->late_finish[a]);
    json_member_int(json, "total_float", s->total_float[a]);
    json_member_int(json, "free_float", s->free_float[a]);
    json_member_date(json, "submit_by", s->submit_by[a]);
    json_member_bool(json, "critical", s->critical[a]);
    sentence->length = 0;
    schedule_because(network, s, &plan->chains, a, SCHEDULE_EN, sentence);
    json_member_text(json, "because", text_builder_text(sentence));
    sentence->length = 0;
    schedule_because(network, s, &plan->chains, a, SCHEDULE_ZH, sentence);
    json_member_text(json, "because_zh", text_builder_text(sentence));
    json_object_close(json);
}

static void put_link(struct json_writer *json, const struct plan *plan, size_t i)
{
    const struct network *network = &plan->network;
    int32_t from = network->link_from[i], to = network->link_to[i];
    json_object_open(json);
    json_member_text(json, "from", network->ids[from]);
    json_member_text(json, "to", network->ids[to]);
    json_member_string(json, "type", link_type_name((enum link_type)network->link_type[i]));
    json_member_int(json, "lag", network->link_lag[i]);
    json_member_bool(json, "driving",
                     plan->schedule.early_driver[to] == (int32_t)i ||
                         plan->schedule.late_driver[from] == (int32_t)i);
    json_object_close(json);
}

static enum error_kind write_json(const struct plan *plan, struct arena *arena, struct error *err)
{
    struct json_writer json;
    struct text_builder sentence;
    struct text text;
    json_writer_init(&json, arena, PLAN_JSON_MAX);
    text_builder_init(&sentence, arena, PLAN_JSON_MAX);
    json_object_open(&json);
    json_member_date(&json, "start", plan->schedule.start);
    json_member_date(&json, "finish", plan->schedule.finish);
    json_key(&json, "activities");
    json_array_open(&json);
    for (size_t a = 0; a < plan->network.activity_count; a++) {
        put_activity(&json, plan, a, &sentence);
    }
    json_array_close(&json);
    json_key(&json, "links");
    json_array_open(&json);
    for (size_t i = 0; i < plan->network.link_count; i++) {
        put_link(&json, plan, i);
    }
    json_array_close(&json);
    json_object_close(&json);
    TRY(json_writer_text(&json, &text, err));
    TRY(cli_write_file(NULL, text, err));
    return cli_write_file(NULL, TEXT("\n"), err);
}

static enum error_kind plan_network(const char *path, bool csv, struct arena *arena,
                                    struct error *err)
{
    struct plan plan;
    struct text bytes;
    TRY(read_network_file(path, arena, &bytes, err));
    TRY(network_json_read(bytes, arena, &plan.network, err));
    TRY(schedule_compute(&plan.network, arena, &plan.schedule, err));
    schedule_trace(&plan.network, &plan.schedule, arena, &plan.chains);
    return csv ? write_csv(&plan, arena, err) : write_json(&plan, arena, err);
}

int plan_cli(int argc, char **argv)
{
    SCOPED_ARENA arena = {0};
    struct error err = {0};
    const char *format = NULL, *words[1];
    const struct option_rule rules[] = {{"--format", &format, NULL, true}};

    int count = cli_parse(argc, argv, rules, sizeof rules / sizeof rules[0], words, 1);
    if (count < 0) {
        return EXIT_MISUSE;
    }
    bool csv = strcmp(format, "csv") == 0;
    if (count != 1 || (!csv && strcmp(format, "json") != 0)) {
        fprintf(stderr, "usage: kaigong plan NETWORK.json --format json|csv\n");
        return EXIT_MISUSE;
    }
    return plan_network(words[0], csv, &arena, &err) == OK ? EXIT_DONE : cli_fail(&err, !csv);
}
