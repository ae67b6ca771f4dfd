#include "connect/sections.h"

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"

/* Room for one more; false: no memory. */
static bool make_room(pipc__sections *self)
{
    pipc__section *list = pipc__realloc(self->list, (self->count + 1) * sizeof *list);

    if (list == NULL)
        return false;
    self->list = list;
    return true;
}

int pipc__sections_add(pipc__sections *self, const char *name, pipc_config_params *params,
                       pipc_error **error)
{
    char *copy = pipc__strdup(name);

    if (copy == NULL || !make_room(self)) {
        pipc__free(copy);
        pipc_config_params_free(params);
        return pipc_fail_no_memory(error);
    }
    self->list[self->count++] = (pipc__section){.name = copy, .params = params};
    return PIPC_OK;
}

static int add_from(pipc__sections *self, const pipc_config_params *config, const char *name,
                    pipc_error **error)
{
    pipc_config_params *params = NULL;
    int code = pipc_config_params_get_section(config, name, &params, error);

    if (code != PIPC_OK)
        return code;
    return pipc__sections_add(self, name, params, error);
}

/* The names of the sections of `connections`. */
static int get_names(const pipc_config_params *config, pipc_config_params **out, pipc_error **error)
{
    pipc_config_params *connections;
    int code = pipc_config_params_get_section(config, "connections", &connections, error);

    if (code != PIPC_OK)
        return code;
    code = pipc_config_params_get_section_names(connections, out, error);
    pipc_config_params_free(connections);
    return code;
}

static int add_all(pipc__sections *self, const pipc_config_params *config,
                   const pipc_config_params *names, pipc_error **error)
{
    const char *name;

    if (pipc_config_params_count(names) == 0)
        return add_from(self, config, "connection", error);
    for (size_t i = 0; (name = pipc_config_params_at(names, i, NULL)) != NULL; i++) {
        char *full_name = pipc__str_format("connections.%s", name);
        int code = full_name == NULL ? pipc_fail_no_memory(error)
                                     : add_from(self, config, full_name, error);

        pipc__free(full_name);
        if (code != PIPC_OK)
            return code;
    }
    return PIPC_OK;
}

int pipc__sections_read(const pipc_config_params *config, pipc__sections *out, pipc_error **error)
{
    pipc__sections sections = {.count = 0};
    pipc_config_params *names = NULL;
    int code = get_names(config, &names, error);

    if (code == PIPC_OK)
        code = add_all(&sections, config, names, error);
    pipc_config_params_free(names);
    if (code == PIPC_OK)
        *out = sections;
    else
        pipc__sections_dispose(&sections);
    return code;
}

bool pipc__section_says_where(const pipc__section *section)
{
    static const char *const keys[] = {"host", "ip", "port", "uri"};

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(keys); i++)
        if (pipc_config_params_get(section->params, keys[i]) != NULL)
            return true;
    return false;
}

void pipc__sections_dispose(pipc__sections *self)
{
    for (size_t i = 0; i < self->count; i++) {
        pipc__free(self->list[i].name);
        pipc_config_params_free(self->list[i].params);
    }
    pipc__free(self->list);
    *self = (pipc__sections){.count = 0};
}
