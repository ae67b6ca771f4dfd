#include <stdlib.h>

#include <pipc/factory.h>
#include <pipc/grpc_endpoint.h>
#include <pipc/grpc_factory.h>

#include "support/cmocka.h"
#include "support/recorder.h"

/* A factory that knows where its components write to. */
typedef struct recorders {
    pipc_factory factory;
    life_record record;
    int live;
} recorders;

static int create(pipc_factory *factory, const char *descriptor, pipc_component **out,
                  pipc_error **error)
{
    recorders *self = PIPC_CONTAINER_OF(factory, recorders, factory);
    recorder *made = malloc(sizeof *made);

    (void)descriptor;
    if (made == NULL)
        return pipc_fail_no_memory(error);
    recorder_init(made, &self->record, "made");
    self->live++;
    *out = &made->component;
    return PIPC_OK;
}

static void destroy(pipc_factory *factory, pipc_component *component)
{
    PIPC_CONTAINER_OF(factory, recorders, factory)->live--;
    free(PIPC_CONTAINER_OF(component, recorder, component));
}

static int refuse(pipc_factory *self, const char *descriptor, pipc_component **out,
                  pipc_error **error)
{
    (void)self;
    (void)out;
    return pipc_fail(error, PIPC_E_UNSUPPORTED, "REFUSED", "%s is refused", descriptor);
}

static const pipc_factory_type types[] = {
    {"t:recorder:*:*:1.0", create, destroy},
    {"t:refused:default:*:1.0", refuse, destroy},
    {"t:*:*:*:*", create, destroy},
};

static int setup(void **state)
{
    static recorders self;

    self = (recorders){.live = 0};
    pipc_factory_init(&self.factory, types, PIPC_ARRAY_SIZE(types));
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    recorders *self = *state;

    assert_int_equal(self->live, 0);
    pipc_dispose(&self->factory.component);
    return 0;
}

static void the_first_type_that_matches_is_meant(void **state)
{
    static const struct {
        const char *descriptor;
        const pipc_factory_type *type;
    } rows[] = {
        {"t:recorder:a:b:1.0", &types[0]}, {"*:recorder:*:*:*", &types[0]},
        {"t:refused:*:*:*", &types[1]},    {"t:refused:other:*:1.0", &types[2]},
        {"x:recorder:a:b:1.0", NULL},      {"*:*:*:*:*", &types[0]},
    };
    recorders *self = *state;

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        const pipc_factory_type *type = &types[2];
        pipc_error *error = NULL;

        assert_ok(pipc_factory_can_create(&self->factory, rows[i].descriptor, &type, &error),
                  error);
        assert_ptr_equal(type, rows[i].type);
    }
}

static void what_is_made_is_disposed_and_freed_by_its_factory(void **state)
{
    recorders *self = *state;
    const pipc_factory_type *type = NULL;
    pipc_component *made = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_factory_create(&self->factory, "t:recorder:a:b:1.0", &made, &type, &error),
              error);
    assert_ptr_equal(type, &types[0]);
    assert_int_equal(self->live, 1);
    assert_ok(pipc_open(made, NULL, &error), error);
    pipc_factory_destroy(&self->factory, type, made);
    assert_string_equal(self->record.text, "open made, close made, unlink made, dispose made, ");
    pipc_factory_destroy(&self->factory, type, NULL);
}

static void what_it_cannot_make_is_named(void **state)
{
    recorders *self = *state;
    pipc_component *made = NULL;
    pipc_error *error = NULL;

    assert_error(pipc_factory_create(&self->factory, "x:y:z:*:1.0", &made, NULL, &error), error,
                 PIPC_E_INTERNAL, "CANNOT_CREATE", "x:y:z:*:1.0");
    assert_error(
        pipc_factory_create(&self->factory, "t:refused:default:d:1.0", &made, NULL, &error), error,
        PIPC_E_UNSUPPORTED, "REFUSED", "t:refused:default:d:1.0 is refused");
    assert_error(pipc_factory_create(&self->factory, "recorder", &made, NULL, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_DESCRIPTOR", "recorder");
    assert_null(made);
}

static void a_factory_is_a_component(void **state)
{
    recorders *self = *state;
    recorder other;

    recorder_init(&other, &self->record, "other");
    assert_ptr_equal(pipc_factory_from_component(&self->factory.component), &self->factory);
    assert_null(pipc_factory_from_component(&other.component));
    assert_null(pipc_factory_from_component(NULL));
    pipc_dispose(&other.component);
}

static void the_grpc_factory_makes_endpoints(void **state)
{
    const pipc_factory_type *type = NULL;
    pipc_component *made = NULL;
    pipc_error *error = NULL;
    pipc_factory factory;

    (void)state;
    pipc_grpc_factory_init(&factory);
    assert_ok(pipc_factory_create(&factory, "pip-services:endpoint:grpc:default:1.0", &made, &type,
                                  &error),
              error);
    assert_non_null(pipc_grpc_endpoint_from_component(made));
    pipc_factory_destroy(&factory, type, made);
    assert_error(pipc_factory_create(&factory, "pip-services:endpoint:http:default:1.0", &made,
                                     NULL, &error),
                 error, PIPC_E_INTERNAL, "CANNOT_CREATE", "");
    pipc_dispose(&factory.component);
}

#define FACTORY_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACTORY_TEST(the_first_type_that_matches_is_meant),
        FACTORY_TEST(what_is_made_is_disposed_and_freed_by_its_factory),
        FACTORY_TEST(what_it_cannot_make_is_named),
        FACTORY_TEST(a_factory_is_a_component),
        cmocka_unit_test(the_grpc_factory_makes_endpoints),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
