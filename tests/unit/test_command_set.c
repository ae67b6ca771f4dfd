#include <pipc/command_set.h>

#include <string.h>

#include <pipc/context.h>
#include <pipc/error.h>
#include <pipc/schema.h>

#include "support/cmocka.h"
#include "support/json.h"

/* Who has done what, in order. */
static char trail[256];

static void note(const char *what)
{
    strcat(strcat(trail, trail[0] == '\0' ? "" : " "), what);
}

static int echo(void *owner, const pipc_context *context, json_t *args, json_t **result,
                pipc_error **error)
{
    (void)context;
    (void)error;
    note(owner);
    *result = json_incref(json_object_get(args, "value"));
    return PIPC_OK;
}

static int fail_barely(void *owner, const pipc_context *context, json_t *args, json_t **result,
                       pipc_error **error)
{
    (void)owner;
    (void)context;
    (void)args;
    *result = json_object(); /* is not lost */
    return pipc_fail(error, PIPC_E_UNKNOWN, NULL, "bare failure");
}

static int fail_without_a_word(void *owner, const pipc_context *context, json_t *args,
                               json_t **result, pipc_error **error)
{
    (void)context;
    (void)args;
    (void)result;
    (void)error;
    return *(const int *)owner;
}

static int fail_well(void *owner, const pipc_context *context, json_t *args, json_t **result,
                     pipc_error **error)
{
    int code = pipc_fail(error, PIPC_E_NOT_FOUND, "CODE_X", "not here");

    (void)owner;
    (void)context;
    (void)args;
    (void)result;
    pipc_error_set_status(*error, 418);
    return code;
}

static const pipc_schema echo_schema = {
    .kind = PIPC_SCHEMA_OBJECT,
    PIPC_SCHEMA_PROPERTIES({.name = "value", .type = PIPC_TYPE_STRING}),
};

static const pipc_command commands[] = {
    {.name = "echo", .schema = &echo_schema, .execute = echo},
    {.name = "fail_barely", .execute = fail_barely},
    {.name = "fail_well", .execute = fail_well},
};

static const pipc_command silent = {.name = "silent", .execute = fail_without_a_word};

static int set_up(void **state)
{
    pipc_command_set *set = NULL;
    pipc_error *error = NULL;

    trail[0] = '\0';
    assert_ok(pipc_command_set_new(&set, &error), error);
    assert_ok(
        pipc_command_set_add_commands(set, commands, PIPC_ARRAY_SIZE(commands), "echo", &error),
        error);
    *state = set;
    return 0;
}

static int tear_down(void **state)
{
    pipc_command_set_free(*state);
    return 0;
}

static int execute(const pipc_command_set *set, const char *name, const char *args, json_t **result,
                   pipc_error **error)
{
    json_t *value = args == NULL ? NULL : parse_json(args);
    pipc_context *context = NULL;
    int code;

    assert_int_equal(pipc_context_new("cid", &context, NULL), PIPC_OK);
    code = pipc_command_set_execute(set, context, name, value, result, error);
    pipc_context_free(context);
    json_decref(value);
    return code;
}

static void a_command_runs_with_its_arguments(void **state)
{
    json_t *result = NULL;
    pipc_error *error = NULL;

    assert_ok(execute(*state, "echo", "{\"value\":\"x\"}", &result, &error), error);
    assert_json(result, "\"x\"");
    json_decref(result);
    result = NULL;
    assert_ok(execute(*state, "echo", NULL, &result, &error), error);
    assert_null(result);
    assert_string_equal(trail, "echo echo");
}

static void a_command_that_is_not_there_is_not_run(void **state)
{
    json_t *result = NULL;
    pipc_error *error = NULL;
    int code = execute(*state, "nope", "{}", &result, &error);

    assert_string_equal(pipc_error_detail(error, "command"), "nope");
    assert_string_equal(pipc_error_correlation_id(error), "cid");
    assert_error(code, error, PIPC_E_BAD_REQUEST, "CMD_NOT_FOUND", "nope");
    assert_int_equal(execute(*state, "nope", "{}", &result, NULL), PIPC_E_BAD_REQUEST);
    assert_null(pipc_command_set_find_command(*state, "nope"));
    assert_ptr_equal(pipc_command_set_find_command(*state, "echo"), &commands[0]);
}

static void wrong_arguments_do_not_reach_the_command(void **state)
{
    json_t *result = NULL;
    pipc_error *error = NULL;
    int code = execute(*state, "echo", "{\"value\":5}", &result, &error);

    assert_string_equal(pipc_error_correlation_id(error), "cid");
    assert_error(code, error, PIPC_E_BAD_REQUEST, "INVALID_DATA",
                 "Validation failed: value type must be string but found long");
    assert_string_equal(trail, "");
}

