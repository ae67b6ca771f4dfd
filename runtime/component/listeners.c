#include "component/listeners.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <pipc/component.h>
#include <pipc/error.h>

#include "base/alloc.h"

/* Of "*:counters:*:*:*", the longest there is. */
enum { DESCRIPTOR_BYTES = 32 };

static bool holds(const pipc__listeners *self, const pipc_component *component)
{
    for (size_t i = 0; i < self->count; i++)
        if (self->list[i] == component)
            return true;
    return false;
}

/* Adds those that match to `self`, which has room for all of `references`. */
static int find(pipc__listeners *self, const pipc_references *references, const char *type,
                const pipc_component_class *composite, pipc_error **error)
{
    char descriptor[DESCRIPTOR_BYTES];
    size_t position = 0;

    snprintf(descriptor, sizeof descriptor, "*:%s:*:*:*", type);
    for (;;) {
        pipc_component *component = NULL;
        int code = pipc_references_get_next(references, descriptor, &position, &component, error);

        if (code != PIPC_OK || component == NULL)
            return code;
        if (strcmp(component->component_class->type, type) == 0 &&
            component->component_class != composite && !holds(self, component))
            self->list[self->count++] = component;
    }
}

int pipc__listeners_set_references(pipc__listeners *self, const pipc_references *references,
                                   const char *type, const pipc_component_class *composite,
                                   pipc_error **error)
{
    pipc__listeners found = {.count = 0};
    int code = PIPC_OK;

    if (references != NULL) {
        found.list = pipc__alloc(pipc_references_count(references) * sizeof *found.list);
        if (found.list == NULL)
            return pipc_fail_no_memory(error);
        code = find(&found, references, type, composite, error);
    }
    if (code != PIPC_OK) {
        pipc__listeners_dispose(&found);
        return code;
    }
    pipc__listeners_dispose(self);
    *self = found;
    return PIPC_OK;
}

void pipc__listeners_dispose(pipc__listeners *self)
{
    pipc__free(self->list);
    *self = (pipc__listeners){.count = 0};
}

int pipc__listeners_replace(pipc__listeners **self, const pipc_references *references,
                            const char *type, const pipc_component_class *composite,
                            pipc_error **error)
{
    pipc__listeners *made = *self;
    int code;

    if (made == NULL)
        made = pipc__alloc_zeroed(sizeof *made);
    if (made == NULL)
        return pipc_fail_no_memory(error);
    code = pipc__listeners_set_references(made, references, type, composite, error);
    if (code == PIPC_OK)
        *self = made;
    else if (made != *self)
        pipc__free(made);
    return code;
}

void pipc__listeners_drop(pipc__listeners **self)
{
    if (*self == NULL)
        return;
    pipc__listeners_dispose(*self);
    pipc__free(*self);
    *self = NULL;
}
