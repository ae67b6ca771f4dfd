#include "container/container.h"

#include <pipc/config_params.h>
#include <pipc/default_factory.h>
#include <pipc/error.h>
#include <pipc/grpc_factory.h>

#include "base/alloc.h"

static pipc_container *container_of(pipc_component *component)
{
    return PIPC_CONTAINER_OF(component, pipc_container, component);
}

static int need_impl(pipc_container *self, pipc_error **error)
{
    if (self->impl != NULL)
        return PIPC_OK;
    self->impl = pipc__alloc_zeroed(sizeof *self->impl);
    if (self->impl == NULL)
        return pipc_fail_no_memory(error);
    pipc_default_factory_init(&self->impl->default_factory);
    pipc_grpc_factory_init(&self->impl->grpc_factory);
    return PIPC_OK;
}

static int check_closed(const pipc_container *self, const char *action, pipc_error **error)
{
    if (!pipc_is_open(&self->component))
        return PIPC_OK;
    return pipc_fail(error, PIPC_E_INVALID_STATE, "ALREADY_OPENED",
                     "container %s is open, expected it closed to %s", self->name, action);
}

/* --- before it is opened -------------------------------------------------------------------- */

int pipc_container_add_factory(pipc_container *self, pipc_factory *factory, pipc_error **error)
{
    int code = check_closed(self, "take a factory", error);
    pipc_factory **factories;

    if (code == PIPC_OK)
        code = need_impl(self, error);
    if (code != PIPC_OK)
        return code;
    factories = pipc__realloc(self->impl->factories,
                              (self->impl->factory_count + 1) * sizeof(pipc_factory *));
    if (factories == NULL)
        return pipc_fail_no_memory(error);
    factories[self->impl->factory_count] = factory;
    self->impl->factories = factories;
    self->impl->factory_count++;
    return PIPC_OK;
}

static void keep_plan(pipc_container *self, const pipc__container_plan *plan)
{
    pipc__container_plan_dispose(&self->impl->plan);
    self->impl->plan = *plan;
}

static int configure(pipc_component *component, const pipc_config_params *config,
                     pipc_error **error)
{
    pipc_container *self = container_of(component);
    pipc__container_plan plan = {.path = NULL};
    int code = need_impl(self, error);

    if (code == PIPC_OK)
        code = pipc__container_plan_from_params(config, &plan, error);
    if (code == PIPC_OK)
        keep_plan(self, &plan);
    return code;
}

int pipc_container_read_config(pipc_container *self, const char *path,
                               const pipc_config_params *parameters, pipc_error **error)
{
    pipc__container_plan plan = {.path = NULL};
    int code = check_closed(self, "be configured", error);

    if (code == PIPC_OK)
        code = need_impl(self, error);
    if (code == PIPC_OK)
        code = pipc__container_plan_read(path, parameters, &plan, error);
    if (code == PIPC_OK)
        keep_plan(self, &plan);
    return code;
}

int pipc__container_put_all(pipc_references *references, const pipc_references *others,
                            pipc_error **error)
{
    const pipc_descriptor *descriptor = NULL;
    pipc_component *component;
    int code = PIPC_OK;

    for (size_t i = 0;
         code == PIPC_OK && (component = pipc_references_at(others, i, &descriptor)) != NULL; i++)
        code = pipc_references_put(references, pipc_descriptor_to_string(descriptor), component,
                                   error);
    return code;
}

static int set_references(pipc_component *component, const pipc_references *references,
                          pipc_error **error)
{
    pipc_container *self = container_of(component);
    pipc_references *copy = NULL;
    int code = need_impl(self, error);

    if (code == PIPC_OK)
        code = pipc_references_new(&copy, error);
    if (code == PIPC_OK)
        code = pipc__container_put_all(copy, references, error);
    if (code != PIPC_OK) {
        pipc_references_free(copy);
        return code;
    }
    pipc_references_free(self->impl->given);
    self->impl->given = copy;
    return PIPC_OK;
}

static void unset_references(pipc_component *component)
{
    pipc_container *self = container_of(component);

    if (self->impl == NULL)
        return;
    pipc_references_free(self->impl->given);
    self->impl->given = NULL;
}

/* --- open and close ------------------------------------------------------------------------- */

static int open_container(pipc_component *component, const pipc_context *context,
                          pipc_error **error)
{
    pipc_container *self = container_of(component);

    if (self->impl == NULL || self->impl->plan.count == 0)
        return pipc_fail(error, PIPC_E_INVALID_STATE, "NOT_CONFIGURED",
                         "container %s is opened before it was configured", self->name);
    self->impl->told = false;
    return pipc__container_populate(self->impl, self->name, context, error);
}

static int close_container(pipc_component *component, const pipc_context *context,
                           pipc_error **error)
{
    pipc_container *self = container_of(component);

    self->impl->told = false;
    return pipc__container_clear(self->impl, context, error);
}

static void dispose(pipc_component *component)
{
    pipc_container *self = container_of(component);

    if (self->impl == NULL)
        return;
    pipc_dispose(&self->impl->default_factory.component);
    pipc_dispose(&self->impl->grpc_factory.component);
    pipc__container_plan_dispose(&self->impl->plan);
    pipc__free(self->impl->factories);
    pipc__free(self->impl);
    self->impl = NULL;
}

static const pipc_component_class container_class = {
    .size = sizeof(pipc_component_class),
    .type = "container",
    .configure = configure,
    .set_references = set_references,
    .unset_references = unset_references,
    .open = open_container,
    .close = close_container,
    .dispose = dispose,
};

void pipc_container_init(pipc_container *self, const char *name)
{
    pipc_component_init(&self->component, &container_class);
    self->name = name;
    self->impl = NULL;
}

const pipc_references *pipc_container_references(const pipc_container *self)
{
    return pipc_is_open(&self->component) ? self->impl->references : NULL;
}

bool pipc__container_has_told(const pipc_container *self)
{
    return self->impl != NULL && self->impl->told;
}
