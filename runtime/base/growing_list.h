/* Pointers, more and more of them. */
#ifndef PIPC_RUNTIME_BASE_GROWING_LIST_H_
#define PIPC_RUNTIME_BASE_GROWING_LIST_H_

#include <stddef.h>

#include <pipc/error.h>

#include "base/alloc.h"

/*
 * Makes room for one more item of `item_size` bytes where *items has `count`: room doubles whenever
 * the count is a power of two. Errors: PIPC_E_NO_MEMORY, and *items is as it was.
 */
static inline int pipc__list_grow(void **items, size_t count, size_t item_size, pipc_error **error)
{
    size_t capacity = count == 0 ? 1 : count * 2;
    void *grown;

    if ((count & (count - 1)) != 0)
        return PIPC_OK;
    grown = pipc__realloc(*items, capacity * item_size);
    if (grown == NULL)
        return pipc_fail_no_memory(error);
    *items = grown;
    return PIPC_OK;
}

#endif
