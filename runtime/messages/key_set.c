#include "messages/key_set.h"

#include <stdint.h>
#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"

/*
 * FNV-1a, from a start that the sender of the keys does not know: where they would otherwise all
 * meet in one place, finding them would take the square of their number.
 */
static uint64_t hash_of(const pipc__json_text *key, const pipc__key_set *self)
{
    uint64_t hash = UINT64_C(14695981039346656037) ^ (uintptr_t)self ^ (uintptr_t)self->keys << 20;

    for (size_t i = 0; i < key->length; i++)
        hash = (hash ^ (unsigned char)key->bytes[i]) * UINT64_C(1099511628211);
    return hash ^ hash >> 32;
}

static pipc__json_text *find(const pipc__key_set *self, const pipc__json_text *key)
{
    for (uint64_t at = hash_of(key, self);; at++) {
        pipc__json_text *place = &self->keys[at & (self->capacity - 1)];

        if (place->bytes == NULL ||
            (place->length == key->length && memcmp(place->bytes, key->bytes, key->length) == 0))
            return place;
    }
}

static bool grow(pipc__key_set *self)
{
    pipc__key_set larger = {.capacity = self->capacity == 0 ? 16 : self->capacity * 2};
    pipc__key_set old = *self;

    larger.keys = pipc__alloc_zeroed(larger.capacity * sizeof *larger.keys);
    if (larger.keys == NULL)
        return false;
    larger.count = self->count;
    *self = larger;
    for (size_t i = 0; i < old.capacity; i++)
        if (old.keys[i].bytes != NULL)
            *find(self, &old.keys[i]) = old.keys[i];
    pipc__key_set_dispose(&old);
    return true;
}

int pipc__key_set_add(pipc__key_set *self, const pipc__json_text *key)
{
    pipc__json_text *place;

    if (self->count * 2 >= self->capacity && !grow(self))
        return PIPC_E_NO_MEMORY;
    place = find(self, key);
    if (place->bytes != NULL)
        return 0;
    *place = *key;
    self->count++;
    return 1;
}

void pipc__key_set_dispose(pipc__key_set *self)
{
    pipc__free(self->keys);
    *self = (pipc__key_set){0};
}
