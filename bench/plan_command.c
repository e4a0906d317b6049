/* Cost of `kaigong plan NETWORK.json --format csv`, as JSON lines: CPU time and memory of the whole
 * command, by turns for each size, the best of several rounds. TaskJuggler (tj3) is the yardstick
 * on 1,000 tasks where it is installed, since it takes minutes for more; both get the same tasks, in
 * turns.
 *
 * usage: bench_plan_command [KAIGONG]     the program to measure; build/kaigong by default */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 5, SIZES = 2, YARDSTICK_TASKS = 1000 };

static uint64_t random_state = 7;

static int any(int low, int high)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return low + (int)((random_state >> 33) % (uint64_t)(high - low + 1));
}

static FILE *open_for_writing(const char *path)
{
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    return file;
}

static void write_network(const char *path, int count)
{
    static const char *const types[] = {"FS", "FS", "FS", "SS", "FF", "SF"};
    FILE *file = open_for_writing(path);
    fputs("{\"calendars\":[{\"id\":\"five\",\"week\":[1,1,1,1,1,0,0],\"off\":[\"2020-01-01\","
          "\"2020-01-24\",\"2020-04-06\"],\"work\":[\"2020-01-19\"]},"
          "{\"id\":\"all\",\"week\":[1,1,1,1,1,1,1]}],\"activities\":[",
          file);
    for (int i = 0; i < count; i++) {
        fprintf(file, "%s{\"id\":\"A%d\",\"duration\":%d,\"calendar\":\"%s\"}", i > 0 ? "," : "", i,
                any(1, 10), any(0, 1) == 0 ? "five" : "all");
    }
    fputs("],\"links\":[", file);
    for (int i = 0; i < 2 * (count - 1); i++) {
        int to = 1 + i / 2;
        fprintf(file, "%s{\"from\":\"A%d\",\"to\":\"A%d\",\"type\":\"%s\",\"lag\":%d}",
                i > 0 ? "," : "", any(to > 200 ? to - 200 : 0, to - 1), to, types[any(0, 5)],
                any(0, 2) == 0 ? any(-1, 3) : 0);
    }
    fputs("],\"finish\":\"2020-04-30\"}\n", file);
    fclose(file);
}

/* The same 1,000 tasks for both: finish to start, backward from the last one's end. */
static void write_yardstick(const char *path, const char *own_path)
{
    static int durations[YARDSTICK_TASKS], followers[YARDSTICK_TASKS];
    FILE *file = open_for_writing(path), *own = open_for_writing(own_path);
    fputs("{\"calendars\":[{\"id\":\"five\",\"week\":[1,1,1,1,1,0,0]}],\"activities\":[", own);
    for (int i = 0; i < YARDSTICK_TASKS; i++) {
        durations[i] = any(1, 10);
        followers[i] = any(
            i + 1, i + 20 < YARDSTICK_TASKS ? i + 20 : YARDSTICK_TASKS - (i < YARDSTICK_TASKS - 1));
        fprintf(own, "%s{\"id\":\"t%d\",\"duration\":%d,\"calendar\":\"five\"}", i > 0 ? "," : "",
                i, durations[i]);
    }
    fputs("],\"links\":[", own);
    for (int i = 0; i < YARDSTICK_TASKS - 1; i++) {
        fprintf(own, "%s{\"from\":\"t%d\",\"to\":\"t%d\",\"type\":\"FS\",\"lag\":0}",
                i > 0 ? "," : "", i, followers[i]);
    }
    fputs("],\"finish\":\"2020-04-30\"}\n", own);
    fclose(own);
    fputs("project p \"p\" 2018-01-01 +6y { timezone \"UTC\" }\n", file);
    for (int i = 0; i < YARDSTICK_TASKS; i++) {
        fprintf(file, "task t%d \"t\" { duration %dd ", i, durations[i]);
        if (i == YARDSTICK_TASKS - 1) {
            fputs("end 2020-04-30 ", file);
        } else {
            fprintf(file, "precedes !t%d ", followers[i]);
        }
        fputs("scheduling alap }\n", file);
    }
    fputs("taskreport r \"r\" { formats csv columns name, start, end }\n", file);
    fclose(file);
}

