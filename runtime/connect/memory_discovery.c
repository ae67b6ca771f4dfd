#include <pipc/config_params.h>
#include <pipc/discovery.h>
#include <pipc/error.h>

#include "connect/keyed_params.h"

static pipc_memory_discovery *memory_discovery_of(pipc_discovery *discovery)
{
    return PIPC_CONTAINER_OF(discovery, pipc_memory_discovery, discovery);
}

static pipc_memory_discovery *of_component(pipc_component *component)
{
    return memory_discovery_of(PIPC_CONTAINER_OF(component, pipc_discovery, component));
}

/* --- configure ------------------------------------------------------------------------------ */

/* Adds each section of `list` as a connection of `key`. */
static int add_several(pipc__keyed_params **connections, const char *key,
                       const pipc_config_params *list, pipc_error **error)
{
    pipc_config_params *names = NULL;
    const char *name;
    int code = pipc_config_params_get_section_names(list, &names, error);

    for (size_t i = 0; code == PIPC_OK && (name = pipc_config_params_at(names, i, NULL)) != NULL;
         i++) {
        pipc_config_params *connection = NULL;

        code = pipc_config_params_get_section(list, name, &connection, error);
        if (code == PIPC_OK)
            code = pipc__keyed_params_add(connections, key, connection, error);
        pipc_config_params_free(connection);
    }
    pipc_config_params_free(names);
    return code;
}

static int add_section(pipc__keyed_params **connections, const pipc_config_params *config,
                       const char *key, pipc_error **error)
{
    pipc_config_params *section = NULL;
    pipc_config_params *list = NULL;
    int code = pipc_config_params_get_section(config, key, &section, error);

    if (code == PIPC_OK)
        code = pipc_config_params_get_section(section, "connections", &list, error);
    if (code == PIPC_OK && pipc_config_params_count(list) > 0)
        code = add_several(connections, key, list, error);
    else if (code == PIPC_OK && pipc_config_params_count(section) > 0)
        code = pipc__keyed_params_add(connections, key, section, error);
    pipc_config_params_free(list);
    pipc_config_params_free(section);
    return code;
}

static int configure(pipc_component *component, const pipc_config_params *config,
                     pipc_error **error)
{
    pipc_memory_discovery *self = of_component(component);
    pipc__keyed_params *connections = NULL;
    pipc_config_params *names = NULL;
    const char *key;
    int code = pipc_config_params_get_section_names(config, &names, error);

    for (size_t i = 0; code == PIPC_OK && (key = pipc_config_params_at(names, i, NULL)) != NULL;
         i++)
        code = add_section(&connections, config, key, error);
    pipc_config_params_free(names);
    if (code != PIPC_OK) {
        pipc__keyed_params_dispose(&connections);
        return code;
    }
    pipc__keyed_params_dispose(&self->connections);
    self->connections = connections;
    return PIPC_OK;
}

static void dispose(pipc_component *component)
{
    pipc__keyed_params_dispose(&of_component(component)->connections);
}

/* --- as a discovery ------------------------------------------------------------------------- */

static int add(pipc_discovery *discovery, const char *correlation_id, const char *key,
               const pipc_config_params *connection, pipc_error **error)
{
    (void)correlation_id;
    return pipc__keyed_params_add(&memory_discovery_of(discovery)->connections, key, connection,
                                  error);
}

static int remove_one(pipc_discovery *discovery, const char *correlation_id, const char *key,
                      const pipc_config_params *connection, pipc_error **error)
{
    (void)correlation_id;
    (void)error; /* nothing here can fail */
    pipc__keyed_params_remove(&memory_discovery_of(discovery)->connections, key, connection);
    return PIPC_OK;
}

static int resolve_one(pipc_discovery *discovery, const char *correlation_id, const char *key,
                       pipc_config_params **out, pipc_error **error)
{
    (void)correlation_id;
    return pipc__keyed_params_get_first(&memory_discovery_of(discovery)->connections, key, out,
                                        error);
}

static int resolve_all(pipc_discovery *discovery, const char *correlation_id, const char *key,
                       pipc_config_params **out, pipc_error **error)
{
    (void)correlation_id;
    return pipc__keyed_params_get_all(&memory_discovery_of(discovery)->connections, key, out,
                                      error);
}

void pipc_memory_discovery_init(pipc_memory_discovery *self)
{
    static const pipc_component_class component_class = {
        .size = sizeof(pipc_component_class),
        .type = "discovery",
        .configure = configure,
        .dispose = dispose,
    };
    static const pipc_discovery_class discovery_class = {
        .size = sizeof(pipc_discovery_class),
        .add = add,
        .remove = remove_one,
        .resolve_one = resolve_one,
        .resolve_all = resolve_all,
    };

    pipc_discovery_init(&self->discovery, &component_class, &discovery_class);
    self->connections = NULL;
}
