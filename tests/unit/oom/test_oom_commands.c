/* Commands, parameters and schemas, with each allocation of pipc failing in turn. */
#include <pipc/alloc.h>
#include <pipc/command_set.h>
#include <pipc/error.h>
#include <pipc/paging.h>
#include <pipc/parameters.h>
#include <pipc/schema.h>

#include "support/cmocka.h"
#include "support/failing_allocator.h"

static int fail_barely(void *owner, const pipc_context *context, json_t *args, json_t **result,
                       pipc_error **error)
{
    (void)owner;
    (void)context;
    (void)args;
    (void)result;
    return pipc_fail(error, PIPC_E_UNKNOWN, NULL, "bare failure");
}

static const pipc_validation_rule rule = {.kind = PIPC_RULE_INCLUDED,
                                          .words = (const char *const[]){"a", "b", NULL}};

static const pipc_schema schema = {
    .kind = PIPC_SCHEMA_OBJECT,
    PIPC_SCHEMA_PROPERTIES({.name = "list", .schema = &pipc_projection_params_schema},
                           {.name = "word",
                            .type = PIPC_TYPE_STRING,
                            .rules = (const pipc_validation_rule *const[]){&rule, NULL}}),
};

static const pipc_command commands[] = {
    {.name = "fail_barely", .schema = &schema, .execute = fail_barely},
    {.name = "other", .execute = fail_barely},
};

/* An error that is due is as good as none; want of memory is passed on. */
static int expect(int code, int expected, pipc_error *error)
{
    pipc_error_free(error);
    return code == expected ? PIPC_OK : code;
}

static int execute(const pipc_command_set *set, const char *name, const char *args, int expected)
{
    json_t *value = NULL;
    json_t *result = NULL;
    pipc_error *error = NULL;
    int code = pipc_parameters_from_json(args, &value, &error);

    if (code == PIPC_OK)
        code = pipc_command_set_execute(set, NULL, name, value, &result, &error);
    json_decref(result);
    json_decref(value);
    return expect(code, expected, error);
}

static int fill(pipc_command_set *set)
{
    int code = pipc_command_set_add_commands(set, commands, PIPC_ARRAY_SIZE(commands), NULL, NULL);

    if (code == PIPC_OK)
        code = pipc_command_set_add_event(set, "changed", NULL);
    return code;
}

static int use_set(const pipc_command_set *set)
{
    int code = execute(set, "fail_barely", "{}", PIPC_E_FAILED_INVOCATION);

    if (code == PIPC_OK)
        code = execute(set, "nope", "{}", PIPC_E_BAD_REQUEST);
    if (code == PIPC_OK)
        code = execute(set, "fail_barely", "{\"list\":[1,true],\"word\":\"c\",\"x\":1}",
                       PIPC_E_BAD_REQUEST);
    return code;
}

static int use_commands(void *data)
{
    pipc_command_set *set = NULL;
    pipc_command_set *other = NULL;
    int code = pipc_command_set_new(&set, NULL);

    (void)data;
    if (code == PIPC_OK)
        code = fill(set);
    if (code == PIPC_OK)
        code = pipc_command_set_new(&other, NULL);
    if (code == PIPC_OK)
        code = pipc_command_set_add_command_set(other, set, NULL);
    if (code == PIPC_OK)
        code = use_set(other);
    pipc_command_set_free(set);
    pipc_command_set_free(other);
    return code;
}

static int use_text(void *data)
{
    json_t *value = NULL;
    json_t *paths = NULL;
    char *text = NULL;
    int code = pipc_parameters_from_json("{\"n\":99999999999999999999}", &value, NULL);

    (void)data;
    if (code == PIPC_OK)
        code = pipc_parameters_to_json(value, &text, NULL);
    if (code == PIPC_OK)
        code = pipc_projection_params_from_string("a,b(c,d)", &paths, NULL);
    pipc_free(text);
    json_decref(value);
    json_decref(paths);
    return code;
}

static void commands_leave_nothing_behind(void **state)
{
    (void)state;
    for_each_failing_allocation(use_commands, NULL);
}

static void text_leaves_nothing_behind(void **state)
{
    (void)state;
    for_each_failing_allocation(use_text, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_leave_nothing_behind),
        cmocka_unit_test(text_leaves_nothing_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
