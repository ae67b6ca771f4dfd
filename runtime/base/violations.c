#include "base/violations.h"

#include "base/alloc.h"

bool pipc__violations_add(pipc__violations *self, const char *field, const char *description)
{
    pipc__violation *items = pipc__realloc(self->items, (self->count + 1) * sizeof *items);
    pipc__violation added = {NULL, NULL};

    if (items == NULL)
        return false;
    self->items = items;
    added.field = pipc__strdup(field);
    added.description = pipc__strdup(description);
    if (added.field == NULL || added.description == NULL) {
        pipc__free(added.field);
        pipc__free(added.description);
        return false;
    }
    items[self->count++] = added;
    return true;
}

void pipc__violations_dispose(pipc__violations *self)
{
    for (size_t i = 0; i < self->count; i++) {
        pipc__free(self->items[i].field);
        pipc__free(self->items[i].description);
    }
    pipc__free(self->items);
    *self = (pipc__violations){NULL, 0};
}
