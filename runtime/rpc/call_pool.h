/* The memory of calls, which is not used again at once: a call finished twice is found out. */
#ifndef PIPC_RUNTIME_RPC_CALL_POOL_H_
#define PIPC_RUNTIME_RPC_CALL_POOL_H_

#include <stdbool.h>
#include <stddef.h>

enum {
    PIPC__CALL_POOL_REST = 64,     /* so many are given back before one is taken again */
    PIPC__CALL_POOL_FREE_MAX = 256 /* more than that are not kept */
};

/* Threads: any. */
typedef struct pipc__call_pool pipc__call_pool;

/* Pieces of `bytes` bytes. `owner` is what they belong to. NULL: no memory. */
pipc__call_pool *pipc__call_pool_new(size_t bytes, void *owner);

/* The owner goes; accepts NULL. The pool lives on until the last piece was given back. */
void pipc__call_pool_leave(pipc__call_pool *self);

/* A piece, as it was given back; a new one is zeroed. NULL: no memory. */
void *pipc__call_pool_take(pipc__call_pool *self);
void pipc__call_pool_give_back(void *piece);

/* The pool of a piece, be it taken or not. */
pipc__call_pool *pipc__call_pool_of(const void *piece);

/* The owner, if it has not left and `reference` (called with a mutex held) says true; or NULL. */
void *pipc__call_pool_owner(pipc__call_pool *self, bool (*reference)(void *owner));

#endif
