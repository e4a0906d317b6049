/* kaigong solve: schedules instances of the literature, so that the search can be measured. */
#include "cli/cli.h"
#include "cli/commands.h"

#include "base/clock.h"
#include "base/json.h"
#include "domain/levelling/levelling.h"
#include "exchange/psplib.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { SECONDS_MAX = 1000000 };
#define SCHEDULES_MAX ((int64_t)1 << 50)
#define CSV_HEADER "instance,makespan,lower_bound,optimal,schedules,cpu_ms\n"

static volatile sig_atomic_t interrupted;

static void note_interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
}

struct request {
    int64_t schedules, seconds, threads, seed;
    bool json;
    int64_t deadline; /* of the file at hand, as clock_now; 0: none */
};

static bool is_over(void *context)
{
    const struct request *request = context;
    return interrupted != 0 || (request->deadline != 0 && clock_now() >= request->deadline);
}

/* --- threads ------------------------------------------------------------------------------------*/

struct job {
    void (*work)(void *item);
    void *item;
};

static void *run_job(void *argument)
{
    struct job *job = argument;
    job->work(job->item);
    return NULL;
}

/* One thread an item; what no thread can be had for is done here. */
static void spread(void *context, void (*work)(void *item), void **items, int count)
{
    struct job jobs[LEVELLING_ISLANDS_MAX];
    pthread_t threads[LEVELLING_ISLANDS_MAX];
    bool made[LEVELLING_ISLANDS_MAX] = {false};
    (void)context;
    for (int i = 1; i < count; i++) {
        jobs[i] = (struct job){work, items[i]};
        made[i] = pthread_create(&threads[i], NULL, run_job, &jobs[i]) == 0;
    }
    work(items[0]);
    for (int i = 1; i < count; i++) {
        if (made[i]) {
            pthread_join(threads[i], NULL);
        } else {
            work(items[i]);
        }
    }
}

/* --- one file -----------------------------------------------------------------------------------*/

static double cpu_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static struct text instance_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return (struct text){name, dot != NULL && dot != name ? (size_t)(dot - name) : strlen(name)};
}

static void put_csv(struct text name, const struct levelling_answer *answer, double ms)
{
    printf("%.*s,%d,%d,%d,%lld,%.3f\n", TEXT_ARGS(name), answer->makespan, answer->lower_bound,
           answer->optimal, (long long)answer->schedules, ms);
    fflush(stdout);
}

static enum error_kind put_json(struct text name, const struct levelling_answer *answer,
                                size_t count, double ms, struct arena *arena, struct error *err)
{
    struct json_writer out;
    struct text text;
    json_writer_init(&out, arena, (size_t)256 << 20);
    json_object_open(&out);
    json_member_text(&out, "instance", name);
    json_member_int(&out, "makespan", answer->makespan);
    json_member_int(&out, "lower_bound", answer->lower_bound);
    json_member_bool(&out, "optimal", answer->optimal);
    json_member_int(&out, "schedules", answer->schedules);
    json_key(&out, "cpu_ms");
    json_put_raw(&out, text_format(arena, "%.3f", ms));
    json_key(&out, "starts");
    json_array_open(&out);
    for (size_t a = 0; a < count; a++) {
        json_put_int(&out, answer->starts[a]);
    }
    json_array_close(&out);
    json_object_close(&out);
    TRY(json_writer_text(&out, &text, err));
    TRY(cli_write_file(NULL, text, err));
    return cli_write_file(NULL, TEXT("\n"), err);
}

static enum error_kind solve(const char *path, struct request *request, struct error *err)
{
    SCOPED_ARENA arena = {0};
    struct text bytes;
    struct psplib instance;
    struct levelling_project project;
    struct levelling_answer answer;
    double before = cpu_ms();
    const struct levelling_options options = {.seed = (uint64_t)request->seed,
                                              .schedules = request->schedules,
                                              .islands = (int)request->threads,
                                              .cancelled = is_over,
                                              .context = request,
                                              .spread = spread};

    TRY(cli_read_file(path, PSPLIB_BYTES_MAX, &arena, &bytes, err));
    TRY(psplib_read(bytes, &arena, &instance, err));
    TRY(psplib_project(&instance, &arena, &project, err));
    request->deadline = request->seconds > 0 ? clock_now() + request->seconds * 1000000 : 0;
    TRY(levelling_solve(&project, &options, &arena, &answer, err));
    double ms = cpu_ms() - before;
    if (request->json) {
        return put_json(instance_name(path), &answer, project.activity_count, ms, &arena, err);
    }
    put_csv(instance_name(path), &answer, ms);
    return OK;
}

/* --- the command --------------------------------------------------------------------------------*/

static bool parse(const char *text, int64_t low, int64_t high, int64_t *value_out)
{
    return text == NULL ||
           (text_parse_int64(text_of(text), value_out) && *value_out >= low && *value_out <= high);
}

static int solve_all(const char **paths, int count, struct request *request)
{
    int status = EXIT_DONE;
    struct sigaction action = {.sa_handler = note_interrupt};
    sigaction(SIGINT, &action, NULL);
    if (!request->json) {
        printf(CSV_HEADER);
    }
    for (int i = 0; i < count && interrupted == 0; i++) {
        struct error err = {0};
        if (solve(paths[i], request, &err) != OK) {
            fprintf(stderr, "%s: ", paths[i]);
            status = cli_fail(&err, request->json);
        }
    }
    return status;
}

int solve_cli(int argc, char **argv)
{
    SCOPED_ARENA arena = {0};
    const char *schedules = NULL, *seconds = NULL, *threads = NULL, *seed = NULL, *format = "csv";
    const char **paths = ARENA_ARRAY(&arena, const char *, (size_t)argc + 1);
    const struct option_rule rules[] = {
        {"--schedules", &schedules, NULL, false}, {"--seconds", &seconds, NULL, false},
        {"--threads", &threads, NULL, false},     {"--seed", &seed, NULL, false},
        {"--format", &format, NULL, false},
    };
    struct request request = {.threads = 1, .seed = 1};
    int count = cli_parse(argc, argv, rules, sizeof rules / sizeof rules[0], paths, argc);
    request.json = strcmp(format, "json") == 0;
    if (count < 1 || (schedules == NULL) == (seconds == NULL) ||
        !parse(schedules, 1, SCHEDULES_MAX, &request.schedules) ||
        !parse(seconds, 1, SECONDS_MAX, &request.seconds) ||
        !parse(threads, 1, LEVELLING_ISLANDS_MAX, &request.threads) ||
        !parse(seed, 0, INT64_MAX, &request.seed) ||
        (!request.json && strcmp(format, "csv") != 0)) {
        if (count >= 0) {
            fprintf(stderr, "usage: kaigong solve --schedules N | --seconds T [--threads K] "
                            "[--seed S] [--format csv|json] FILE...\n");
        }
        return EXIT_MISUSE;
    }
    return solve_all(paths, count, &request);
}
