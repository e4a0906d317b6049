/* src/wasm/libc/libc.h: the little of the C library that the domain core needs where there is none. The
 * headers beside this file (string.h, stdlib.h, stdio.h, assert.h, math.h, sys/mman.h) are this one. */
#ifndef KAIGONG_WASM_LIBC_H
#define KAIGONG_WASM_LIBC_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *data, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
void *memchr(const void *data, int byte, size_t size);
size_t strlen(const char *text);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t size);
void *memmem(const void *data, size_t size, const void *part, size_t part_size);

void *malloc(size_t size);
void free(void *data);
_Noreturn void abort(void);
int abs(int value);
/* Heap sort: in place, and in O(n log n) for any input. Not stable: comparisons have to be total. */
void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *));
void *bsearch(const void *key, const void *base, size_t count, size_t size,
              int (*compare)(const void *, const void *));

typedef struct stream FILE;
#define stderr ((FILE *)0)
/* What the core uses of it: %s %.*s %c %d %ld %lld %zu %u %lu %llu %x with 0 and a width. */
int vsnprintf(char *out, size_t size, const char *format, va_list arguments);
int snprintf(char *out, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
int fprintf(FILE *file, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define assert(condition) ((condition) ? (void)0 : __builtin_trap())

double sqrt(double value);
double ceil(double value);
long lround(double value);

/* Big blocks come from malloc like the others. */
enum { PROT_READ = 1, PROT_WRITE = 2, MAP_PRIVATE = 2, MAP_ANONYMOUS = 32, MAP_POPULATE = 0 };
#define MAP_FAILED ((void *)-1)
void *mmap(void *address, size_t size, int protection, int flags, int file, long offset);
int munmap(void *data, size_t size);

#endif
