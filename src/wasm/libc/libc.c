#include "libc.h"

#include <stdbool.h>

/* --- bytes: the machine's own instructions (bulk memory) ----------------------------------------- */

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    __builtin_memcpy(to, from, size);
    return to;
}

void *memmove(void *to, const void *from, size_t size)
{
    __builtin_memmove(to, from, size);
    return to;
}

void *memset(void *data, int byte, size_t size)
{
    __builtin_memset(data, byte, size);
    return data;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const unsigned char *left = a, *right = b;
    for (size_t i = 0; i < size; i++) {
        if (left[i] != right[i]) {
            return left[i] < right[i] ? -1 : 1;
        }
    }
    return 0;
}

void *memchr(const void *data, int byte, size_t size)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == (unsigned char)byte) {
            return (void *)&bytes[i];
        }
    }
    return NULL;
}

void *memmem(const void *data, size_t size, const void *part, size_t part_size)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; part_size <= size && i <= size - part_size; i++) {
        if (memcmp(bytes + i, part, part_size) == 0) {
            return (void *)&bytes[i];
        }
    }
    return NULL;
}

size_t strlen(const char *text)
{
    size_t length = 0;
    while (text[length] != '\0') {
        length++;
    }
    return length;
}

int strncmp(const char *a, const char *b, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (a[i] != b[i] || a[i] == '\0') {
            return (unsigned char)a[i] - (unsigned char)b[i];
        }
    }
    return 0;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}

int abs(int value)
{
    return value < 0 ? -value : value;
}

/* --- memory -------------------------------------------------------------------------------------- */

/* Blocks by powers of two; what is freed waits in its list. The arenas ask for few and large ones. */
enum { SMALLEST = 6, LARGEST = 31, PAGE = 65536, HEADER = 16 };

extern unsigned char __heap_base;
static uintptr_t heap_end;
static void *waiting[LARGEST + 1];

static int class_of(size_t size)
{
    int class = SMALLEST;
    while (class < LARGEST && ((size_t)1 << class) < size + HEADER) {
        class ++;
    }
    return class;
}

static unsigned char *fresh(size_t size)
{
    heap_end = heap_end == 0 ? ((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15 : heap_end;
    uintptr_t end = heap_end + size, have = __builtin_wasm_memory_size(0) * (uintptr_t)PAGE;
    if (end < heap_end || (end > have && __builtin_wasm_memory_grow(0, (end - have + PAGE - 1) /
                                                                           PAGE) == (size_t)-1)) {
        return NULL;
    }
    unsigned char *block = (unsigned char *)heap_end;
    heap_end = end;
    return block;
}

void *malloc(size_t size)
{
    int class = class_of(size);
    unsigned char *block = waiting[class];
    if (block != NULL) {
        waiting[class] = *(void **)(block + HEADER);
    } else if (size > ((size_t)1 << LARGEST) - HEADER ||
               (block = fresh((size_t)1 << class)) == NULL) {
        return NULL;
    }
    *(int *)block = class;
    return block + HEADER;
}

void free(void *data)
{
    if (data != NULL) {
        unsigned char *block = (unsigned char *)data - HEADER;
        int class = *(int *)block;
        *(void **)data = waiting[class];
        waiting[class] = block;
    }
}

void *mmap(void *address, size_t size, int protection, int flags, int file, long offset)
{
    (void)address, (void)protection, (void)flags, (void)file, (void)offset;
    void *data = malloc(size);
    return data == NULL ? MAP_FAILED : memset(data, 0, size);
}

int munmap(void *data, size_t size)
{
    (void)size;
    free(data);
    return 0;
}

_Noreturn void abort(void)
{
    __builtin_trap();
}

/* --- order --------------------------------------------------------------------------------------- */

static void swap(unsigned char *a, unsigned char *b, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char kept = a[i];
        a[i] = b[i];
        b[i] = kept;
    }
}

static void sift(unsigned char *base, size_t root, size_t count, size_t size,
                 int (*compare)(const void *, const void *))
{
    for (size_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
        if (child + 1 < count && compare(base + child * size, base + (child + 1) * size) < 0) {
            child++;
        }
        if (compare(base + root * size, base + child * size) >= 0) {
            return;
        }
        swap(base + root * size, base + child * size, size);
        root = child;
    }
}

void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    for (size_t root = count / 2; root-- > 0;) {
        sift(base, root, count, size, compare);
    }
    for (size_t end = count; end-- > 1;) {
        swap(base, (unsigned char *)base + end * size, size);
        sift(base, 0, end, size, compare);
    }
}

