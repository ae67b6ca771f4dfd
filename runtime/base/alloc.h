/* The one door to memory: nothing else in pipc calls malloc() or free(). */
#ifndef PIPC_RUNTIME_BASE_ALLOC_H_
#define PIPC_RUNTIME_BASE_ALLOC_H_

#include <pipc/alloc.h>

/* NULL when there is no memory. A size of 0 is taken as 1. */
void *pipc__alloc(size_t size);

/* As pipc__alloc(), and all bytes are 0. */
void *pipc__alloc_zeroed(size_t size);

/* `memory` with room for `size` bytes, or NULL, and `memory` is as it was. */
void *pipc__realloc(void *memory, size_t size);

/* Accepts NULL. */
void pipc__free(void *memory);

/* A copy of `text` (not NULL), to be freed by pipc__free(), or NULL. */
char *pipc__strdup(const char *text);

/* As pipc__strdup(), of the first `length` bytes of `text`. */
char *pipc__strndup(const char *text, size_t length);

/*
 * Memory that a user frees through protobuf-c's default allocator: asks the installed allocator for
 * leave (so that tests can refuse it), but takes the bytes from malloc().
 */
void *pipc__alloc_for_protobuf_c(size_t size);
void pipc__free_for_protobuf_c(void *memory);

#endif
