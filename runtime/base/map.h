/* An ordered map from text to text that may be null: config params, the details of an error. */
#ifndef PIPC_RUNTIME_BASE_MAP_H_
#define PIPC_RUNTIME_BASE_MAP_H_

#include <stdbool.h>
#include <stddef.h>

typedef struct pipc__map_entry {
    char *key;
    char *value; /* may be NULL */
} pipc__map_entry;

/* Zeroed is empty. Entries stand in the order in which their keys were first set. */
typedef struct pipc__map {
    pipc__map_entry *entries;
    size_t count;
    size_t capacity;
} pipc__map;

void pipc__map_dispose(pipc__map *map);

/* Sets or replaces; copies both; `value` may be NULL. False, and no change, if there is no memory.
 */
bool pipc__map_set(pipc__map *map, const char *key, const char *value);

/* As pipc__map_set(), the key being the first `key_length` bytes of `key`, the value likewise. */
bool pipc__map_set_bytes(pipc__map *map, const char *key, size_t key_length, const char *value,
                         size_t value_length);

/* The entry, or NULL. Borrowed until the map changes. */
const pipc__map_entry *pipc__map_find(const pipc__map *map, const char *key);

/* Sets in `map` all that is in `other`. False if there is no memory: some may be set then. */
bool pipc__map_set_all(pipc__map *map, const pipc__map *other);

#endif