/* Runs a program with its output thrown away. False when it could not run or failed. */
static bool run(char *const argv[], double *seconds_out, long *kilobytes_out)
{
    int status;
    struct rusage usage;
    pid_t child = fork();
    if (child == 0) {
        int nothing = open("/dev/null", O_WRONLY);
        dup2(nothing, STDOUT_FILENO);
        dup2(nothing, STDERR_FILENO);
        execvp(argv[0], argv);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0) {
        return false;
    }
    *seconds_out = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                   (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
    *kilobytes_out = usage.ru_maxrss;
    return true;
}

/* Both on the same tasks, in turns; then the folder is removed. */
static bool bench_yardstick(char *program, char *folder)
{
    enum { YARDSTICK_ROUNDS = 3 };
    char yardstick[64], own_path[64];
    double best[2] = {1e9, 1e9}, seconds;
    long memory[2] = {0}, kilobytes;
    bool ran[2] = {true, true};
    snprintf(yardstick, sizeof yardstick, "%s/y.tjp", folder);
    snprintf(own_path, sizeof own_path, "%s/y.json", folder);
    write_yardstick(yardstick, own_path);
    char *const commands[2][7] = {{program, "plan", own_path, "--format", "csv", NULL},
                                  {"tj3", "--silent", "-o", folder, yardstick, NULL}};
    for (int round = 0; round < YARDSTICK_ROUNDS; round++) {
        for (int i = 0; i < 2; i++) {
            ran[i] = ran[i] && run(commands[i], &seconds, &kilobytes);
            if (ran[i]) {
                best[i] = seconds < best[i] ? seconds : best[i];
                memory[i] = kilobytes > memory[i] ? kilobytes : memory[i];
            }
        }
    }
    if (!ran[0]) {
        fprintf(stderr, "bench: %s plan %s failed\n", program, own_path);
    } else if (!ran[1]) {
        printf(
            "{\"bench\":\"plan\",\"yardstick\":\"tj3\",\"skipped\":\"not installed, or it refused "
            "the file\"}\n");
    } else {
        printf("{\"bench\":\"plan\",\"activities\":%d,\"cpu_s\":%.4f,\"rss_mb\":%.1f,"
               "\"yardstick\":\"tj3\",\"yardstick_cpu_s\":%.3f,\"yardstick_rss_mb\":%.1f,"
               "\"times_faster\":%.0f}\n",
               YARDSTICK_TASKS, best[0], (double)memory[0] / 1024, best[1],
               (double)memory[1] / 1024, best[1] / best[0]);
    }
    char *const clean[] = {"rm", "-rf", folder, NULL};
    return run(clean, &seconds, &kilobytes) && ran[0];
}

int main(int argc, char **argv)
{
    static const int sizes[SIZES] = {5000, 20000};
    char *program = argc > 1 ? argv[1] : (char[]){"build/kaigong"};
    char folder[] = "/tmp/kaigong-bench-XXXXXX", paths[SIZES][64];
    double best[SIZES] = {1e9, 1e9};
    long memory[SIZES] = {0};

    if (mkdtemp(folder) == NULL) {
        perror(folder);
        return 1;
    }
    for (int i = 0; i < SIZES; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/%d.json", folder, sizes[i]);
        write_network(paths[i], sizes[i]);
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < SIZES; i++) {
            char *const command[] = {program, "plan", paths[i], "--format", "csv", NULL};
            double seconds;
            long kilobytes;
            if (!run(command, &seconds, &kilobytes)) {
                fprintf(stderr, "bench: %s plan %s failed\n", program, paths[i]);
                return 1;
            }
            best[i] = seconds < best[i] ? seconds : best[i];
            memory[i] = kilobytes > memory[i] ? kilobytes : memory[i];
        }
    }
    for (int i = 0; i < SIZES; i++) {
        printf(
            "{\"bench\":\"plan\",\"activities\":%d,\"cpu_s\":%.3f,\"limit_s\":0.2,\"rss_mb\":%.1f,"
            "\"limit_mb\":64,\"times_5000\":%.2f,\"limit_times\":6}\n",
            sizes[i], best[i], (double)memory[i] / 1024, best[i] / best[0]);
        unlink(paths[i]);
    }
    return bench_yardstick(program, folder) ? 0 : 1;
}
