/* The one door to memory. */
#ifndef PIPC_ALLOC_H_
#define PIPC_ALLOC_H_

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where pipc takes its memory from. Each function is called from any thread, concurrently. */
struct pipc_allocator {
    void *(*alloc)(size_t size, void *data);                 /**< NULL: no memory */
    void *(*realloc)(void *memory, size_t size, void *data); /**< as realloc() of the C library */
    void (*free)(void *memory, void *data);                  /**< accepts NULL */
    void *data;
};

/**
 * Makes pipc take its memory from `allocator` instead of malloc(), or from malloc() again if NULL.
 *
 * The gRPC core and protobuf-c have allocations of their own, which this does not reach; what a
 * client returns as a response is protobuf-c's (freed by `…__free_unpacked(response, NULL)`).
 *
 * Ownership: copies `allocator`; its `data` must outlive all use of pipc.
 * Threads:   before pipc is used for the first time, or while none of its memory is in use.
 */
PIPC_API void pipc_set_allocator(const pipc_allocator *allocator);

/** Frees text that a function of pipc made for you; accepts NULL. */
PIPC_API void pipc_free(void *memory);

#ifdef __cplusplus
}
#endif

#endif
