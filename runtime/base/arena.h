/* Memory that dies together, in chunks; the first one may be given. */
#ifndef PIPC_RUNTIME_BASE_ARENA_H_
#define PIPC_RUNTIME_BASE_ARENA_H_

#include <stddef.h>

#include "base/blocks.h"

typedef struct pipc__arena_chunk pipc__arena_chunk;

typedef struct pipc__arena {
    char *next; /* the free part of the newest chunk */
    char *end;
    pipc__arena_chunk *chunks; /* those that were allocated, the newest first */
    size_t chunk_bytes;        /* of the next chunk; doubles from chunk to chunk, to 1 MiB */
} pipc__arena;

/* `buffer` (may be NULL) of `size` bytes is used first, stays the caller's and outlives the arena.
 */
void pipc__arena_init(pipc__arena *arena, void *buffer, size_t size);

/* Frees all that was allocated from it; it may then be used again, without its first buffer. */
void pipc__arena_dispose(pipc__arena *arena);

/* `size` bytes, aligned for anything; NULL when there is no memory. */
void *pipc__arena_alloc(pipc__arena *arena, size_t size);

/* A copy of the `length` bytes at `text`, with a 0 behind them; NULL when there is no memory. */
char *pipc__arena_strndup(pipc__arena *arena, const char *text, size_t length);

/*
 * `size` bytes, one of `blocks` (may be NULL) if these suit, of which it turns out later
 * whether they die with an arena, or now: one of the other two is called for them. NULL when there
 * is no memory; to free accepts NULL.
 */
void *pipc__arena_piece_new(pipc__blocks *blocks, size_t size);
void pipc__arena_piece_keep(pipc__arena *arena, void *piece);
void pipc__arena_piece_free(void *piece);

#endif
