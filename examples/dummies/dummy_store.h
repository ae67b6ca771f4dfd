/* Where the dummies are kept: JSON objects with `id`, `key` and `content`, in memory. */
#ifndef DUMMY_STORE_H_
#define DUMMY_STORE_H_

#include <jansson.h>
#include <pthread.h>

#include <pipc/paging.h>
#include <pipc/pipc.h>

typedef struct dummy_store {
    pthread_mutex_t mutex; /* guards the rest */
    json_t *dummies;       /* an array, in the order in which they were created */
} dummy_store;

/*
 * What the functions below give is a copy, the caller's to json_decref(); a dummy that is not there
 * is NULL. They fail for want of memory only. Threads: any.
 */

PIPC_NODISCARD int dummy_store_init(dummy_store *self, pipc_error **error);
void dummy_store_dispose(dummy_store *self);

/** The page of those that match `filter`; see pipc_filter_params_match(). */
PIPC_NODISCARD int dummy_store_get_page(dummy_store *self, const json_t *filter,
                                        const pipc_paging_params *paging, json_t **page,
                                        pipc_error **error);

PIPC_NODISCARD int dummy_store_get_one(dummy_store *self, const char *id, json_t **dummy,
                                       pipc_error **error);

/** Gives it an id if it has none. */
PIPC_NODISCARD int dummy_store_create(dummy_store *self, const json_t *given, json_t **dummy,
                                      pipc_error **error);

/** Puts it in the place of the one that has its id. */
PIPC_NODISCARD int dummy_store_update(dummy_store *self, const json_t *given, json_t **dummy,
                                      pipc_error **error);

PIPC_NODISCARD int dummy_store_delete(dummy_store *self, const char *id, json_t **dummy,
                                      pipc_error **error);

#endif
