/* bench_writes [SECONDS]: acknowledged changes, each with its journal entry, from 32 threads: on SQLite
 * beside the disk's own fdatasync rate, on PostgreSQL (BENCH_POSTGRES or KAIGONG_TEST_POSTGRES, else an
 * own server of tools/postgres with fsync on) beside pgbench's inserts of the same size. The rounds of a
 * figure and of its yardstick alternate. CPU time is this process's own. */
#include "queries_sql.h"
#include "store/journal_store.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS = 32, ROUNDS = 3 };

static atomic_bool stopping;
static char folder[128];

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double cpu_us(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* The disk's own rate: 4 KiB written behind the last and made durable, again and again. */
static double fdatasync_rate(double seconds)
{
    char path[256], page[4096] = {0};
    snprintf(path, sizeof path, "%s/fdatasync", folder);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    double start = now_s();
    long count = 0;
    while (now_s() - start < seconds) {
        if (write(file, page, sizeof page) != (ssize_t)sizeof page || fdatasync(file) != 0) {
            perror(path);
            exit(1);
        }
        count++;
    }
    close(file);
    unlink(path);
    return (double)count / (now_s() - start);
}

struct client {
    struct db *db;
    int number;
    long acked;
};

static enum error_kind change(struct tx *tx, void *context, struct error *err)
{
    const struct client *client = context;
    char name[32], value[32];
    snprintf(name, sizeof name, "bench.%d", client->number);
    snprintf(value, sizeof value, "%ld", client->acked);
    TRY(setting_store_set(tx, name, text_of(value), err));
    return journal_store_append(tx, "project.change", TEXT("project:2020-230109-73-03-000006"),
                                TEXT("bench"),
                                TEXT("{\"changed\":[{\"field\":\"problem\",\"from\":\"\",\"to\":"
                                     "\"电力迁改未完成\"}],\"version\":2}"),
                                1585700000000000, err);
}

static void *run_client(void *context)
{
    struct client *client = context;
    while (!atomic_load(&stopping)) {
        struct error err;
        if (db_write(client->db, change, client, &err) != OK) {
            fprintf(stderr, "bench_writes: %s\n", err.message);
            exit(1);
        }
        client->acked++;
    }
    return NULL;
}

static double write_rate(struct db *db, double seconds, double *cpu_out)
{
    struct client clients[CLIENTS] = {{0}};
    pthread_t threads[CLIENTS];
    double start = now_s(), cpu = cpu_us();
    long acked = 0;
    atomic_store(&stopping, false);
    for (int i = 0; i < CLIENTS; i++) {
        clients[i].db = db;
        clients[i].number = i;
        if (pthread_create(&threads[i], NULL, run_client, &clients[i]) != 0) {
            exit(1);
        }
    }
    usleep((useconds_t)(seconds * 1e6));
    atomic_store(&stopping, true);
    for (int i = 0; i < CLIENTS; i++) {
        pthread_join(threads[i], NULL);
        acked += clients[i].acked;
    }
    *cpu_out = (cpu_us() - cpu) / (double)(acked > 0 ? acked : 1);
    return (double)acked / (now_s() - start);
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static double median(double values[ROUNDS])
{
    qsort(values, ROUNDS, sizeof values[0], compare);
    return values[ROUNDS / 2];
}

static struct db *open_or_exit(const char *url)
{
    struct db *db;
    struct error err;
    if (db_open(folder, url, 1, &db, &err) != OK) {
        fprintf(stderr, "bench_writes: %s\n", err.message);
        exit(1);
    }
    return db;
}

static void bench_sqlite(double seconds)
{
    double rates[ROUNDS], cpu[ROUNDS], syncs[ROUNDS];
    struct db *db = open_or_exit(NULL);
    for (int i = 0; i < ROUNDS; i++) {
        syncs[i] = fdatasync_rate(seconds / 2);
        rates[i] = write_rate(db, seconds, &cpu[i]);
    }
    db_close(db);
    double rate = median(rates), cost = median(cpu), sync = median(syncs);
    printf("{\"bench\":\"writes.sqlite\",\"cpu_us\":%.1f,\"cpu_us_bar\":150,\"per_second\":%.0f,"
           "\"per_second_bar\":%d,\"fdatasync_per_second\":%.0f,\"clients\":%d}\n",
           cost, rate, sync >= 250 ? 3000 : 0, sync, CLIENTS);
}

/* pgbench with a script that inserts a row of the size of an entry. */
static double pgbench_rate(const char *url, int seconds)
{
    char command[1024], line[256], script[256];
    double rate = 0;
    snprintf(script, sizeof script, "%s/insert.sql", folder);
    FILE *file = fopen(script, "w");
    if (file == NULL) {
        return 0;
    }
    fputs("INSERT INTO bench_insert (body) VALUES (repeat('x', 250));\n", file);
    fclose(file);
    snprintf(command, sizeof command,
             "PATH=$PATH:$(ls -d /usr/lib/postgresql/*/bin | tail -1) "
             "pgbench -n -M prepared -c %d -j 2 -T %d -f %s '%s' 2>&1",
             CLIENTS, seconds, script, url);
    FILE *out = popen(command, "r");
    while (out != NULL && fgets(line, sizeof line, out) != NULL) {
        if (sscanf(line, "tps = %lf", &rate) != 1 && strstr(line, "error") != NULL) {
            fputs(line, stderr);
        }
    }
    if (out != NULL) {
        pclose(out);
    }
    return rate;
}

static void bench_postgres(const char *url, double seconds)
{
    double rates[ROUNDS], cpu[ROUNDS], inserts[ROUNDS];
    char command[1024];
    snprintf(
        command, sizeof command,
        "psql -q '%s' -c 'CREATE TABLE IF NOT EXISTS bench_insert (id BIGINT GENERATED ALWAYS AS "
        "IDENTITY PRIMARY KEY, body TEXT NOT NULL)' >&2",
        url);
    if (system(command) != 0) {
        exit(1);
    }
    struct db *db = open_or_exit(url);
    for (int i = 0; i < ROUNDS; i++) {
        inserts[i] = pgbench_rate(url, (int)seconds);
        rates[i] = write_rate(db, seconds, &cpu[i]);
    }
    db_close(db);
    double rate = median(rates), insert = median(inserts);
    printf("{\"bench\":\"writes.postgres\",\"cpu_us\":%.1f,\"per_second\":%.0f,\"pgbench_per_"
           "second\":%.0f,"
           "\"ratio\":%.2f,\"ratio_bar\":0.5,\"clients\":%d}\n",
           median(cpu), rate, insert, insert > 0 ? rate / insert : 0, CLIENTS);
}

int main(int argc, char **argv)
{
    double seconds = argc > 1 ? atof(argv[1]) : 3;
    const char *url = getenv("BENCH_POSTGRES");
    char command[512], own[512] = "";
    snprintf(folder, sizeof folder, "/var/tmp/kaigong-bench-XXXXXX");
    if (mkdtemp(folder) == NULL) {
        perror(folder);
        return 1;
    }
    bench_sqlite(seconds);
    if (url == NULL) {
        chmod(folder, 0755);
        snprintf(command, sizeof command, "BENCH_FSYNC=1 tools/postgres start %s/pg", folder);
        FILE *out = popen(command, "r");
        if (out != NULL && fgets(own, sizeof own, out) != NULL) {
            own[strcspn(own, "\n")] = '\0';
            url = own;
        }
        if (out != NULL) {
            pclose(out);
        }
    }
    if (url != NULL && url[0] != '\0') {
        bench_postgres(url, seconds);
    } else {
        printf("{\"bench\":\"writes.postgres\",\"skipped\":\"no PostgreSQL\"}\n");
    }
    snprintf(command, sizeof command, "tools/postgres stop %s/pg; rm -rf %s", folder, folder);
    return system(command) == 0 ? 0 : 1;
}
