/* Who makes what is in a container. */
#include <stdlib.h>

#include <pipc/pipc.h>

#include "support/cmocka.h"
#include "support/house.h"

/* What only a factory can make that the configuration has made before. */
static int create_inner(pipc_factory *factory, const char *descriptor, pipc_component **out,
                        pipc_error **error)
{
    pipc_logger *made = malloc(sizeof *made);

    (void)factory;
    (void)descriptor;
    if (made == NULL)
        return pipc_fail_no_memory(error);
    pipc_null_logger_init(made);
    *out = &made->component;
    return PIPC_OK;
}

static void destroy_inner(pipc_factory *factory, pipc_component *component)
{
    assert_ptr_equal(pipc_factory_from_component(&factory->component), factory);
    free(PIPC_CONTAINER_OF(component, pipc_logger, component));
}

static const pipc_factory_type inner_types[] = {
    {"inner:logger:*:*:1.0", create_inner, destroy_inner},
};

static int create_factory(pipc_factory *factory, const char *descriptor, pipc_component **out,
                          pipc_error **error)
{
    pipc_factory *made = malloc(sizeof *made);

    (void)factory;
    (void)descriptor;
    if (made == NULL)
        return pipc_fail_no_memory(error);
    pipc_factory_init(made, inner_types, PIPC_ARRAY_SIZE(inner_types));
    *out = &made->component;
    return PIPC_OK;
}

/* What is refused here was asked of this factory. */
static int create_by_the_newest(pipc_factory *factory, const char *descriptor, pipc_component **out,
                                pipc_error **error)
{
    (void)factory;
    (void)out;
    return pipc_fail(error, PIPC_E_UNSUPPORTED, "NEWEST", "%s is asked of the newest", descriptor);
}

static void destroy_factory(pipc_factory *factory, pipc_component *component)
{
    (void)factory;
    free(PIPC_CONTAINER_OF(component, pipc_factory, component));
}

static const pipc_factory_type outer_types[] = {
    {"t:factory:*:*:1.0", create_factory, destroy_factory},
    {"t:recorder:newest:*:1.0", create_by_the_newest, destroy_factory},
    {"pip-services:logger:console:mine:1.0", create_by_the_newest, destroy_factory},
};

static void the_newest_factory_is_asked_first(void **state)
{
    static const char *const lines[] = {"0.descriptor=t:recorder:newest:one:1.0",
                                        "0.descriptor=pip-services:logger:console:mine:1.0"};
    house *self = *state;
    pipc_factory newest;
    pipc_error *error = NULL;

    pipc_factory_init(&newest, outer_types, PIPC_ARRAY_SIZE(outer_types));
    assert_ok(pipc_container_add_factory(&self->container, &newest, &error), error);
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(lines); i++) {
        assert_ok(house_configure(self, lines[i], &error), error);
        assert_error(pipc_open(&self->container.component, NULL, &error), error, PIPC_E_UNSUPPORTED,
                     "NEWEST", "is asked of the newest");
    }
    pipc_dispose(&self->container.component);
    pipc_dispose(&newest.component);
}

static void the_configuration_may_make_factories_itself(void **state)
{
    house *self = *state;
    pipc_factory outer;
    pipc_error *error = NULL;

    pipc_factory_init(&outer, outer_types, PIPC_ARRAY_SIZE(outer_types));
    assert_ok(pipc_container_add_factory(&self->container, &outer, &error), error);
    assert_ok(house_configure(self,
                              "a.descriptor=t:factory:default:default:1.0;"
                              "b.descriptor=inner:logger:default:default:1.0",
                              &error),
              error);
    assert_ok(pipc_open(&self->container.component, NULL, &error), error);
    assert_ok(pipc_close(&self->container.component, NULL, &error), error);
    /* It is too late for a factory that comes after what it makes. */
    assert_ok(house_configure(self,
                              "b.descriptor=inner:logger:default:default:1.0;"
                              "a.descriptor=t:factory:default:default:1.0",
                              &error),
              error);
    assert_error(pipc_open(&self->container.component, NULL, &error), error,
                 PIPC_E_MISCONFIGURATION, "CANNOT_CREATE", "component b: inner:logger");
    pipc_dispose(&self->container.component);
    pipc_dispose(&outer.component);
}

static void what_pipc_has_to_offer_is_made_by_default(void **state)
{
    static const char *const descriptors[] = {
        "pip-services:context-info:default:default:1.0",
        "pip-services:container-info:default:default:1.0",
        "pip-services:logger:null:default:1.0",
        "pip-services:logger:console:default:1.0",
        "pip-services:logger:composite:default:1.0",
        "pip-services:counters:null:default:1.0",
        "pip-services:counters:log:default:1.0",
        "pip-services:counters:composite:default:1.0",
        "pip-services:tracer:null:default:1.0",
        "pip-services:tracer:log:default:1.0",
        "pip-services:tracer:composite:default:1.0",
        "pip-services:discovery:memory:default:1.0",
        "pip-services:credential-store:memory:default:1.0",
        "pip-services:endpoint:grpc:default:1.0",
    };
    house *self = *state;

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(descriptors); i++) {
        pipc_config_params *config = NULL;
        pipc_component *found = NULL;
        pipc_error *error = NULL;

        assert_ok(pipc_config_params_from_tuples(&config, &error, "0.descriptor", descriptors[i],
                                                 "0.connection.port", "0", "0.level", "none", NULL),
                  error);
        assert_ok(pipc_configure(&self->container.component, config, &error), error);
        pipc_config_params_free(config);
        assert_ok(pipc_open(&self->container.component, NULL, &error), error);
        assert_ok(pipc_references_get_one_required(pipc_container_references(&self->container),
                                                   descriptors[i], &found, &error),
                  error);
        assert_true(pipc_is_open(found));
        assert_ok(pipc_close(&self->container.component, NULL, &error), error);
    }
}

#define HOUSE_TEST(test) cmocka_unit_test_setup_teardown(test, house_setup, house_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOUSE_TEST(the_newest_factory_is_asked_first),
        HOUSE_TEST(the_configuration_may_make_factories_itself),
        HOUSE_TEST(what_pipc_has_to_offer_is_made_by_default),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
