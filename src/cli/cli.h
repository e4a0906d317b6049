/* src/cli/cli.h: the command line, a door. One row a command, one file a command. */
#ifndef KAIGONG_CLI_H
#define KAIGONG_CLI_H

#include "base/error.h"
#include "base/text.h"

/* Exit codes: 0 done, 1 refused with a clear text, 2 misuse of the command line. */
enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_MISUSE = 2 };

struct command {
    const char *name;
    const char *arguments;
    const char *summary;
    int (*run)(int argc, char **argv); /* argv[0] is the command's name; returns the exit code */
};

/* The other door, as far as commands open it. main.c hands it over: neighbours on a floor do not see
 * each other. */
struct app;
struct cli_door {
    /* Serves until SIGTERM or SIGINT, which the caller has blocked. `ready` is called once with the
     * port; *finished_out is false when requests were still running at the end. */
    enum error_kind (*serve)(struct app *app, const char *listen, bool behind_proxy,
                             void (*ready)(const struct app *app, const char *listen, int port),
                             bool *finished_out, struct error *err);
    enum error_kind (*write_routes)(const char *format, struct arena *arena, struct text *text_out,
                                    struct error *err);
};
const struct cli_door *cli_door(void);

/* Runs the command that argv[1] names. */
int cli_run(int argc, char **argv, const struct cli_door *door);

/* Options of a command, as a table. A flag has value NULL and sets *given. */
struct option_rule {
    const char *name;   /* "--data" */
    const char **value; /* set to the next argument; NULL for a flag */
    bool *given;        /* set for a flag; may be NULL otherwise */
    bool required;
};

/* Takes the options out of argv[1..] and leaves the words in their order.
 * Returns the number of words, or -1 after printing what is wrong with the usage line. */
int cli_parse(int argc, char **argv, const struct option_rule *rules, size_t rule_count,
              const char **words, int max_words);

/* Prints an error: text on standard error, or with json the problem as one JSON document on
 * standard output as well. Returns the exit code. */
int cli_fail(const struct error *err, bool json);

/* Reads a whole file, at most max_bytes; "-" is standard input. */
MUST_CHECK enum error_kind cli_read_file(const char *path, size_t max_bytes, struct arena *arena,
                                         struct text *bytes_out, struct error *err);
/* Writes all bytes to a file, or to standard output for "-" or NULL. */
MUST_CHECK enum error_kind cli_write_file(const char *path, struct text bytes, struct error *err);

#endif
