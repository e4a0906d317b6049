/* src/base/arena.h: memory with one lifetime.
 *
 * A request, command or job has an arena; what is built on the way lives there and is never freed
 * singly. arena_alloc never returns NULL: out of memory ends the program with a message. Bound what
 * a client can make large before the first allocation. Not safe for two threads at once. */
#ifndef KAIGONG_BASE_ARENA_H
#define KAIGONG_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *block; /* newest; NULL in a zeroed arena, which is valid and empty */
    struct arena_block *spare; /* kept by arena_reset */
    size_t used_bytes;         /* handed out so far, for tests and budgets */
};

/* Zeroed memory, aligned for any type. A size of 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);
/* Zeroed room for `count` things of `size` bytes; ends the program on overflow. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);
char *arena_copy(struct arena *arena, const void *data, size_t size); /* plus a NUL after it */
void arena_release(struct arena *arena);
/* Forgets what was handed out and keeps the memory, for work that is done again and again: fresh
 * memory costs page faults, which for large work are dearer than the work. */
void arena_reset(struct arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc_array((arena), (count), sizeof(type)))
/* An arena that is released on every way out of its block. */
#define SCOPED_ARENA __attribute__((cleanup(arena_release))) struct arena

#endif
