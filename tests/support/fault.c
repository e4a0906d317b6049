/* A failing disk and a sudden end, for tests: LD_PRELOAD=build/libfault.so.
 *
 * KAIGONG_FAULT names a control file, KAIGONG_FAULT_DIR the folder whose files fail. The control file
 * says "CALL N ACTION": from the N-th call of CALL (pwrite, write, fsync, fdatasync, ftruncate; `any`
 * for all) on a file of the folder on, counted since the control file last changed, it fails with
 * `enospc` or `eio`; with `kill` the process ends by SIGKILL right after the N-th call was done. No
 * control file or an empty one: nothing fails. */
#undef _FILE_OFFSET_BITS /* both pwrite and pwrite64 are defined here */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ORDER_MAX = 64 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char last_order[ORDER_MAX];
static long calls;

static int is_in_folder(int file)
{
    const char *folder = getenv("KAIGONG_FAULT_DIR");
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    return folder != NULL && length > 0 && strncmp(path, folder, strlen(folder)) == 0;
}

static int read_order(char order[ORDER_MAX])
{
    const char *name = getenv("KAIGONG_FAULT");
    int file = name == NULL ? -1 : (int)syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return 0;
    }
    ssize_t length = syscall(SYS_read, file, order, ORDER_MAX - 1);
    syscall(SYS_close, file);
    order[length > 0 ? length : 0] = '\0';
    return length > 0;
}

/* What happens to this call: 0 nothing, an errno, or -1 for the end after it. */
static int decide(const char *call, int file)
{
    char order[ORDER_MAX], wanted[16], action[16];
    long from;
    if (!is_in_folder(file) || !read_order(order) ||
        sscanf(order, "%15s %ld %15s", wanted, &from, action) != 3 ||
        (strcmp(wanted, call) != 0 && strcmp(wanted, "any") != 0)) {
        return 0;
    }
    pthread_mutex_lock(&lock);
    if (strcmp(order, last_order) != 0) {
        memcpy(last_order, order, sizeof last_order);
        calls = 0;
    }
    int struck = ++calls >= from;
    pthread_mutex_unlock(&lock);
    if (!struck) {
        return 0;
    }
    return strcmp(action, "enospc") == 0 ? ENOSPC : strcmp(action, "eio") == 0 ? EIO : -1;
}

static void *real(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

#define FAULTY(TYPE, NAME, CALL, PARAMETERS, ...)                                                  \
    TYPE NAME PARAMETERS;                                                                          \
    TYPE NAME PARAMETERS                                                                           \
    {                                                                                              \
        TYPE(*original) PARAMETERS = (TYPE(*) PARAMETERS)real(#NAME);                              \
        int fate = decide(CALL, file);                                                             \
        if (fate > 0) {                                                                            \
            errno = fate;                                                                          \
            return -1;                                                                             \
        }                                                                                          \
        TYPE result = original(__VA_ARGS__);                                                       \
        if (fate < 0) {                                                                            \
            raise(SIGKILL);                                                                        \
        }                                                                                          \
        return result;                                                                             \
    }

FAULTY(ssize_t, pwrite, "pwrite", (int file, const void *data, size_t size, off_t at), file, data,
       size, at)
FAULTY(ssize_t, pwrite64, "pwrite", (int file, const void *data, size_t size, off64_t at), file,
       data, size, at)
FAULTY(ssize_t, write, "write", (int file, const void *data, size_t size), file, data, size)
FAULTY(int, fsync, "fsync", (int file), file)
FAULTY(int, fdatasync, "fdatasync", (int file), file)
FAULTY(int, ftruncate, "ftruncate", (int file, off_t size), file, size)
FAULTY(int, ftruncate64, "ftruncate", (int file, off64_t size), file, size)
