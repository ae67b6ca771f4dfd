/* The keys of a JSON object, to find those that come twice. */
#ifndef PIPC_RUNTIME_MESSAGES_KEY_SET_H_
#define PIPC_RUNTIME_MESSAGES_KEY_SET_H_

#include "messages/json_reader.h"

/* Zeroed: none. */
typedef struct pipc__key_set {
    pipc__json_text *keys; /* a hash table; bytes NULL: free */
    size_t count;
    size_t capacity;
} pipc__key_set;

/* Returns 1 if `key`, which is borrowed, is new, 0 if it is not, or PIPC_E_NO_MEMORY. */
int pipc__key_set_add(pipc__key_set *self, const pipc__json_text *key);

void pipc__key_set_dispose(pipc__key_set *self);

#endif