void *bsearch(const void *key, const void *base, size_t count, size_t size,
              int (*compare)(const void *, const void *))
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const unsigned char *at = (const unsigned char *)base + middle * size;
        int order = compare(key, at);
        if (order == 0) {
            return (void *)at;
        }
        low = order > 0 ? middle + 1 : low;
        high = order > 0 ? high : middle;
    }
    return NULL;
}

/* --- text ---------------------------------------------------------------------------------------- */

struct output {
    char *data;
    size_t size, length;
};

static void put(struct output *out, char byte)
{
    if (out->length + 1 < out->size) {
        out->data[out->length] = byte;
    }
    out->length++;
}

static void put_text(struct output *out, const char *text, size_t most)
{
    for (size_t i = 0; i < most && text[i] != '\0'; i++) {
        put(out, text[i]);
    }
}

static void put_number(struct output *out, uint64_t value, unsigned base, bool negative, int width,
                       char fill)
{
    char digits[24];
    int count = 0;
    do {
        digits[count++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value > 0);
    width -= negative;
    if (negative && fill == '0') {
        put(out, '-');
    }
    for (int i = count; i < width; i++) {
        put(out, fill);
    }
    if (negative && fill != '0') {
        put(out, '-');
    }
    while (count > 0) {
        put(out, digits[--count]);
    }
}

/* One conversion; `arguments` is a pointer, since a va_list may be an array. */
struct arguments {
    va_list list;
};

static const char *convert(struct output *out, const char *at, struct arguments *arguments)
{
    char fill = ' ';
    int width = 0, longs = 0;
    size_t most = SIZE_MAX;
    if (*at == '0') {
        fill = *at++;
    }
    while (*at >= '0' && *at <= '9') {
        width = width * 10 + *at++ - '0';
    }
    if (at[0] == '.' && at[1] == '*') {
        int given = va_arg(arguments->list, int);
        most = given < 0 ? SIZE_MAX : (size_t)given;
        at += 2;
    }
    for (; *at == 'l' || *at == 'z'; at++) {
        longs += *at == 'l';
    }
    if (*at == 's') {
        const char *text = va_arg(arguments->list, const char *);
        put_text(out, text == NULL ? "(null)" : text, most);
    } else if (*at == 'c') {
        put(out, (char)va_arg(arguments->list, int));
    } else if (*at == 'd') {
        int64_t value = longs > 1 ? va_arg(arguments->list, int64_t) : va_arg(arguments->list, int);
        put_number(out, value < 0 ? -(uint64_t)value : (uint64_t)value, 10, value < 0, width, fill);
    } else if (*at == 'u' || *at == 'x') {
        uint64_t value =
            longs > 1 ? va_arg(arguments->list, uint64_t) : va_arg(arguments->list, unsigned);
        put_number(out, value, *at == 'x' ? 16 : 10, false, width, fill);
    } else {
        put(out, *at);
    }
    return *at == '\0' ? at : at + 1;
}

int vsnprintf(char *out_data, size_t size, const char *format, va_list list)
{
    struct output out = {out_data, size, 0};
    struct arguments arguments;
    va_copy(arguments.list, list);
    while (*format != '\0') {
        if (*format == '%') {
            format = convert(&out, format + 1, &arguments);
        } else {
            put(&out, *format++);
        }
    }
    va_end(arguments.list);
    if (size > 0) {
        out_data[out.length < size ? out.length : size - 1] = '\0';
    }
    return (int)out.length;
}

int snprintf(char *out, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(out, size, format, arguments);
    va_end(arguments);
    return length;
}

int fprintf(FILE *file, const char *format, ...)
{
    (void)file, (void)format; /* there is nobody to read it */
    return 0;
}

/* --- numbers ------------------------------------------------------------------------------------- */

double sqrt(double value)
{
    return __builtin_sqrt(value);
}

double ceil(double value)
{
    return __builtin_ceil(value);
}

long lround(double value)
{
    return (long)(value < 0 ? __builtin_ceil(value - 0.5) : __builtin_floor(value + 0.5));
}
