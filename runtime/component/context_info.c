#include "component/context_info.h"

#include <time.h>
#include <unistd.h>

#include <pipc/config_params.h>
#include <pipc/error.h>
#include <pipc/references.h>

#include "base/alloc.h"
#include "base/sync.h"

static pipc_context_info *context_info_of(pipc_component *component)
{
    return PIPC_CONTAINER_OF(component, pipc_context_info, component);
}

static void forget_config(pipc_context_info *self)
{
    pipc_config_params_free(self->config);
    pipc_config_params_free(self->properties);
    self->config = NULL;
    self->properties = NULL;
}

static int configure(pipc_component *component, const pipc_config_params *config,
                     pipc_error **error)
{
    pipc_context_info *self = context_info_of(component);
    pipc_config_params *properties = NULL;
    pipc_config_params *copy = NULL;
    int code = pipc_config_params_get_section(config, "properties", &properties, error);

    if (code == PIPC_OK)
        code = pipc_config_params_override(config, NULL, &copy, error);
    if (code != PIPC_OK) {
        pipc_config_params_free(properties);
        return code;
    }
    forget_config(self);
    self->config = copy;
    self->properties = properties;
    return PIPC_OK;
}

static void dispose(pipc_component *component)
{
    pipc_context_info *self = context_info_of(component);

    forget_config(self);
    pipc__free(self->default_name);
    self->default_name = NULL;
}

static const pipc_component_class context_info_class = {
    .size = sizeof(pipc_component_class),
    .type = "context-info",
    .configure = configure,
    .dispose = dispose,
};

static int64_t wall_clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void pipc_context_info_init(pipc_context_info *self)
{
    *self = (pipc_context_info){.start_ms = wall_clock_ms(), .start_ns = pipc__now_ns()};
    pipc_component_init(&self->component, &context_info_class);
    if (gethostname(self->host, sizeof self->host - 1) != 0)
        self->host[0] = '\0';
}

pipc_context_info *pipc_context_info_from_component(pipc_component *component)
{
    if (component == NULL || component->component_class != &context_info_class)
        return NULL;
    return context_info_of(component);
}

int pipc_context_info_set_name(pipc_context_info *self, const char *name, pipc_error **error)
{
    char *copy = pipc__strdup(name);

    if (copy == NULL)
        return pipc_fail_no_memory(error);
    pipc__free(self->default_name);
    self->default_name = copy;
    return PIPC_OK;
}

const char *pipc_context_info_name(const pipc_context_info *self)
{
    return pipc_config_params_get_default(
        self->config, "name", self->default_name == NULL ? "unknown" : self->default_name);
}

const char *pipc_context_info_description(const pipc_context_info *self)
{
    return pipc_config_params_get(self->config, "description");
}

const char *pipc_context_info_context_id(const pipc_context_info *self)
{
    return pipc_config_params_get_default(self->config, "context_id", self->host);
}

int64_t pipc_context_info_start_ms(const pipc_context_info *self)
{
    return self->start_ms;
}

int64_t pipc_context_info_uptime_ms(const pipc_context_info *self)
{
    return (pipc__now_ns() - self->start_ns) / 1000000;
}

const pipc_config_params *pipc_context_info_properties(const pipc_context_info *self)
{
    return self->properties;
}

int pipc__context_info_find(const pipc_references *references, const pipc_context_info **out,
                            pipc_error **error)
{
    pipc_component *component = NULL;
    int code =
        pipc_references_get_one_optional(references, "*:context-info:*:*:1.0", &component, error);

    if (code == PIPC_OK)
        *out = component == NULL ? NULL : pipc_context_info_from_component(component);
    return code;
}