static void an_error_of_the_command_is_passed_on(void **state)
{
    json_t *result = NULL;
    pipc_error *error = NULL;
    int code = execute(*state, "fail_well", "{}", &result, &error);

    assert_int_equal(pipc_error_status(error), 418);
    assert_string_equal(pipc_error_correlation_id(error), "cid");
    assert_error(code, error, PIPC_E_NOT_FOUND, "CODE_X", "not here");
}

static void an_error_nobody_has_thought_of_is_wrapped(void **state)
{
    json_t *result = NULL;
    pipc_error *error = NULL;
    int code = execute(*state, "fail_barely", "{}", &result, &error);

    assert_null(result);
    assert_string_equal(pipc_error_cause(error), "bare failure");
    assert_string_equal(pipc_error_detail(error, "command"), "fail_barely");
    assert_int_equal(pipc_error_status(error), 500);
    assert_error(code, error, PIPC_E_FAILED_INVOCATION, "EXEC_FAILED",
                 "Execution fail_barely failed: Error: bare failure");
    assert_int_equal(execute(*state, "fail_barely", "{}", &result, NULL), PIPC_E_FAILED_INVOCATION);
}

static void a_code_without_an_error_gets_one(void **state)
{
    int code = PIPC_E_CONFLICT;
    json_t *result = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_command_set_add_commands(*state, &silent, 1, &code, &error), error);
    assert_error(execute(*state, "silent", "{}", &result, &error), error, PIPC_E_CONFLICT,
                 "EXEC_FAILED", "Execution silent failed");
    code = PIPC_E_UNKNOWN;
    assert_error(execute(*state, "silent", "{}", &result, &error), error, PIPC_E_FAILED_INVOCATION,
                 "EXEC_FAILED", "Execution silent failed");
}

static void of_one_name_the_last_command_counts(void **state)
{
    pipc_command_set *other = NULL;
    json_t *result = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_command_set_new(&other, &error), error);
    assert_ok(pipc_command_set_add_commands(other, commands, 1, "other", &error), error);
    assert_ok(pipc_command_set_add_event(other, "changed", &error), error);
    assert_ok(pipc_command_set_add_command_set(*state, other, &error), error);
    pipc_command_set_free(other);
    assert_ok(execute(*state, "echo", "{}", &result, &error), error);
    assert_string_equal(trail, "other");
    assert_true(pipc_command_set_has_event(*state, "changed"));
    assert_int_equal(pipc_command_set_command_count(*state), 4);
    assert_string_equal(pipc_command_set_command_at(*state, 3)->name, "echo");
    assert_null(pipc_command_set_command_at(*state, 4));
}

/* --- interceptors --------------------------------------------------------------------------- */

typedef struct noting_interceptor {
    pipc_command_interceptor interceptor;
    const char *before;
    const char *after;
    const char *args; /* instead of those that came, unless NULL */
    bool refuses;
} noting_interceptor;

static int intercept(pipc_command_interceptor *interceptor, const pipc_command_call *call,
                     const pipc_context *context, json_t *args, json_t **result, pipc_error **error)
{
    noting_interceptor *self = PIPC_CONTAINER_OF(interceptor, noting_interceptor, interceptor);
    json_t *others = self->args == NULL ? NULL : parse_json(self->args);
    int code;

    note(self->before);
    assert_string_equal(pipc_command_call_name(call), "echo");
    if (self->refuses)
        return pipc_fail(error, PIPC_E_UNAUTHORIZED, "NO", "not you");
    code = pipc_command_call_execute(call, context, others == NULL ? args : others, result, error);
    note(self->after);
    json_decref(others);
    return code;
}

static int validate_nothing(pipc_command_interceptor *self, const pipc_command_call *call,
                            json_t *args, json_t *results, pipc_error **error)
{
    (void)self;
    (void)call;
    (void)args;
    (void)results;
    (void)error;
    note("validate");
    return PIPC_OK;
}

static void add(pipc_command_set *set, noting_interceptor *interceptor)
{
    pipc_error *error = NULL;

    assert_ok(pipc_command_set_add_interceptor(set, &interceptor->interceptor, &error), error);
}

static void the_first_interceptor_is_the_outermost(void **state)
{
    noting_interceptor first = {{.execute = intercept}, "1", "/1", NULL, false};
    noting_interceptor blind = {{.execute = NULL}, "", "", NULL, false};
    noting_interceptor second = {{.execute = intercept}, "2", "/2", "{\"value\":\"y\"}", false};
    json_t *result = NULL;
    pipc_error *error = NULL;

    add(*state, &first);
    add(*state, &blind);
    add(*state, &second);
    assert_ok(execute(*state, "echo", "{\"value\":\"x\"}", &result, &error), error);
    assert_json(result, "\"y\"");
    json_decref(result);
    assert_string_equal(trail, "1 2 echo /2 /1");
}

static void an_interceptor_may_refuse(void **state)
{
    noting_interceptor refusing = {{.execute = intercept}, "1", "/1", NULL, true};
    json_t *result = NULL;
    pipc_error *error = NULL;

    add(*state, &refusing);
    assert_error(execute(*state, "echo", "{}", &result, &error), error, PIPC_E_UNAUTHORIZED, "NO",
                 "not you");
    assert_string_equal(trail, "1");
}

