/* The inside of metadata, for those who embed it. */
#ifndef PIPC_RUNTIME_COMPONENT_METADATA_H_
#define PIPC_RUNTIME_COMPONENT_METADATA_H_

#include <pipc/metadata.h>

typedef struct pipc__metadata_pair {
    char *key; /* one block with the value */
    char *value;
    size_t length;
} pipc__metadata_pair;

/* Zeroed is none. */
struct pipc_metadata {
    pipc__metadata_pair *pairs;
    size_t count;
    size_t capacity;
};

/* Adds what came from outside, whatever it is; neither needs a 0 behind it. */
int pipc__metadata_add_received(pipc_metadata *self, const void *key, size_t key_length,
                                const void *value, size_t value_length, pipc_error **error);

/* Adds all of `others`, which may be NULL. Errors: PIPC_E_NO_MEMORY, and some may be added. */
int pipc__metadata_add_all(pipc_metadata *self, const pipc_metadata *others, pipc_error **error);

/* Removes all but the first `count`. */
void pipc__metadata_truncate(pipc_metadata *self, size_t count);

/* Removes and frees all of it. */
void pipc__metadata_clear(pipc_metadata *self);

#endif
