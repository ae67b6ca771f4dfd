#include "base/map.h"

#include <string.h>

#include "base/alloc.h"

enum { FIRST_CAPACITY = 8 };

void pipc__map_dispose(pipc__map *map)
{
    for (size_t i = 0; i < map->count; i++) {
        pipc__free(map->entries[i].key);
        pipc__free(map->entries[i].value);
    }
    pipc__free(map->entries);
    *map = (pipc__map){0};
}

static pipc__map_entry *find_bytes(const pipc__map *map, const char *key, size_t key_length)
{
    for (size_t i = 0; i < map->count; i++) {
        const char *found = map->entries[i].key;

        if (strlen(found) == key_length && memcmp(found, key, key_length) == 0)
            return &map->entries[i];
    }
    return NULL;
}

static bool make_room(pipc__map *map)
{
    size_t capacity = map->capacity == 0 ? FIRST_CAPACITY : map->capacity * 2;
    pipc__map_entry *entries;

    if (map->count < map->capacity)
        return true;
    entries = pipc__realloc(map->entries, capacity * sizeof(*entries));
    if (entries == NULL)
        return false;
    map->entries = entries;
    map->capacity = capacity;
    return true;
}

/* Takes `value`, unless there is no memory. */
static bool add(pipc__map *map, const char *key, size_t key_length, char *value)
{
    char *copy;

    if (!make_room(map))
        return false;
    copy = pipc__strndup(key, key_length);
    if (copy == NULL)
        return false;
    map->entries[map->count] = (pipc__map_entry){.key = copy, .value = value};
    map->count++;
    return true;
}

bool pipc__map_set(pipc__map *map, const char *key, const char *value)
{
    return pipc__map_set_bytes(map, key, strlen(key), value, value == NULL ? 0 : strlen(value));
}

bool pipc__map_set_bytes(pipc__map *map, const char *key, size_t key_length, const char *value,
                         size_t value_length)
{
    pipc__map_entry *entry = find_bytes(map, key, key_length);
    char *copy = NULL;

    if (value != NULL) {
        copy = pipc__strndup(value, value_length);
        if (copy == NULL)
            return false;
    }
    if (entry != NULL) {
        pipc__free(entry->value);
        entry->value = copy;
        return true;
    }
    if (!add(map, key, key_length, copy)) {
        pipc__free(copy);
        return false;
    }
    return true;
}

const pipc__map_entry *pipc__map_find(const pipc__map *map, const char *key)
{
    return find_bytes(map, key, strlen(key));
}

bool pipc__map_set_all(pipc__map *map, const pipc__map *other)
{
    for (size_t i = 0; i < other->count; i++)
        if (!pipc__map_set(map, other->entries[i].key, other->entries[i].value))
            return false;
    return true;
}
