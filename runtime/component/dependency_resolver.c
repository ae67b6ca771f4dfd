#include "component/dependency_resolver.h"

#include <stdbool.h>
#include <string.h>

#include <pipc/config_params.h>
#include <pipc/error.h>

#include "base/error.h"

#define NONE "none"

/* Those of which a component takes all, by name and by what they are unless configured. */
static const struct {
    const char *name;
    const char *descriptor;
} common[] = {
    {"logger", "*:logger:*:*:*"},
    {"counters", "*:counters:*:*:*"},
    {"tracer", "*:tracer:*:*:*"},
};

void pipc_dependency_resolver_init(pipc_dependency_resolver *self)
{
    *self = (pipc_dependency_resolver){.defaults = NULL};
}

void pipc_dependency_resolver_dispose(pipc_dependency_resolver *self)
{
    if (self == NULL)
        return;
    pipc_config_params_free(self->defaults);
    pipc_config_params_free(self->configured);
    pipc_dependency_resolver_init(self);
}

static int check_locator(const char *name, const char *locator, pipc_error **error)
{
    pipc_descriptor *descriptor = NULL;
    int code;

    if (locator != NULL && strcmp(locator, NONE) == 0)
        return PIPC_OK;
    code = pipc_descriptor_parse(locator, &descriptor, error);
    pipc_descriptor_free(descriptor);
    if (code != PIPC_OK && error != NULL)
        pipc__error_prefix(*error, "dependencies.%s: ", name);
    return code;
}

int pipc_dependency_resolver_put(pipc_dependency_resolver *self, const char *name,
                                 const char *descriptor, pipc_error **error)
{
    int code = check_locator(name, descriptor, error);

    if (code == PIPC_OK && self->defaults == NULL)
        code = pipc_config_params_new(&self->defaults, error);
    if (code == PIPC_OK && pipc_config_params_contains(self->configured, name))
        code = pipc_config_params_set(self->configured, name, descriptor, error);
    if (code == PIPC_OK)
        code = pipc_config_params_set(self->defaults, name, descriptor, error);
    return code;
}

int pipc_dependency_resolver_configure(pipc_dependency_resolver *self,
                                       const pipc_config_params *config, pipc_error **error)
{
    pipc_config_params *section = NULL;
    const char *name;
    int code = pipc_config_params_get_section(config, "dependencies", &section, error);

    for (size_t i = 0; code == PIPC_OK && (name = pipc_config_params_at(section, i, NULL)) != NULL;
         i++) {
        const char *locator = pipc_config_params_get(section, name);

        if (locator != NULL)
            code = check_locator(name, locator, error);
    }
    if (code != PIPC_OK) {
        pipc_config_params_free(section);
        return code;
    }
    pipc_config_params_free(self->configured);
    self->configured = section;
    return PIPC_OK;
}

const char *pipc_dependency_resolver_locator(const pipc_dependency_resolver *self, const char *name)
{
    const char *locator = pipc_config_params_get(self->configured, name);

    return locator == NULL ? pipc_config_params_get(self->defaults, name) : locator;
}

/* --- looking up ----------------------------------------------------------------------------- */

int pipc_dependency_resolver_get_next(const pipc_dependency_resolver *self,
                                      const pipc_references *references, const char *name,
                                      size_t *position, pipc_component **out, pipc_error **error)
{
    const char *locator = pipc_dependency_resolver_locator(self, name);

    if (locator != NULL && strcmp(locator, NONE) != 0)
        return pipc_references_get_next(references, locator, position, out, error);
    *position = pipc_references_count(references);
    *out = NULL;
    return PIPC_OK;
}

int pipc_dependency_resolver_get_one_optional(const pipc_dependency_resolver *self,
                                              const pipc_references *references, const char *name,
                                              pipc_component **out, pipc_error **error)
{
    size_t position = 0;

    return pipc_dependency_resolver_get_next(self, references, name, &position, out, error);
}

int pipc_dependency_resolver_get_one_required(const pipc_dependency_resolver *self,
                                              const pipc_references *references, const char *name,
                                              pipc_component **out, pipc_error **error)
{
    const char *locator = pipc_dependency_resolver_locator(self, name);
    pipc_component *found = NULL;
    int code = pipc_dependency_resolver_get_one_optional(self, references, name, &found, error);

    if (code != PIPC_OK)
        return code;
    if (found != NULL) {
        *out = found;
        return PIPC_OK;
    }
    if (locator == NULL)
        locator = NONE;
    code = pipc_fail(error, PIPC_E_INTERNAL, "REF_ERROR",
                     "dependencies.%s is %s, of which references hold none, expected at least one",
                     name, locator);
    if (error != NULL)
        pipc_error_set_detail(*error, "locator", locator);
    return code;
}

/* --- all of a kind -------------------------------------------------------------------------- */

static int matches(const pipc_descriptor *descriptor, const char *locator, bool *out,
                   pipc_error **error)
{
    pipc_descriptor *wanted = NULL;
    int code;

    *out = false;
    if (strcmp(locator, NONE) == 0)
        return PIPC_OK;
    code = pipc_descriptor_parse(locator, &wanted, error);
    if (code == PIPC_OK)
        *out = pipc_descriptor_match(descriptor, wanted);
    pipc_descriptor_free(wanted);
    return code;
}

static int is_configured_away(const pipc_dependency_resolver *self,
                              const pipc_descriptor *descriptor, bool *out, pipc_error **error)
{
    int code = PIPC_OK;

    *out = false;
    for (size_t i = 0; code == PIPC_OK && !*out && i < PIPC_ARRAY_SIZE(common); i++) {
        const char *locator = pipc_config_params_get(self->configured, common[i].name);
        bool of_kind = false;
        bool wanted = false;

        if (locator == NULL)
            continue;
        code = matches(descriptor, common[i].descriptor, &of_kind, error);
        if (code == PIPC_OK)
            code = matches(descriptor, locator, &wanted, error);
        *out = of_kind && !wanted;
    }
    return code;
}

static int put_selected(const pipc_dependency_resolver *self, const pipc_references *references,
                        pipc_references *selected, pipc_error **error)
{
    const pipc_descriptor *descriptor = NULL;
    pipc_component *component;
    int code = PIPC_OK;

    for (size_t i = 0;
         code == PIPC_OK && (component = pipc_references_at(references, i, &descriptor)) != NULL;
         i++) {
        bool away = false;

        code = is_configured_away(self, descriptor, &away, error);
        if (code == PIPC_OK && !away)
            code = pipc_references_put(selected, pipc_descriptor_to_string(descriptor), component,
                                       error);
    }
    return code;
}

int pipc__dependencies_select(const pipc_dependency_resolver *self,
                              const pipc_references *references, pipc_references **out,
                              pipc_error **error)
{
    pipc_references *selected = NULL;
    int code = PIPC_OK;

    if (references != NULL)
        code = pipc_references_new(&selected, error);
    if (code == PIPC_OK)
        code = put_selected(self, references, selected, error);
    if (code != PIPC_OK) {
        pipc_references_free(selected);
        return code;
    }
    *out = selected;
    return PIPC_OK;
}
