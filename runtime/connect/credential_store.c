#include "connect/credential_store.h"

#include <assert.h>
#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "connect/credential.h"

static const char descriptor[] = "*:credential-store:*:*:*";
static const char type[] = "credential-store";

void pipc_credential_store_init(pipc_credential_store *self,
                                const pipc_component_class *component_class,
                                const pipc_credential_store_class *credential_store_class)
{
    assert(strcmp(component_class->type, type) == 0);
    pipc_component_init(&self->component, component_class);
    self->credential_store_class = credential_store_class;
}

pipc_credential_store *pipc_credential_store_from_component(pipc_component *component)
{
    if (component == NULL || strcmp(component->component_class->type, type) != 0)
        return NULL;
    return PIPC_CONTAINER_OF(component, pipc_credential_store, component);
}

int pipc_credential_store_store(pipc_credential_store *self, const char *correlation_id,
                                const char *key, const pipc_config_params *credential,
                                pipc_error **error)
{
    return self->credential_store_class->store(self, correlation_id, key, credential, error);
}

int pipc_credential_store_lookup(pipc_credential_store *self, const char *correlation_id,
                                 const char *key, pipc_config_params **out, pipc_error **error)
{
    pipc_config_params *found = NULL;
    int code = self->credential_store_class->lookup(self, correlation_id, key, &found, error);

    if (code == PIPC_OK)
        *out = found;
    return code;
}

int pipc__credential_stores_set_references(pipc__sources *self, const pipc_references *references,
                                           pipc_error **error)
{
    return pipc__sources_set_references(self, references, descriptor, type, error);
}

/* What the first store that knows the key of `section` has for it. */
static int look_up(const pipc__sources *self, const char *correlation_id, const char *section,
                   const char *key, pipc_config_params **out, pipc_error **error)
{
    const pipc__lookup lookup = {.section = section,
                                 .key_name = "store_key",
                                 .key = key,
                                 .descriptor = descriptor,
                                 .code = "NO_CREDENTIAL"};

    for (size_t i = 0; i < self->count; i++) {
        pipc_config_params *found = NULL;
        int code = pipc_credential_store_lookup(
            pipc_credential_store_from_component(self->list[i].component), correlation_id, key,
            &found, error);

        if (code != PIPC_OK)
            return code;
        if (found != NULL) {
            *out = found;
            return PIPC_OK;
        }
    }
    return pipc__sources_fail(self, &lookup, error);
}

/* `config` with what was found put over `section`. */
static int merge(const pipc_config_params *config, const char *section,
                 const pipc_config_params *stored, pipc_config_params **out, pipc_error **error)
{
    pipc_config_params *merged = NULL;
    int code = pipc_config_params_override(config, NULL, &merged, error);

    if (code == PIPC_OK && stored != NULL)
        code = pipc_config_params_add_section(merged, section, stored, error);
    if (code == PIPC_OK)
        *out = merged;
    else
        pipc_config_params_free(merged);
    return code;
}

int pipc__credential_stores_resolve(const pipc__sources *self, const char *correlation_id,
                                    const pipc_config_params *config, pipc_config_params **out,
                                    pipc_error **error)
{
    pipc_config_params *params = NULL;
    pipc_config_params *stored = NULL;
    char *section = NULL;
    const char *key = NULL;
    int code = pipc__credential_section(config, &section, error);

    if (code == PIPC_OK)
        code = pipc_config_params_get_section(config, section, &params, error);
    if (code == PIPC_OK)
        key = pipc_config_params_get(params, "store_key");
    if (key != NULL)
        code = look_up(self, correlation_id, section, key, &stored, error);
    if (code == PIPC_OK)
        code = merge(config, section, stored, out, error);
    pipc_config_params_free(stored);
    pipc_config_params_free(params);
    pipc__free(section);
    return code;
}
