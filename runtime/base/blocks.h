/* Large blocks of memory, some of which are kept for who needs one next. */
#ifndef PIPC_RUNTIME_BASE_BLOCKS_H_
#define PIPC_RUNTIME_BASE_BLOCKS_H_

#include <stdbool.h>
#include <stddef.h>

/*
 * malloc() gives large blocks back to the system when they are freed, so that the next one has all
 * its pages made anew: that costs more than what is done with them. Threads: any.
 */
typedef struct pipc__blocks pipc__blocks;

enum {
    PIPC__BLOCK_MIN_BYTES = 64 * 1024,            /* what is smaller, malloc() keeps for itself */
    PIPC__BLOCKS_KEPT_MAX = 16,                   /* more than so many are not kept, */
    PIPC__BLOCKS_KEPT_MAX_BYTES = 8 * 1024 * 1024 /* nor more than that in all */
};

/* Whether it makes sense to have so many bytes as a block. */
bool pipc__blocks_suit(size_t size);

/* NULL: no memory. */
pipc__blocks *pipc__blocks_new(void);

/* The owner goes; accepts NULL. What is kept is freed, and the rest when it is given back. */
void pipc__blocks_leave(pipc__blocks *self);

/* A block of at least `size` bytes, aligned for anything; NULL: no memory. */
void *pipc__blocks_take(pipc__blocks *self, size_t size);
void pipc__blocks_give_back(void *block);

/* Frees what is kept: nobody will need it soon. */
void pipc__blocks_trim(pipc__blocks *self);

#endif
