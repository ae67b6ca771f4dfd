/* Commands for tests of callers. */
#include <string.h>

#include <pipc/parameters.h>
#include <pipc/schema.h>

#include "dummy_commands.h"

static int echo(void *owner, const pipc_context *context, json_t *args, json_t **result,
                pipc_error **error)
{
    (void)owner;
    (void)context;
    (void)error;
    *result = json_incref(json_object_get(args, "value"));
    return PIPC_OK;
}

static int correlation(void *owner, const pipc_context *context, json_t *args, json_t **result,
                       pipc_error **error)
{
    (void)owner;
    (void)args;
    *result = json_pack("{s:s?}", "correlation_id", pipc_context_correlation_id(context));
    return *result == NULL ? pipc_fail_no_memory(error) : PIPC_OK;
}

static int raise_with_cause(pipc_error **error)
{
    pipc_error *cause = NULL;
    int code;

    pipc_fail(&cause, PIPC_E_UNKNOWN, NULL, "inner cause");
    code = pipc_fail_cause(error, PIPC_E_BAD_REQUEST, "WITH_CAUSE", cause, "outer message");
    pipc_error_set_detail(*error, "number", "42");
    pipc_error_set_detail(*error, "text", "h\xc3\xa9llo");
    return code;
}

static int raise(void *owner, const pipc_context *context, json_t *args, json_t **result,
                 pipc_error **error)
{
    const char *kind = pipc_parameters_get_string(args, "kind", "Unknown");
    int code;

    (void)owner;
    (void)context;
    (void)result;
    if (strcmp(kind, "Bare") == 0)
        return pipc_fail(error, PIPC_E_UNKNOWN, NULL, "bare failure");
    if (strcmp(kind, "WithCause") == 0)
        return raise_with_cause(error);
    code = pipc_fail(error, pipc_category_from_name(kind), "CODE_X", "message of %s", kind);
    pipc_error_set_detail(*error, "key1", "value1");
    return code;
}

static const pipc_schema raise_schema = {
    .kind = PIPC_SCHEMA_OBJECT,
    PIPC_SCHEMA_PROPERTIES({.name = "kind", .type = PIPC_TYPE_STRING}),
};

static const pipc_command commands[] = {
    {.name = "echo", .execute = echo},
    {.name = "correlation", .execute = correlation},
    {.name = "raise", .schema = &raise_schema, .execute = raise},
};

int dummy_test_commands_add(pipc_command_set *set, pipc_error **error)
{
    return pipc_command_set_add_commands(set, commands, PIPC_ARRAY_SIZE(commands), NULL, error);
}
