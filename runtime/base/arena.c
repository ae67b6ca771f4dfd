#include "base/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"

enum { ALIGNMENT = alignof(max_align_t) };
/* The last chunk may be all but empty: then it is that much that an arena takes in vain. */
enum { FIRST_CHUNK_BYTES = 4096, LARGEST_CHUNK_BYTES = 1024 * 1024 };

struct pipc__arena_chunk {
    alignas(max_align_t) pipc__arena_chunk *previous;
    bool is_block; /* of pipc__blocks */
};

void pipc__arena_init(pipc__arena *arena, void *buffer, size_t size)
{
    size_t skipped = (ALIGNMENT - (uintptr_t)buffer % ALIGNMENT) % ALIGNMENT;

    *arena = (pipc__arena){.chunk_bytes = FIRST_CHUNK_BYTES};
    if (buffer == NULL || size <= skipped)
        return;
    arena->next = (char *)buffer + skipped;
    arena->end = (char *)buffer + size;
}

static pipc__arena_chunk *new_chunk(pipc__blocks *blocks, size_t bytes)
{
    bool is_block = blocks != NULL && pipc__blocks_suit(bytes);
    pipc__arena_chunk *chunk = is_block ? pipc__blocks_take(blocks, bytes) : pipc__alloc(bytes);

    if (chunk != NULL)
        chunk->is_block = is_block;
    return chunk;
}

static void free_chunk(pipc__arena_chunk *chunk)
{
    if (chunk->is_block)
        pipc__blocks_give_back(chunk);
    else
        pipc__free(chunk);
}

void pipc__arena_dispose(pipc__arena *arena)
{
    pipc__arena_chunk *chunk = arena->chunks;

    while (chunk != NULL) {
        pipc__arena_chunk *previous = chunk->previous;

        free_chunk(chunk);
        chunk = previous;
    }
    *arena = (pipc__arena){.chunk_bytes = FIRST_CHUNK_BYTES};
}

void *pipc__arena_piece_new(pipc__blocks *blocks, size_t size)
{
    pipc__arena_chunk *chunk = NULL;

    if (size <= SIZE_MAX - sizeof *chunk)
        chunk = new_chunk(blocks, sizeof *chunk + size);
    return chunk == NULL ? NULL : chunk + 1;
}

void pipc__arena_piece_keep(pipc__arena *arena, void *piece)
{
    pipc__arena_chunk *chunk = (pipc__arena_chunk *)piece - 1;

    chunk->previous = arena->chunks;
    arena->chunks = chunk;
}

void pipc__arena_piece_free(void *piece)
{
    if (piece != NULL)
        free_chunk((pipc__arena_chunk *)piece - 1);
}

static size_t room_left(const pipc__arena *arena)
{
    return (size_t)((uintptr_t)arena->end - (uintptr_t)arena->next);
}

static void *alloc_from_new_chunk(pipc__arena *arena, size_t size)
{
    size_t bytes = sizeof(pipc__arena_chunk) + size;
    pipc__arena_chunk *chunk;
    char *memory;

    if (bytes < arena->chunk_bytes)
        bytes = arena->chunk_bytes;
    chunk = new_chunk(NULL, bytes);
    if (chunk == NULL)
        return NULL;
    chunk->previous = arena->chunks;
    arena->chunks = chunk;
    if (arena->chunk_bytes < LARGEST_CHUNK_BYTES)
        arena->chunk_bytes *= 2;
    memory = (char *)(chunk + 1);
    /* One large piece shall not cost the room that is left for small ones. */
    if (bytes - sizeof(*chunk) - size > room_left(arena)) {
        arena->next = memory + size;
        arena->end = (char *)chunk + bytes;
    }
    return memory;
}

void *pipc__arena_alloc(pipc__arena *arena, size_t size)
{
    void *memory = arena->next;

    if (size > SIZE_MAX - sizeof(pipc__arena_chunk) - ALIGNMENT)
        return NULL;
    size = size == 0 ? ALIGNMENT : (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (size > room_left(arena))
        return alloc_from_new_chunk(arena, size);
    arena->next += size;
    return memory;
}

char *pipc__arena_strndup(pipc__arena *arena, const char *text, size_t length)
{
    char *copy = length == SIZE_MAX ? NULL : pipc__arena_alloc(arena, length + 1);

    if (copy == NULL)
        return NULL;
    if (length > 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}
