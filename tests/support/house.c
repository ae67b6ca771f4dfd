#include "support/house.h"

#include <stdlib.h>
#include <string.h>

#include <pipc/config_params.h>
#include <pipc/references.h>

#include "support/cmocka.h"

static house *house_of(pipc_factory *factory)
{
    return PIPC_CONTAINER_OF(factory, house, factory);
}

/* What a recorder is called: the fourth part of its descriptor. */
static const char *name_in(const char *descriptor)
{
    static const char *const names[] = {"one", "two", "three"};

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(names); i++)
        if (strstr(descriptor, names[i]) != NULL)
            return names[i];
    return "other";
}

static int create(pipc_factory *factory, const char *descriptor, pipc_component **out,
                  pipc_error **error)
{
    house *self = house_of(factory);
    recorder *made = malloc(sizeof *made);

    if (made == NULL)
        return pipc_fail_no_memory(error);
    recorder_init(made, &self->record, name_in(descriptor));
    if (self->failing != NULL && strcmp(made->name, self->failing) == 0)
        made->fails_at = self->fails_at;
    self->live++;
    *out = &made->component;
    return PIPC_OK;
}

static void destroy(pipc_factory *factory, pipc_component *component)
{
    house_of(factory)->live--;
    free(PIPC_CONTAINER_OF(component, recorder, component));
}

static const pipc_factory_type types[] = {{"t:recorder:*:*:1.0", create, destroy}};

int house_setup(void **state)
{
    static house self;
    pipc_error *error = NULL;

    self = (house){.live = 0};
    pipc_container_init(&self.container, "house");
    pipc_factory_init(&self.factory, types, PIPC_ARRAY_SIZE(types));
    assert_ok(pipc_container_add_factory(&self.container, &self.factory, &error), error);
    capturing_logger_init(&self.logger);
    *state = &self;
    return 0;
}

int house_teardown(void **state)
{
    house *self = *state;

    pipc_dispose(&self->container.component);
    assert_int_equal(self->live, 0);
    pipc_dispose(&self->factory.component);
    pipc_dispose(&self->logger.logger.component);
    return 0;
}

int house_configure(house *self, const char *line, pipc_error **error)
{
    pipc_config_params *config = NULL;
    int code = pipc_config_params_from_string(line, &config, error);

    if (code == PIPC_OK)
        code = pipc_configure(&self->container.component, config, error);
    pipc_config_params_free(config);
    return code;
}

void house_give_logger(house *self)
{
    pipc_references *references = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(pipc_references_put(references, "t:logger:capturing:default:1.0",
                                  &self->logger.logger.component, &error),
              error);
    assert_ok(pipc_set_references(&self->container.component, references, &error), error);
    pipc_references_free(references);
}
