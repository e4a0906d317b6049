/* kaigong serve: answers HTTP until SIGTERM or SIGINT, then finishes what was begun. */
#include "base/clock.h"
#include "base/log.h"
#include "cli/cli.h"
#include "cli/cli_app.h"
#include "cli/commands.h"
#include "cli/daily_keeper.h"
#include "cli/desk_keeper.h"
#include "cli/journal_keeper.h"
#include "cli/notice_keeper.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { ALLOCATOR_ARENAS = 2 };

struct serve_options {
    const char *data_dir, *listen, *as_of, *database;
    bool behind_proxy;
};

static void note_ready(const struct app *app, const char *listen, int port)
{
    struct log_line line;
    log_begin(&line, "server.ready");
    json_member_string(&line.json, "listen", listen);
    json_member_int(&line.json, "port", port);
    json_member_date(&line.json, "as_of", app_today(app));
    log_end(&line);
    if (port != 0) {
        printf("http://127.0.0.1:%d/\n", port);
        fflush(stdout);
    }
}

static enum error_kind open_app(const struct serve_options *options, struct app *app,
                                struct error *err)
{
    struct app_options app_options = {
        .data_dir = options->data_dir,
        .database_url = options->database,
        .as_of = DATE_NONE,
        .clock = clock_now,
        .readers = 8, /* slow reads take 5 at most, so that quick ones never wait long */
    };
    if (options->as_of != NULL) {
        TRY(date_parse(text_of(options->as_of), &app_options.as_of, err));
    }
    return app_open(app, &app_options, err);
}

static enum error_kind serve(const struct serve_options *options, struct app *app,
                             bool *finished_out, struct error *err)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, NULL); /* before any thread: all of them inherit it */
    signal(SIGPIPE, SIG_IGN);
    mallopt(M_ARENA_MAX,
            ALLOCATOR_ARENAS); /* one for each of 40 workers would keep what all freed */
    TRY(open_app(options, app, err));
    struct journal_keeper keeper;
    struct notice_keeper notices;
    TRY(notice_keeper_start(&notices, app, err));
    struct daily_keeper daily;
    struct desk_keeper desks;
    journal_keeper_start(&keeper, app);
    daily_keeper_start(&daily, app);
    desk_keeper_start(&desks, app);
    enum error_kind kind = cli_door()->serve(app, options->listen, options->behind_proxy,
                                             note_ready, finished_out, err);
    desk_keeper_stop(&desks);
    notice_keeper_stop(&notices);
    *finished_out = daily_keeper_stop(&daily) && *finished_out;
    *finished_out = journal_keeper_stop(&keeper) && *finished_out;
    return kind;
}

int serve_cli(int argc, char **argv)
{
    struct serve_options options = {.listen = "127.0.0.1:8080"};
    const struct option_rule rules[] = {
        {"--data", &options.data_dir, NULL, true},
        {"--listen", &options.listen, NULL, false},
        {"--as-of", &options.as_of, NULL, false},
        {"--database", &options.database, NULL, false},
        {"--behind-proxy", NULL, &options.behind_proxy, false},
    };
    const char *words[1];
    struct app app = {0};
    struct error err;
    bool finished = true;
    if (cli_parse(argc, argv, rules, sizeof rules / sizeof rules[0], words, 0) < 0) {
        return EXIT_MISUSE;
    }
    enum error_kind kind = serve(&options, &app, &finished, &err);
    if (!finished) {
        _exit(EXIT_DONE); /* a request still runs: its transaction is rolled back by the database */
    }
    app_close(&app);
    return kind == OK ? EXIT_DONE : cli_fail(&err, false);
}
