#include <pipc/references.h>

#include <assert.h>

#include <pipc/error.h>

#include "base/alloc.h"

enum { FIRST_CAPACITY = 8 };

typedef struct reference {
    pipc_descriptor *descriptor;
    pipc_component *component; /* borrowed */
} reference;

struct pipc_references {
    reference *items;
    size_t count;
    size_t capacity;
};

int pipc_references_new(pipc_references **out, pipc_error **error)
{
    pipc_references *references = pipc__alloc_zeroed(sizeof(*references));

    if (references == NULL)
        return pipc_fail_no_memory(error);
    *out = references;
    return PIPC_OK;
}

void pipc_references_free(pipc_references *references)
{
    if (references == NULL)
        return;
    for (size_t i = 0; i < references->count; i++)
        pipc_descriptor_free(references->items[i].descriptor);
    pipc__free(references->items);
    pipc__free(references);
}

static bool make_room(pipc_references *references)
{
    size_t capacity = references->capacity == 0 ? FIRST_CAPACITY : references->capacity * 2;
    reference *items;

    if (references->count < references->capacity)
        return true;
    items = pipc__realloc(references->items, capacity * sizeof(*items));
    if (items == NULL)
        return false;
    references->items = items;
    references->capacity = capacity;
    return true;
}

int pipc_references_put(pipc_references *references, const char *descriptor,
                        pipc_component *component, pipc_error **error)
{
    pipc_descriptor *parsed;
    int code;

    assert(component != NULL);
    if (!make_room(references))
        return pipc_fail_no_memory(error);
    code = pipc_descriptor_parse(descriptor, &parsed, error);
    if (code != PIPC_OK)
        return code;
    references->items[references->count] = (reference){parsed, component};
    references->count++;
    return PIPC_OK;
}

/* The last match among the first `end`, or `end` if there is none. */
static size_t find_before(const pipc_references *references, size_t end,
                          const pipc_descriptor *descriptor)
{
    for (size_t i = end; i > 0; i--)
        if (pipc_descriptor_match(references->items[i - 1].descriptor, descriptor))
            return i - 1;
    return end;
}

static void remove_at(pipc_references *references, size_t index)
{
    pipc_descriptor_free(references->items[index].descriptor);
    references->count--;
    for (size_t i = index; i < references->count; i++)
        references->items[i] = references->items[i + 1];
}

int pipc_references_remove(pipc_references *references, const char *descriptor,
                           pipc_component **out, pipc_error **error)
{
    pipc_descriptor *wanted;
    size_t found;
    int code = pipc_descriptor_parse(descriptor, &wanted, error);

    if (code != PIPC_OK)
        return code;
    found = find_before(references, references->count, wanted);
    pipc_descriptor_free(wanted);
    *out = pipc_references_at(references, found, NULL);
    if (*out != NULL)
        remove_at(references, found);
    return PIPC_OK;
}

size_t pipc_references_count(const pipc_references *references)
{
    return references == NULL ? 0 : references->count;
}

pipc_component *pipc_references_at(const pipc_references *references, size_t index,
                                   const pipc_descriptor **descriptor)
{
    if (index >= pipc_references_count(references))
        return NULL;
    if (descriptor != NULL)
        *descriptor = references->items[index].descriptor;
    return references->items[index].component;
}

int pipc_references_get_one_optional(const pipc_references *references, const char *descriptor,
                                     pipc_component **out, pipc_error **error)
{
    size_t position = 0;

    return pipc_references_get_next(references, descriptor, &position, out, error);
}

int pipc_references_get_one_required(const pipc_references *references, const char *descriptor,
                                     pipc_component **out, pipc_error **error)
{
    pipc_component *found;
    int code = pipc_references_get_one_optional(references, descriptor, &found, error);

    if (code != PIPC_OK)
        return code;
    if (found == NULL) {
        code = pipc_fail(error, PIPC_E_INTERNAL, "REF_ERROR",
                         "references hold no %s, expected at least one", descriptor);
        if (error != NULL)
            pipc_error_set_detail(*error, "locator", descriptor);
        return code;
    }
    *out = found;
    return PIPC_OK;
}

int pipc_references_get_next(const pipc_references *references, const char *descriptor,
                             size_t *position, pipc_component **out, pipc_error **error)
{
    pipc_descriptor *wanted;
    size_t count = pipc_references_count(references);
    size_t end = *position < count ? count - *position : 0;
    size_t found;
    int code = pipc_descriptor_parse(descriptor, &wanted, error);

    if (code != PIPC_OK)
        return code;
    found = find_before(references, end, wanted);
    pipc_descriptor_free(wanted);
    if (found == end) {
        *position = count;
        *out = NULL;
    } else {
        *position = count - found;
        *out = references->items[found].component;
    }
    return PIPC_OK;
}
