#include "component/factory.h"

#include <pipc/references.h>

static pipc_factory *factory_of(pipc_component *component)
{
    return PIPC_CONTAINER_OF(component, pipc_factory, component);
}

static void dispose(pipc_component *component)
{
    factory_of(component)->types = NULL;
    factory_of(component)->type_count = 0;
}

static const pipc_component_class factory_class = {
    .size = sizeof(pipc_component_class),
    .type = "factory",
    .dispose = dispose,
};

void pipc_factory_init(pipc_factory *self, const pipc_factory_type *types, size_t type_count)
{
    pipc_component_init(&self->component, &factory_class);
    self->types = types;
    self->type_count = type_count;
}

pipc_factory *pipc_factory_from_component(pipc_component *component)
{
    if (component == NULL || component->component_class != &factory_class)
        return NULL;
    return factory_of(component);
}

/* Whether `type` makes what is `wanted`. */
static int matches(const pipc_factory_type *type, const pipc_descriptor *wanted, bool *out,
                   pipc_error **error)
{
    pipc_descriptor *descriptor = NULL;
    int code = pipc_descriptor_parse(type->descriptor, &descriptor, error);

    if (code != PIPC_OK)
        return code;
    *out = pipc_descriptor_match(descriptor, wanted);
    pipc_descriptor_free(descriptor);
    return PIPC_OK;
}

int pipc_factory_can_create(const pipc_factory *self, const char *descriptor,
                            const pipc_factory_type **out, pipc_error **error)
{
    const pipc_factory_type *found = NULL;
    pipc_descriptor *wanted = NULL;
    int code = pipc_descriptor_parse(descriptor, &wanted, error);

    for (size_t i = 0; code == PIPC_OK && found == NULL && i < self->type_count; i++) {
        bool is_match = false;

        code = matches(&self->types[i], wanted, &is_match, error);
        if (is_match)
            found = &self->types[i];
    }
    pipc_descriptor_free(wanted);
    if (code == PIPC_OK)
        *out = found;
    return code;
}

int pipc_factory_create(pipc_factory *self, const char *descriptor, pipc_component **out,
                        const pipc_factory_type **type, pipc_error **error)
{
    const pipc_factory_type *found = NULL;
    int code = pipc_factory_can_create(self, descriptor, &found, error);

    if (code != PIPC_OK)
        return code;
    if (found == NULL)
        return pipc_fail(error, PIPC_E_INTERNAL, "CANNOT_CREATE",
                         "the factory makes no %s, expected one of its %zu types", descriptor,
                         self->type_count);
    code = found->create(self, descriptor, out, error);
    if (code == PIPC_OK && type != NULL)
        *type = found;
    return code;
}

void pipc_factory_destroy(pipc_factory *self, const pipc_factory_type *type,
                          pipc_component *component)
{
    if (component == NULL)
        return;
    pipc_dispose(component);
    type->destroy(self, component);
}

void pipc__factory_free(pipc_factory *self, pipc_component *component)
{
    (void)self;
    pipc__free(component);
}
