#include "base/arena.h"

#include "base/banned.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ARENA_FIRST_BLOCK = 4096, ARENA_MAX_BLOCK = 1 << 20 };

struct arena_block {
    struct arena_block *previous;
    size_t capacity;
    size_t used;
    bool zeroed;         /* nothing of it was handed out before, and the system zeroed it */
    size_t mapped_bytes; /* when it came from the system by itself, zeroed; 0 from malloc */
    alignas(max_align_t) unsigned char bytes[];
};

static void out_of_memory(size_t size)
{
    fprintf(stderr, "kaigong: out of memory asking for %zu bytes\n", size);
    abort();
}

/* Large blocks come straight from the system with all their pages at once: page faults one by one
 * cost more than what is done with the memory. NULL for a small block, and where a leak checker has
 * to see every pointer. */
static struct arena_block *map_block(size_t bytes)
{
#ifdef __SANITIZE_ADDRESS__
    (void)bytes;
    return NULL;
#else
    if (bytes < ARENA_MAX_BLOCK) {
        return NULL;
    }
    struct arena_block *block = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (block == MAP_FAILED) {
        return NULL;
    }
    block->mapped_bytes = bytes;
    return block;
#endif
}

/* A kept block that is large enough, or NULL. */
static struct arena_block *take_spare(struct arena *arena, size_t size)
{
    struct arena_block **link = &arena->spare;
    while (*link != NULL && (*link)->capacity < size) {
        link = &(*link)->previous;
    }
    struct arena_block *block = *link;
    if (block != NULL) {
        *link = block->previous;
    }
    return block;
}

static struct arena_block *add_block(struct arena *arena, size_t size)
{
    struct arena_block *spare = take_spare(arena, size);
    if (spare != NULL) {
        spare->previous = arena->block;
        spare->used = 0;
        spare->zeroed = false;
        arena->block = spare;
        return spare;
    }
    size_t capacity = arena->block == NULL ? ARENA_FIRST_BLOCK : arena->block->capacity * 2;
    if (capacity > ARENA_MAX_BLOCK) {
        capacity = ARENA_MAX_BLOCK;
    }
    if (capacity < size) {
        capacity = size;
    }
    struct arena_block *block = map_block(sizeof *block + capacity);
    if (block == NULL) {
        block = foreign_malloc(sizeof *block + capacity);
        if (block == NULL) {
            out_of_memory(capacity);
        }
        block->mapped_bytes = 0;
    }
    block->zeroed = block->mapped_bytes > 0;
    block->previous = arena->block;
    block->capacity = capacity;
    block->used = 0;
    arena->block = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2) {
        out_of_memory(size);
    }
    size_t rounded =
        (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    struct arena_block *block = arena->block;
    if (block == NULL || block->capacity - block->used < rounded) {
        block = add_block(arena, rounded);
    }
    void *memory = block->bytes + block->used;
    block->used += rounded;
    arena->used_bytes += rounded;
    if (!block->zeroed) {
        memset(memory, 0, rounded);
    }
    return memory;
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / 2 / size) {
        out_of_memory(SIZE_MAX);
    }
    return arena_alloc(arena, count * size);
}

char *arena_copy(struct arena *arena, const void *data, size_t size)
{
    char *copy = arena_alloc(arena, size + 1);
    if (size > 0) {
        memcpy(copy, data, size);
    }
    return copy;
}

static void free_blocks(struct arena_block *block)
{
    while (block != NULL) {
        struct arena_block *previous = block->previous;
        if (block->mapped_bytes > 0) {
            munmap(block, block->mapped_bytes);
        } else {
            free(block);
        }
        block = previous;
    }
}

void arena_release(struct arena *arena)
{
    free_blocks(arena->block);
    free_blocks(arena->spare);
    *arena = (struct arena){0};
}

void arena_reset(struct arena *arena)
{
    /* Turned round, so that the next run takes the blocks in the order in which it made them. */
    while (arena->block != NULL) {
        struct arena_block *block = arena->block;
        arena->block = block->previous;
        block->previous = arena->spare;
        arena->spare = block;
    }
    arena->used_bytes = 0;
}
