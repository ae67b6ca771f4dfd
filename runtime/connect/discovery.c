#include "connect/discovery.h"

#include <assert.h>
#include <string.h>

#include <pipc/error.h>

#include "base/str.h"

static const char descriptor[] = "*:discovery:*:*:*";
static const char type[] = "discovery";

void pipc_discovery_init(pipc_discovery *self, const pipc_component_class *component_class,
                         const pipc_discovery_class *discovery_class)
{
    assert(strcmp(component_class->type, type) == 0);
    pipc_component_init(&self->component, component_class);
    self->discovery_class = discovery_class;
}

pipc_discovery *pipc_discovery_from_component(pipc_component *component)
{
    if (component == NULL || strcmp(component->component_class->type, type) != 0)
        return NULL;
    return PIPC_CONTAINER_OF(component, pipc_discovery, component);
}

int pipc_discovery_register(pipc_discovery *self, const char *correlation_id, const char *key,
                            const pipc_config_params *connection, pipc_error **error)
{
    return self->discovery_class->add(self, correlation_id, key, connection, error);
}

int pipc_discovery_unregister(pipc_discovery *self, const char *correlation_id, const char *key,
                              const pipc_config_params *connection, pipc_error **error)
{
    return self->discovery_class->remove(self, correlation_id, key, connection, error);
}

int pipc_discovery_resolve_one(pipc_discovery *self, const char *correlation_id, const char *key,
                               pipc_config_params **out, pipc_error **error)
{
    pipc_config_params *found = NULL;
    int code = self->discovery_class->resolve_one(self, correlation_id, key, &found, error);

    if (code == PIPC_OK)
        *out = found;
    return code;
}

int pipc_discovery_resolve_all(pipc_discovery *self, const char *correlation_id, const char *key,
                               pipc_config_params **out, pipc_error **error)
{
    pipc_config_params *found = NULL;
    int code = self->discovery_class->resolve_all(self, correlation_id, key, &found, error);

    if (code == PIPC_OK)
        *out = found;
    return code;
}

int pipc__discoveries_set_references(pipc__sources *self, const pipc_references *references,
                                     pipc_error **error)
{
    return pipc__sources_set_references(self, references, descriptor, type, error);
}

static pipc_discovery *discovery_at(const pipc__sources *self, size_t index)
{
    return pipc_discovery_from_component(self->list[index].component);
}

/* --- resolving ------------------------------------------------------------------------------ */

/* One who asks for TLS never gets plain text instead. */
static int check_protocol(const pipc__section *section, const pipc_config_params *found,
                          pipc_error **error)
{
    const char *asked = pipc_config_params_get_default(section->params, "protocol", "http");
    const char *known = pipc_config_params_get_default(found, "protocol", asked);

    if (!pipc__str_equal_ignoring_case(asked, "https") ||
        pipc__str_equal_ignoring_case(known, "https"))
        return PIPC_OK;
    return pipc_fail(error, PIPC_E_MISCONFIGURATION, "WRONG_PROTOCOL",
                     "%s.protocol is https, but discovery_key \"%s\" stands for %s, expected both "
                     "the same",
                     section->name, pipc_config_params_get(section->params, "discovery_key"),
                     known);
}

/* Adds `found` over what `section` says; it is no key any more, but a connection. */
static int add_found(const pipc__section *section, const pipc_config_params *found,
                     pipc__sections *to, pipc_error **error)
{
    pipc_config_params *merged = NULL;
    int code = found == NULL ? PIPC_OK : check_protocol(section, found, error);

    if (code == PIPC_OK)
        code = pipc_config_params_override(section->params, found, &merged, error);
    if (code != PIPC_OK)
        return code;
    code = pipc_config_params_set(merged, "discovery_key", NULL, error);
    if (code != PIPC_OK) {
        pipc_config_params_free(merged);
        return code;
    }
    return pipc__sections_add(to, section->name, merged, error);
}

