#include <pipc/component.h>
#include <pipc/config_params.h>
#include <pipc/references.h>

#include "component/dependency_resolver.h"
#include "support/cmocka.h"

/* Two endpoints, two loggers and a tracer, and a resolver of "endpoint". */
typedef struct resolving {
    pipc_component endpoints[2];
    pipc_component loggers[2];
    pipc_component tracer;
    pipc_references *references;
    pipc_dependency_resolver resolver;
} resolving;

static void put(resolving *self, const char *descriptor, pipc_component *component)
{
    pipc_error *error = NULL;

    assert_ok(pipc_references_put(self->references, descriptor, component, &error), error);
}

static int setup(void **state)
{
    static resolving self;
    pipc_error *error = NULL;

    assert_ok(pipc_references_new(&self.references, &error), error);
    put(&self, "a:endpoint:grpc:first:1.0", &self.endpoints[0]);
    put(&self, "a:logger:console:default:1.0", &self.loggers[0]);
    put(&self, "a:endpoint:grpc:second:1.0", &self.endpoints[1]);
    put(&self, "b:logger:file:default:1.0", &self.loggers[1]);
    put(&self, "b:tracer:log:default:1.0", &self.tracer);
    pipc_dependency_resolver_init(&self.resolver);
    assert_ok(
        pipc_dependency_resolver_put(&self.resolver, "endpoint", "*:endpoint:grpc:*:1.0", &error),
        error);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    resolving *self = *state;

    pipc_dependency_resolver_dispose(&self->resolver);
    pipc_dependency_resolver_dispose(&self->resolver);
    pipc_references_free(self->references);
    return 0;
}

static int try_configure(resolving *self, const char *line, pipc_error **error)
{
    pipc_config_params *config = NULL;
    int code = pipc_config_params_from_string(line, &config, error);

    if (code == PIPC_OK)
        code = pipc_dependency_resolver_configure(&self->resolver, config, error);
    pipc_config_params_free(config);
    return code;
}

static void configure(resolving *self, const char *line)
{
    pipc_error *error = NULL;

    assert_ok(try_configure(self, line, &error), error);
}

static pipc_component *find(resolving *self, const char *name)
{
    pipc_component *found = &self->tracer;
    pipc_error *error = NULL;

    assert_ok(pipc_dependency_resolver_get_one_optional(&self->resolver, self->references, name,
                                                        &found, &error),
              error);
    return found;
}

static void what_was_put_last_into_the_references_is_found(void **state)
{
    resolving *self = *state;

    assert_ptr_equal(find(self, "endpoint"), &self->endpoints[1]);
}

static void a_configuration_overrides_what_the_component_put(void **state)
{
    resolving *self = *state;

    configure(self, "dependencies.endpoint=*:endpoint:*:first:*;other.endpoint=x");
    assert_ptr_equal(find(self, "endpoint"), &self->endpoints[0]);
    configure(self, "dependencies.endpoint=;a=b");
    assert_ptr_equal(find(self, "endpoint"), &self->endpoints[1]);
}

static void what_is_put_after_that_overrides_the_configuration(void **state)
{
    resolving *self = *state;
    pipc_error *error = NULL;

    configure(self, "dependencies.endpoint=*:endpoint:*:second:*");
    assert_ok(
        pipc_dependency_resolver_put(&self->resolver, "endpoint", "*:endpoint:*:first:*", &error),
        error);
    assert_ptr_equal(find(self, "endpoint"), &self->endpoints[0]);
    configure(self, "dependencies.endpoint=*:endpoint:*:second:*");
    assert_ptr_equal(find(self, "endpoint"), &self->endpoints[1]);
}

static void none_finds_nothing(void **state)
{
    resolving *self = *state;
    pipc_component *found = NULL;
    pipc_error *error = NULL;
    int code;

    configure(self, "dependencies.endpoint=none");
    assert_null(find(self, "endpoint"));
    assert_string_equal(pipc_dependency_resolver_locator(&self->resolver, "endpoint"), "none");
    code = pipc_dependency_resolver_get_one_required(&self->resolver, self->references, "endpoint",
                                                     &found, &error);
    assert_string_equal(pipc_error_detail(error, "locator"), "none");
    assert_error(code, error, PIPC_E_INTERNAL, "REF_ERROR", "dependencies.endpoint is none");
    assert_null(found);
}

static void a_name_that_nobody_knows_finds_nothing(void **state)
{
    resolving *self = *state;
    pipc_component *found = NULL;
    pipc_error *error = NULL;

    assert_null(find(self, "controller"));
    assert_null(pipc_dependency_resolver_locator(&self->resolver, "controller"));
    assert_error(pipc_dependency_resolver_get_one_required(&self->resolver, self->references,
                                                           "controller", &found, &error),
                 error, PIPC_E_INTERNAL, "REF_ERROR", "dependencies.controller");
}

