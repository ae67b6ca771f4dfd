#include <pipc/config_params.h>
#include <pipc/credential_store.h>
#include <pipc/error.h>

#include "connect/keyed_params.h"

static pipc_memory_credential_store *memory_store_of(pipc_credential_store *store)
{
    return PIPC_CONTAINER_OF(store, pipc_memory_credential_store, credential_store);
}

static pipc_memory_credential_store *of_component(pipc_component *component)
{
    return memory_store_of(PIPC_CONTAINER_OF(component, pipc_credential_store, component));
}

static int add_section(pipc__keyed_params **credentials, const pipc_config_params *config,
                       const char *key, pipc_error **error)
{
    pipc_config_params *section = NULL;
    int code = pipc_config_params_get_section(config, key, &section, error);

    if (code == PIPC_OK && pipc_config_params_count(section) > 0)
        code = pipc__keyed_params_set(credentials, key, section, error);
    pipc_config_params_free(section);
    return code;
}

static int configure(pipc_component *component, const pipc_config_params *config,
                     pipc_error **error)
{
    pipc_memory_credential_store *self = of_component(component);
    pipc__keyed_params *credentials = NULL;
    pipc_config_params *names = NULL;
    const char *key;
    int code = pipc_config_params_get_section_names(config, &names, error);

    for (size_t i = 0; code == PIPC_OK && (key = pipc_config_params_at(names, i, NULL)) != NULL;
         i++)
        code = add_section(&credentials, config, key, error);
    pipc_config_params_free(names);
    if (code != PIPC_OK) {
        pipc__keyed_params_dispose(&credentials);
        return code;
    }
    pipc__keyed_params_dispose(&self->credentials);
    self->credentials = credentials;
    return PIPC_OK;
}

static void dispose(pipc_component *component)
{
    pipc__keyed_params_dispose(&of_component(component)->credentials);
}

static int store(pipc_credential_store *credential_store, const char *correlation_id,
                 const char *key, const pipc_config_params *credential, pipc_error **error)
{
    (void)correlation_id;
    return pipc__keyed_params_set(&memory_store_of(credential_store)->credentials, key, credential,
                                  error);
}

static int lookup(pipc_credential_store *credential_store, const char *correlation_id,
                  const char *key, pipc_config_params **out, pipc_error **error)
{
    (void)correlation_id;
    return pipc__keyed_params_get_first(&memory_store_of(credential_store)->credentials, key, out,
                                        error);
}

void pipc_memory_credential_store_init(pipc_memory_credential_store *self)
{
    static const pipc_component_class component_class = {
        .size = sizeof(pipc_component_class),
        .type = "credential-store",
        .configure = configure,
        .dispose = dispose,
    };
    static const pipc_credential_store_class store_class = {
        .size = sizeof(pipc_credential_store_class),
        .store = store,
        .lookup = lookup,
    };

    pipc_credential_store_init(&self->credential_store, &component_class, &store_class);
    self->credentials = NULL;
}
