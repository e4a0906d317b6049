/* kaigong template: checks a file, naming every rule that it breaks by file, item and rule; adds it to
 * a data folder as the next version. */
#include "app/template_app.h"
#include "cli/cli.h"
#include "cli/cli_app.h"
#include "cli/commands.h"

#include "base/json.h"
#include "domain/template/template.h"

#include <stdio.h>
#include <string.h>

enum { OUTPUT_MAX = 16 << 20 };

static void print_problems(const char *path, const struct template_problem *problems, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct text item = problems[i].item.length > 0 ? problems[i].item : TEXT("template");
        printf("%s: %.*s: %s: %.*s\n", path, TEXT_ARGS(item), problems[i].rule,
               TEXT_ARGS(problems[i].message));
    }
}

static void put_problems(struct json_writer *json, const struct template_problem *problems,
                         size_t count)
{
    json_key(json, "problems");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(json);
        json_member_text(json, "item", problems[i].item);
        json_member_string(json, "rule", problems[i].rule);
        json_member_text(json, "message", problems[i].message);
        json_object_close(json);
    }
    json_array_close(json);
}

/* The longest paths to the permit and to completion under the initial conditions. */
struct path {
    const char *to;
    int promised, statutory;
};

static enum error_kind find_paths(const struct template *template, struct arena *arena,
                                  struct path paths[2], size_t *count_out, struct error *err)
{
    static const char *const ends[] = {"permit", "completion"};
    bool *applies;
    TRY(template_apply(template, TEXT("{}"), arena, &applies, err));
    *count_out = 0;
    for (size_t i = 0; i < 2; i++) {
        int item = template_find_item(template, text_of(ends[i]));
        if (item >= 0) {
            paths[(*count_out)++] =
                (struct path){ends[i], template_longest_path(template, applies, item, false, arena),
                              template_longest_path(template, applies, item, true, arena)};
        }
    }
    return OK;
}

static size_t count_papers(const struct template *template)
{
    size_t papers = 0;
    for (size_t i = 0; i < template->item_count; i++) {
        papers += template->items[i].paper_count;
    }
    return papers;
}

static void print_template(const struct template *template, const struct path *paths, size_t count)
{
    printf("ok: %zu items, %zu papers, %zu stages, %zu departments, %zu conditions\n",
           template->item_count, count_papers(template), template->stage_count,
           template->department_count, template->condition_count);
    for (size_t i = 0; i < count; i++) {
        printf("longest path to %s: %d promised, %d statutory working days\n", paths[i].to,
               paths[i].promised, paths[i].statutory);
    }
}

static void put_template(struct json_writer *json, const struct template *template,
                         const struct path *paths, size_t count)
{
    json_member_text(json, "id", template->id);
    json_member_int(json, "version", template->version);
    json_member_int(json, "items", (int64_t) template->item_count);
    json_member_int(json, "papers", (int64_t)count_papers(template));
    json_key(json, "paths");
    json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(json);
        json_member_string(json, "to", paths[i].to);
        json_member_int(json, "promised", paths[i].promised);
        json_member_int(json, "statutory", paths[i].statutory);
        json_object_close(json);
    }
    json_array_close(json);
}

static enum error_kind check(const char *file, bool as_json, size_t *problem_count_out,
                             struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct json_writer json;
    struct text bytes, text;
    struct template template;
    const struct template_problem *problems;
    struct path paths[2];
    size_t path_count = 0;

    TRY(cli_read_file(file, TEMPLATE_FILE_MAX, &arena, &bytes, err));
    TRY(template_read(bytes, &arena, &template, &problems, problem_count_out, err));
    bool good = *problem_count_out == 0;
    if (good) {
        TRY(find_paths(&template, &arena, paths, &path_count, err));
    }
    if (!as_json) {
        print_problems(file, problems, *problem_count_out);
        if (good) {
            print_template(&template, paths, path_count);
        }
        return OK;
    }
    json_writer_init(&json, &arena, OUTPUT_MAX);
    json_object_open(&json);
    json_member_string(&json, "file", file);
    json_member_bool(&json, "ok", good);
    put_problems(&json, problems, *problem_count_out);
    if (good) {
        put_template(&json, &template, paths, path_count);
    }
    json_object_close(&json);
    TRY(json_writer_text(&json, &text, err));
    printf("%.*s\n", TEXT_ARGS(text));
    return OK;
}

static enum error_kind add(const char *file, const char *data_dir, bool as_json, struct app *app,
                           struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct json_writer json;
    struct text bytes, text;
    struct template template;
    TRY(cli_read_file(file, TEMPLATE_FILE_MAX, &arena, &bytes, err));
    TRY(cli_open_app(app, data_dir, NULL, err));
    TRY(template_app_add(app, &cli_actor, bytes, &arena, &template, err));
    if (!as_json) {
        printf("%.*s: version %d added; running projects keep theirs\n", TEXT_ARGS(template.id),
               template.version);
        return OK;
    }
    json_writer_init(&json, &arena, 1000);
    json_object_open(&json);
    json_member_text(&json, "id", template.id);
    json_member_int(&json, "version", template.version);
    json_object_close(&json);
    TRY(json_writer_text(&json, &text, err));
    printf("%.*s\n", TEXT_ARGS(text));
    return OK;
}

int template_cli(int argc, char **argv)
{
    const char *format = "text", *data_dir = NULL, *words[2];
    const struct option_rule rules[] = {{"--format", &format, NULL, false},
                                        {"--data", &data_dir, NULL, false}};
    struct app app = {0};
    struct error err, named;
    size_t problem_count = 0;

    int word_count = cli_parse(argc, argv, rules, 2, words, 2);
    bool as_json = strcmp(format, "json") == 0;
    bool checks = word_count == 2 && strcmp(words[0], "check") == 0;
    bool adds = word_count == 2 && strcmp(words[0], "add") == 0 && data_dir != NULL;
    if ((!checks && !adds) || (!as_json && strcmp(format, "text") != 0)) {
        if (word_count >= 0) {
            fprintf(stderr, "usage: kaigong template check FILE | template add --data DIR FILE "
                            "[--format text|json]\n");
        }
        return EXIT_MISUSE;
    }
    enum error_kind kind = checks ? check(words[1], as_json, &problem_count, &err)
                                  : add(words[1], data_dir, as_json, &app, &err);
    app_close(&app);
    if (kind != OK) {
        if (strncmp(err.code, "json.", 5) == 0 || strncmp(err.code, "template.", 9) == 0) {
            error_set(&named, err.kind, err.code, "%s: %s", words[1], err.message);
            return cli_fail(&named, as_json);
        }
        return cli_fail(&err, as_json);
    }
    return problem_count > 0 ? EXIT_REFUSED : EXIT_DONE;
}