static int add_sections_of(const pipc__section *section, const pipc_config_params *all,
                           pipc__sections *to, pipc_error **error)
{
    pipc_config_params *names = NULL;
    const char *name;
    int code = pipc_config_params_get_section_names(all, &names, error);

    for (size_t i = 0; code == PIPC_OK && (name = pipc_config_params_at(names, i, NULL)) != NULL;
         i++) {
        pipc_config_params *found = NULL;

        code = pipc_config_params_get_section(all, name, &found, error);
        if (code == PIPC_OK)
            code = add_found(section, found, to, error);
        pipc_config_params_free(found);
    }
    pipc_config_params_free(names);
    return code;
}

static int ask_for_all(pipc_discovery *discovery, const char *correlation_id,
                       const pipc__section *section, const char *key, pipc__sections *to,
                       pipc_error **error)
{
    pipc_config_params *all = NULL;
    int code = pipc_discovery_resolve_all(discovery, correlation_id, key, &all, error);

    if (code == PIPC_OK && all != NULL)
        code = add_sections_of(section, all, to, error);
    pipc_config_params_free(all);
    return code;
}

static int ask_for_one(pipc_discovery *discovery, const char *correlation_id,
                       const pipc__section *section, const char *key, pipc__sections *to,
                       pipc_error **error)
{
    pipc_config_params *found = NULL;
    int code = pipc_discovery_resolve_one(discovery, correlation_id, key, &found, error);

    if (code == PIPC_OK && found != NULL)
        code = add_found(section, found, to, error);
    pipc_config_params_free(found);
    return code;
}

static int resolve_section(const pipc__sources *self, const char *correlation_id, bool listens,
                           const pipc__section *section, pipc__sections *to, pipc_error **error)
{
    const pipc__lookup lookup = {.section = section->name,
                                 .key_name = "discovery_key",
                                 .key = pipc_config_params_get(section->params, "discovery_key"),
                                 .descriptor = descriptor,
                                 .code = "NO_CONNECTION"};
    size_t before = to->count;
    int code = PIPC_OK;

    if (lookup.key == NULL)
        return add_found(section, NULL, to, error);
    if (listens && self->count > 0 && pipc__section_says_where(section))
        return add_found(section, NULL, to, error);
    for (size_t i = 0; i < self->count && code == PIPC_OK; i++)
        if (!listens)
            code =
                ask_for_all(discovery_at(self, i), correlation_id, section, lookup.key, to, error);
        else if (to->count == before)
            code =
                ask_for_one(discovery_at(self, i), correlation_id, section, lookup.key, to, error);
    if (code != PIPC_OK || to->count > before)
        return code;
    return pipc__sources_fail(self, &lookup, error);
}

int pipc__discoveries_resolve(const pipc__sources *self, const char *correlation_id, bool listens,
                              pipc__sections *sections, pipc_error **error)
{
    pipc__sections resolved = {.count = 0};
    int code = PIPC_OK;

    for (size_t i = 0; i < sections->count && code == PIPC_OK; i++)
        code = resolve_section(self, correlation_id, listens, &sections->list[i], &resolved, error);
    if (code != PIPC_OK) {
        pipc__sections_dispose(&resolved);
        return code;
    }
    pipc__sections_dispose(sections);
    *sections = resolved;
    return PIPC_OK;
}

/* --- registering ---------------------------------------------------------------------------- */

int pipc__discoveries_register(const pipc__sources *self, const char *correlation_id,
                               const char *key, const pipc_config_params *params,
                               pipc_error **error)
{
    for (size_t i = 0; i < self->count; i++) {
        int code =
            pipc_discovery_register(discovery_at(self, i), correlation_id, key, params, error);

        if (code == PIPC_OK)
            continue;
        while (i-- > 0)
            (void)!pipc_discovery_unregister(discovery_at(self, i), correlation_id, key, params,
                                             NULL);
        return code;
    }
    return PIPC_OK;
}

int pipc__discoveries_unregister(const pipc__sources *self, const char *correlation_id,
                                 const char *key, const pipc_config_params *params,
                                 pipc_error **error)
{
    int code = PIPC_OK;

    for (size_t i = 0; i < self->count; i++) {
        int failure = pipc_discovery_unregister(discovery_at(self, i), correlation_id, key, params,
                                                code == PIPC_OK ? error : NULL);

        if (code == PIPC_OK)
            code = failure;
    }
    return code;
}