static void what_an_interceptor_passes_on_is_checked(void **state)
{
    noting_interceptor lax = {
        {.execute = intercept, .validate = validate_nothing}, "1", "/1", NULL, false};
    json_t *result = NULL;
    pipc_error *error = NULL;

    add(*state, &lax);
    assert_error(execute(*state, "echo", "{\"value\":5}", &result, &error), error,
                 PIPC_E_BAD_REQUEST, "INVALID_DATA", "value type must be string");
    assert_string_equal(trail, "validate 1 /1");
}

static void validating_runs_nothing(void **state)
{
    json_t *args = parse_json("{\"value\":5}");
    json_t *results = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_command_set_validate(*state, "echo", args, &results, &error), error);
    assert_int_equal(json_array_size(results), 1);
    json_decref(results);
    assert_ok(pipc_command_set_validate(*state, "fail_well", args, &results, &error), error);
    assert_json(results, "[]");
    json_decref(results);
    assert_ok(pipc_command_set_validate(*state, "nope", args, &results, &error), error);
    assert_string_equal(json_string_value(json_object_get(json_array_get(results, 0), "code")),
                        "CMD_NOT_FOUND");
    json_decref(results);
    json_decref(args);
    assert_string_equal(trail, "");
}

/* --- events --------------------------------------------------------------------------------- */

typedef struct noting_listener {
    pipc_event_listener listener;
    const char *name;
    int code;
} noting_listener;

static int on_event(pipc_event_listener *listener, const pipc_context *context, const char *event,
                    json_t *args, pipc_error **error)
{
    noting_listener *self = PIPC_CONTAINER_OF(listener, noting_listener, listener);

    (void)context;
    assert_string_equal(event, "changed");
    assert_json(args, "{\"id\":1}");
    note(self->name);
    return self->code == PIPC_OK ? PIPC_OK : pipc_fail(error, self->code, NULL, "no");
}

static void all_listeners_are_told(void **state)
{
    noting_listener first = {{on_event}, "1", PIPC_OK};
    noting_listener second = {{on_event}, "2", PIPC_E_UNKNOWN};
    noting_listener third = {{on_event}, "3", PIPC_OK};
    json_t *args = parse_json("{\"id\":1}");
    pipc_error *error = NULL;

    assert_ok(pipc_command_set_add_listener(*state, &first.listener, &error), error);
    assert_ok(pipc_command_set_add_event(*state, "changed", &error), error);
    assert_ok(pipc_command_set_add_event(*state, "changed", &error), error);
    assert_ok(pipc_command_set_add_listener(*state, &second.listener, &error), error);
    assert_ok(pipc_command_set_add_listener(*state, &third.listener, &error), error);
    assert_ok(pipc_command_set_notify(*state, NULL, "other", args, &error), error);
    assert_string_equal(trail, "");
    assert_error(pipc_command_set_notify(*state, NULL, "changed", args, &error), error,
                 PIPC_E_FAILED_INVOCATION, "EXEC_FAILED", "Raising event changed failed");
    assert_string_equal(trail, "1 2");
    pipc_command_set_remove_listener(*state, &second.listener);
    assert_ok(pipc_command_set_notify(*state, NULL, "changed", args, &error), error);
    assert_string_equal(trail, "1 2 1 3");
    json_decref(args);
}

static void a_commandable_is_known_by_its_type(void **state)
{
    static const pipc_component_class commandable_class = {
        sizeof commandable_class, "commandable", NULL, NULL, NULL, NULL, NULL, NULL};
    static const pipc_component_class other_class = {
        sizeof other_class, "logger", NULL, NULL, NULL, NULL, NULL, NULL};
    pipc_commandable commandable;
    pipc_component other;

    pipc_commandable_init(&commandable, &commandable_class);
    commandable.command_set = *state;
    pipc_component_init(&other, &other_class);
    assert_ptr_equal(pipc_commandable_from_component(&commandable.component), &commandable);
    assert_null(pipc_commandable_from_component(&other));
    assert_null(pipc_commandable_from_component(NULL));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_command_runs_with_its_arguments),
        TEST(a_command_that_is_not_there_is_not_run),
        TEST(wrong_arguments_do_not_reach_the_command),
        TEST(an_error_of_the_command_is_passed_on),
        TEST(an_error_nobody_has_thought_of_is_wrapped),
        TEST(a_code_without_an_error_gets_one),
        TEST(of_one_name_the_last_command_counts),
        TEST(the_first_interceptor_is_the_outermost),
        TEST(an_interceptor_may_refuse),
        TEST(what_an_interceptor_passes_on_is_checked),
        TEST(validating_runs_nothing),
        TEST(all_listeners_are_told),
        TEST(a_commandable_is_known_by_its_type),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
