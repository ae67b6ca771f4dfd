/* Every allocation of dependencies, factories, context info and many components, refused once. */
#include <pipc/pipc.h>

#include "component/dependency_resolver.h"
#include "support/cmocka.h"
#include "support/failing_allocator.h"
#include "support/recorder.h"

/* Ends a scenario: code and error agree, and the error is freed. */
static int end(int code, pipc_error *error)
{
    assert_int_equal(code, pipc_error_category(error));
    pipc_error_free(error);
    return code;
}

static int put_two(pipc_references *references, recorder *recorders, pipc_error **error)
{
    int code = pipc_references_put(references, "a:logger:b:c:1", &recorders[0].component, error);

    if (code == PIPC_OK)
        code = pipc_references_put(references, "a:endpoint:b:c:1", &recorders[1].component, error);
    return code;
}

static int find(pipc_dependency_resolver *resolver, const pipc_config_params *config,
                const pipc_references *references, pipc_error **error)
{
    pipc_references *selected = NULL;
    pipc_component *found = NULL;
    int code = pipc_dependency_resolver_put(resolver, "endpoint", "*:endpoint:*:*:*", error);

    if (code == PIPC_OK)
        code = pipc_dependency_resolver_configure(resolver, config, error);
    if (code == PIPC_OK)
        code = pipc_dependency_resolver_put(resolver, "endpoint", "a:endpoint:*:*:*", error);
    if (code == PIPC_OK)
        code = pipc__dependencies_select(resolver, references, &selected, error);
    if (code == PIPC_OK)
        code = pipc_dependency_resolver_get_one_required(resolver, selected, "endpoint", &found,
                                                         error);
    assert_int_equal(found == NULL, code != PIPC_OK);
    pipc_references_free(selected);
    return code;
}

static int resolve(void *data)
{
    life_record record = {""};
    recorder recorders[2];
    pipc_dependency_resolver resolver = {.defaults = NULL};
    pipc_references *references = NULL;
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;
    int code = pipc_config_params_from_string(data, &config, &error);

    recorder_init(&recorders[0], &record, "a");
    recorder_init(&recorders[1], &record, "b");
    if (code == PIPC_OK)
        code = pipc_references_new(&references, &error);
    if (code == PIPC_OK)
        code = put_two(references, recorders, &error);
    if (code == PIPC_OK)
        code = find(&resolver, config, references, &error);
    if (code == PIPC_OK)
        code = pipc_open_all(references, NULL, &error);
    pipc_dispose_all(references);
    pipc_dependency_resolver_dispose(&resolver);
    pipc_references_free(references);
    pipc_config_params_free(config);
    return end(code, error);
}

static int make_endpoint(void *data)
{
    pipc_factory factory;
    const pipc_factory_type *type = NULL;
    pipc_component *made = NULL;
    pipc_error *error = NULL;
    int code;

    pipc_grpc_factory_init(&factory);
    code = pipc_factory_create(&factory, data, &made, &type, &error);
    assert_int_equal(made == NULL, code != PIPC_OK);
    pipc_factory_destroy(&factory, type, made);
    pipc_dispose(&factory.component);
    return end(code, error);
}

static int use_context_info(void *data)
{
    pipc_context_info info;
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;
    int code = pipc_config_params_from_string(data, &config, &error);

    pipc_context_info_init(&info);
    if (code == PIPC_OK)
        code = pipc_context_info_set_name(&info, "set", &error);
    if (code == PIPC_OK)
        code = pipc_configure(&info.component, config, &error);
    pipc_dispose(&info.component);
    pipc_config_params_free(config);
    return end(code, error);
}

static int lose_a_prefix(void *data)
{
    life_record record = {""};
    recorder failing;
    pipc_references *references = NULL;
    pipc_error *error = NULL;
    int code = pipc_references_new(&references, &error);

    (void)data;
    recorder_init(&failing, &record, "a");
    failing.fails_at = "configure";
    if (code == PIPC_OK)
        code = pipc_references_put(references, "a:b:c:d:1", &failing.component, &error);
    if (code == PIPC_OK)
        code = pipc_configure_all(references, NULL, &error);
    pipc_references_free(references);
    code = end(code, error);
    return code == PIPC_E_NO_RESPONSE ? PIPC_OK : code;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for_each_failing_allocation(resolve,
                                "dependencies.logger=none;dependencies.endpoint=*:*:*:*:*");
    for_each_failing_allocation(make_endpoint, "*:endpoint:grpc:*:1.0");
    for_each_failing_allocation(use_context_info, "name=a;properties.b=c");
    for_each_failing_allocation(lose_a_prefix, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_may_fail)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
