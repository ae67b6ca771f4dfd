#include <pipc/lifecycle.h>

#include <stdbool.h>

#include <pipc/component.h>
#include <pipc/error.h>
#include <pipc/references.h>

#include "base/alloc.h"
#include "base/error.h"

/* Names component `index` in what went wrong with it. */
static int tell(int code, const pipc_references *components, size_t index, pipc_error **error)
{
    const pipc_descriptor *descriptor = NULL;

    if (code == PIPC_OK || error == NULL)
        return code;
    if (pipc_references_at(components, index, &descriptor) != NULL) {
        const char *text = pipc_descriptor_to_string(descriptor);

        pipc__error_prefix(*error, "%s: ", text);
        pipc_error_set_detail(*error, "descriptor", text);
    }
    return code;
}

/* Whether component `index` stood in the list before. */
static bool is_repeated(const pipc_references *components, size_t index)
{
    const pipc_component *component = pipc_references_at(components, index, NULL);

    for (size_t i = 0; i < index; i++)
        if (pipc_references_at(components, i, NULL) == component)
            return true;
    return false;
}

int pipc_configure_all(const pipc_references *components, const pipc_config_params *config,
                       pipc_error **error)
{
    size_t count = pipc_references_count(components);
    int code = PIPC_OK;

    for (size_t i = 0; code == PIPC_OK && i < count; i++)
        if (!is_repeated(components, i))
            code = tell(pipc_configure(pipc_references_at(components, i, NULL), config, error),
                        components, i, error);
    return code;
}

static void unset_before(const pipc_references *components, size_t end)
{
    for (size_t i = end; i > 0; i--)
        if (!is_repeated(components, i - 1))
            pipc_unset_references(pipc_references_at(components, i - 1, NULL));
}

int pipc_set_references_all(const pipc_references *components, pipc_error **error)
{
    size_t count = pipc_references_count(components);
    int code = PIPC_OK;

    for (size_t i = 0; code == PIPC_OK && i < count; i++) {
        if (is_repeated(components, i))
            continue;
        code = tell(pipc_set_references(pipc_references_at(components, i, NULL), components, error),
                    components, i, error);
        if (code != PIPC_OK)
            unset_before(components, i);
    }
    return code;
}

void pipc_unset_references_all(const pipc_references *components)
{
    unset_before(components, pipc_references_count(components));
}

static void close_again(const pipc_references *components, const bool *opened, size_t end)
{
    for (size_t i = end; i > 0; i--)
        if (opened[i - 1]) {
            int code = pipc_close(pipc_references_at(components, i - 1, NULL), NULL, NULL);

            (void)code; /* it is closed, and what counts is why another could not be opened */
        }
}

static int open_each(const pipc_references *components, const pipc_context *context, bool *opened,
                     pipc_error **error)
{
    size_t count = pipc_references_count(components);

    for (size_t i = 0; i < count; i++) {
        pipc_component *component = pipc_references_at(components, i, NULL);
        bool was_open = pipc_is_open(component);
        int code = tell(pipc_open(component, context, error), components, i, error);

        if (code != PIPC_OK) {
            close_again(components, opened, i);
            return code;
        }
        opened[i] = !was_open;
    }
    return PIPC_OK;
}

int pipc_open_all(const pipc_references *components, const pipc_context *context,
                  pipc_error **error)
{
    bool *opened = pipc__alloc_zeroed(pipc_references_count(components) * sizeof *opened);
    int code;

    if (opened == NULL)
        return pipc_fail_no_memory(error);
    code = open_each(components, context, opened, error);
    pipc__free(opened);
    return code;
}

int pipc_close_all(const pipc_references *components, const pipc_context *context,
                   pipc_error **error)
{
    int first = PIPC_OK;

    for (size_t i = pipc_references_count(components); i > 0; i--) {
        pipc_component *component = pipc_references_at(components, i - 1, NULL);
        pipc_error **unless_told = first == PIPC_OK ? error : NULL;
        int code =
            tell(pipc_close(component, context, unless_told), components, i - 1, unless_told);

        if (first == PIPC_OK)
            first = code;
    }
    return first;
}

void pipc_dispose_all(const pipc_references *components)
{
    for (size_t i = pipc_references_count(components); i > 0; i--)
        if (!is_repeated(components, i - 1))
            pipc_dispose(pipc_references_at(components, i - 1, NULL));
}
