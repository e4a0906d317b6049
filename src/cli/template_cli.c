/* kaigong template check FILE: every rule that the file breaks, by file, item and rule. */
#include "cli/cli.h"
#include "cli/commands.h"

#include "base/json.h"
#include "domain/template/template.h"

#include <stdio.h>
#include <string.h>

static void print_problems(const char *path, const struct template_problem *problems, size_t count,
                           bool as_json)
{
    SCOPED_ARENA arena = {0};
    struct json_writer json;
    struct text text;
    json_writer_init(&json, &arena, 1 << 20);
    json_object_open(&json);
    json_member_string(&json, "file", path);
    json_key(&json, "problems");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(&json);
        json_member_text(&json, "item", problems[i].item);
        json_member_string(&json, "rule", problems[i].rule);
        json_member_text(&json, "message", problems[i].message);
        json_object_close(&json);
        if (!as_json) {
            printf("%s: %.*s: %s: %.*s\n", path, TEXT_ARGS(problems[i].item), problems[i].rule,
                   TEXT_ARGS(problems[i].message));
        }
    }
    json_array_close(&json);
    json_object_close(&json);
    if (as_json && json_writer_text(&json, &text, NULL) == OK) {
        printf("%.*s\n", TEXT_ARGS(text));
    }
}

static enum error_kind print_paths(const struct template *template, struct arena *arena,
                                   struct error *err)
{
    static const char *const ends[] = {"permit", "completion"};
    size_t papers = 0;
    bool *applies;
    for (size_t i = 0; i < template->item_count; i++) {
        papers += template->items[i].paper_count;
    }
    printf("ok: %zu items, %zu papers\n", template->item_count, papers);
    TRY(template_apply(template, TEXT("{}"), arena, &applies, err));
    for (size_t i = 0; i < 2; i++) {
        int item = template_find_item(template, text_of(ends[i]));
        if (item >= 0) {
            printf("longest path to %s: %d promised, %d statutory working days\n", ends[i],
                   template_longest_path(template, applies, item, false, arena),
                   template_longest_path(template, applies, item, true, arena));
        }
    }
    return OK;
}

int template_cli(int argc, char **argv)
{
    SCOPED_ARENA arena = {0};
    const char *format = "text", *words[2];
    const struct option_rule rules[] = {{"--format", &format, NULL, false}};
    struct error err;
    struct text bytes;
    struct template template;
    const struct template_problem *problems;
    size_t count;

    int word_count = cli_parse(argc, argv, rules, 1, words, 2);
    if (word_count != 2 || strcmp(words[0], "check") != 0) {
        if (word_count >= 0) {
            fprintf(stderr, "usage: kaigong template check FILE\n");
        }
        return EXIT_MISUSE;
    }
    bool as_json = strcmp(format, "json") == 0;
    if (cli_read_file(words[1], TEMPLATE_FILE_MAX, &arena, &bytes, &err) != OK ||
        template_read(bytes, &arena, &template, &problems, &count, &err) != OK) {
        return cli_fail(&err, as_json);
    }
    if (count > 0 || as_json) {
        print_problems(words[1], problems, count, as_json);
    } else if (print_paths(&template, &arena, &err) != OK) {
        return cli_fail(&err, as_json);
    }
    return count > 0 ? EXIT_REFUSED : EXIT_DONE;
}