static void what_is_required_is_found_or_named(void **state)
{
    resolving *self = *state;
    pipc_component *found = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_dependency_resolver_get_one_required(&self->resolver, self->references,
                                                        "endpoint", &found, &error),
              error);
    assert_ptr_equal(found, &self->endpoints[1]);
    configure(self, "dependencies.endpoint=*:endpoint:*:third:*");
    assert_error(pipc_dependency_resolver_get_one_required(&self->resolver, self->references,
                                                           "endpoint", &found, &error),
                 error, PIPC_E_INTERNAL, "REF_ERROR",
                 "dependencies.endpoint is *:endpoint:*:third:*");
    assert_error(pipc_dependency_resolver_get_one_required(&self->resolver, NULL, "endpoint",
                                                           &found, &error),
                 error, PIPC_E_INTERNAL, "REF_ERROR", "");
    assert_ptr_equal(found, &self->endpoints[1]);
}

static void all_of_a_name_come_one_by_one(void **state)
{
    resolving *self = *state;
    pipc_component *found[3] = {NULL};
    pipc_error *error = NULL;
    size_t position = 0;

    for (int i = 0; i < 3; i++)
        assert_ok(pipc_dependency_resolver_get_next(&self->resolver, self->references, "endpoint",
                                                    &position, &found[i], &error),
                  error);
    assert_ptr_equal(found[0], &self->endpoints[1]);
    assert_ptr_equal(found[1], &self->endpoints[0]);
    assert_null(found[2]);
}

static void what_is_no_descriptor_changes_nothing(void **state)
{
    resolving *self = *state;
    pipc_error *error = NULL;

    configure(self, "dependencies.endpoint=*:endpoint:*:first:*");
    assert_error(try_configure(self, "dependencies.other=none;dependencies.endpoint=first", &error),
                 error, PIPC_E_MISCONFIGURATION, "BAD_DESCRIPTOR",
                 "dependencies.endpoint: Descriptor first is in wrong format");
    assert_error(pipc_dependency_resolver_put(&self->resolver, "endpoint", "a:b", &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_DESCRIPTOR", "dependencies.endpoint: ");
    assert_ptr_equal(find(self, "endpoint"), &self->endpoints[0]);
}

/* What of the two loggers and the tracer is left. */
static void assert_selected(resolving *self, bool first, bool second, bool tracer)
{
    const bool expected[] = {first, second, tracer};
    pipc_component *const components[] = {&self->loggers[0], &self->loggers[1], &self->tracer};
    pipc_references *selected = NULL;
    pipc_error *error = NULL;
    bool found[3] = {false};
    size_t endpoints = 0;
    pipc_component *component;

    assert_ok(pipc__dependencies_select(&self->resolver, self->references, &selected, &error),
              error);
    for (size_t i = 0; (component = pipc_references_at(selected, i, NULL)) != NULL; i++) {
        for (int j = 0; j < 3; j++)
            found[j] = found[j] || component == components[j];
        endpoints += component == &self->endpoints[0] || component == &self->endpoints[1];
    }
    for (int j = 0; j < 3; j++)
        assert_int_equal(found[j], expected[j]);
    assert_int_equal(endpoints, 2);
    pipc_references_free(selected);
}

static void loggers_and_tracers_are_selected_by_configuration(void **state)
{
    resolving *self = *state;
    pipc_references *selected = self->references;
    pipc_error *error = NULL;

    assert_selected(self, true, true, true);
    configure(self, "dependencies.logger=b:logger:*:*:*");
    assert_selected(self, false, true, true);
    configure(self, "dependencies.logger=none;dependencies.tracer=b:tracer:*:*:*");
    assert_selected(self, false, false, true);
    configure(self, "dependencies.tracer=none");
    assert_selected(self, true, true, false);
    assert_ok(pipc__dependencies_select(&self->resolver, NULL, &selected, &error), error);
    assert_null(selected);
}

#define RESOLVER_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RESOLVER_TEST(what_was_put_last_into_the_references_is_found),
        RESOLVER_TEST(a_configuration_overrides_what_the_component_put),
        RESOLVER_TEST(what_is_put_after_that_overrides_the_configuration),
        RESOLVER_TEST(none_finds_nothing),
        RESOLVER_TEST(a_name_that_nobody_knows_finds_nothing),
        RESOLVER_TEST(what_is_required_is_found_or_named),
        RESOLVER_TEST(all_of_a_name_come_one_by_one),
        RESOLVER_TEST(what_is_no_descriptor_changes_nothing),
        RESOLVER_TEST(loggers_and_tracers_are_selected_by_configuration),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
