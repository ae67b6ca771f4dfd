#include "base/values.h"

#include <pipc/error.h>

typedef struct pipc__value {
    const void *key;
    void *value;
    struct pipc__value *next;
} pipc__value;

static pipc__value *find(const pipc__values *self, const void *key)
{
    pipc__value *found = self->first;

    while (found != NULL && found->key != key)
        found = found->next;
    return found;
}

void *pipc__values_get(const pipc__values *self, const void *key)
{
    const pipc__value *found = find(self, key);

    return found == NULL ? NULL : found->value;
}

int pipc__values_put(pipc__values *self, pipc__arena *arena, const void *key, void *value,
                     pipc_error **error)
{
    pipc__value *found = find(self, key);

    if (found == NULL) {
        found = pipc__arena_alloc(arena, sizeof *found);
        if (found == NULL)
            return pipc_fail_no_memory(error);
        *found = (pipc__value){.key = key, .next = self->first};
        self->first = found;
    }
    found->value = value;
    return PIPC_OK;
}
