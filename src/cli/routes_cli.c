/* kaigong routes [--format tsv|markdown|json]: the table of addresses. */
#include "cli/cli.h"
#include "cli/commands.h"

#include <stdio.h>

int routes_cli(int argc, char **argv)
{
    const char *format = "tsv";
    const struct option_rule rules[] = {{"--format", &format, NULL, false}};
    const char *words[1];
    SCOPED_ARENA arena = {0};
    struct text text;
    struct error err;
    if (cli_parse(argc, argv, rules, 1, words, 0) < 0) {
        return EXIT_MISUSE;
    }
    if (cli_door()->write_routes(format, &arena, &text, &err) != OK ||
        cli_write_file(NULL, text, &err) != OK) {
        return cli_fail(&err, false);
    }
    return EXIT_DONE;
}
