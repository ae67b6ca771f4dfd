/* How a command of a set is run: through all interceptors, its arguments checked. */
#include <assert.h>

#include <pipc/context.h>
#include <pipc/error.h>
#include <pipc/schema.h>

#include "commands/command_set.h"
#include "commands/json_values.h"
#include "commands/validation.h"

/* On the stack of who runs it: one for each interceptor, and one for the command. */
struct pipc_command_call {
    const pipc_command_set *set;
    const pipc__set_command *command;
    size_t passed; /* interceptors */
};

const char *pipc_command_call_name(const pipc_command_call *self)
{
    return self->command->command->name;
}

/* --- errors --------------------------------------------------------------------------------- */

/* The error of one who has returned a code that he should not. */
static int check_code(int code, pipc_error **error)
{
    assert(code <= PIPC_OK && "expected PIPC_OK or a PIPC_E_*");
    if (code != PIPC_OK || error == NULL || *error == NULL)
        return code > PIPC_OK ? PIPC_E_UNKNOWN : code;
    assert(false && "PIPC_OK was returned and *error set");
    pipc_error_free(*error);
    *error = NULL;
    return PIPC_OK;
}

static bool is_thought_of(int code, const pipc_error *error)
{
    return code != PIPC_E_UNKNOWN || pipc_error_code(error) != NULL;
}

/* As Pip.Services of Node has it, "Error: " included. */
static int fail_as_unthought_of(const char *what, const char *key, const char *name,
                                pipc_error **error)
{
    pipc_error *cause = *error;
    const char *text = pipc_error_message(cause);
    int code;

    *error = NULL;
    code = pipc_fail_cause(error, PIPC_E_FAILED_INVOCATION, "EXEC_FAILED", cause,
                           text == NULL ? "%s %s failed" : "%s %s failed: Error: %s", what, name,
                           text);
    pipc_error_set_detail(*error, key, name);
    return code;
}

int pipc__command_error(int code, const pipc_context *context, const char *what, const char *key,
                        const char *name, pipc_error **error)
{
    const char *correlation_id = pipc_context_correlation_id(context);

    code = check_code(code, error);
    if (code == PIPC_OK)
        return PIPC_OK;
    if (error == NULL)
        return code == PIPC_E_UNKNOWN ? PIPC_E_FAILED_INVOCATION : code;
    if (!is_thought_of(code, *error))
        code = fail_as_unthought_of(what, key, name, error);
    else if (*error == NULL)
        code = pipc_fail(error, code, "EXEC_FAILED", "%s %s failed", what, name);
    if (pipc_error_correlation_id(*error) == NULL)
        pipc_error_set_correlation_id(*error, correlation_id);
    return code;
}

static int fail_not_found(const char *name, const pipc_context *context, pipc_error **error)
{
    int code = pipc_fail(error, PIPC_E_BAD_REQUEST, "CMD_NOT_FOUND",
                         "Requested command %s does not exist", name);

    if (error != NULL) {
        pipc_error_set_detail(*error, "command", name);
        pipc_error_set_correlation_id(*error, pipc_context_correlation_id(context));
    }
    return code;
}

/* --- validation ----------------------------------------------------------------------------- */

/* The next one out of those that are left, NULL: there is only the command. */
static pipc_command_interceptor *next_interceptor(const pipc_command_call *self,
                                                  pipc_command_call *rest)
{
    *rest = *self;
    if (self->passed == self->set->interceptor_count)
        return NULL;
    rest->passed++;
    return self->set->interceptors[self->passed];
}

int pipc_command_call_validate(const pipc_command_call *self, json_t *args, json_t *results,
                               pipc_error **error)
{
    const pipc_schema *schema = self->command->command->schema;
    pipc_command_call rest;
    pipc_command_interceptor *interceptor = next_interceptor(self, &rest);

    if (interceptor != NULL && interceptor->validate != NULL)
        return interceptor->validate(interceptor, &rest, args, results, error);
    if (interceptor != NULL)
        return pipc_command_call_validate(&rest, args, results, error);
    if (schema == NULL || pipc__schema_perform(schema, "", args, results) == PIPC_OK)
        return PIPC_OK;
    return pipc_fail_no_memory(error);
}

static int collect_results(const pipc_command_call *call, json_t *args, json_t **out,
                           pipc_error **error)
{
    json_t *results = NULL;
    int code = pipc__json_keep(json_array(), &results, error);

    if (code == PIPC_OK)
        code = pipc_command_call_validate(call, args, results, error);
    if (code == PIPC_OK)
        *out = results;
    else
        json_decref(results);
    return code;
}

static int check_arguments(const pipc_command_call *call, json_t *args, pipc_error **error)
{
    json_t *results = NULL;
    int code = collect_results(call, args, &results, error);

    if (code == PIPC_OK)
        code = pipc_validation_check(results, false, error);
    json_decref(results);
    return code;
}

/* --- execution ------------------------------------------------------------------------------ */

/* An interceptor may have passed on other arguments than those that were looked at. */
static int run_command(const pipc_command_call *self, const pipc_context *context, json_t *args,
                       json_t **result, pipc_error **error)
{
    const pipc_command *command = self->command->command;
    json_t *made = NULL;
    int code = PIPC_OK;

    if (self->set->interceptor_count > 0)
        code = pipc_schema_check(command->schema, args, false, error);
    if (code != PIPC_OK)
        return code;
    code = command->execute(self->command->owner, context, args, &made, error);
    if (code == PIPC_OK)
        *result = made;
    else
        json_decref(made);
    return code;
}

int pipc_command_call_execute(const pipc_command_call *self, const pipc_context *context,
                              json_t *args, json_t **result, pipc_error **error)
{
    pipc_command_call rest;
    pipc_command_interceptor *interceptor = next_interceptor(self, &rest);

    if (interceptor != NULL && interceptor->execute != NULL)
        return interceptor->execute(interceptor, &rest, context, args, result, error);
    if (interceptor != NULL)
        return pipc_command_call_execute(&rest, context, args, result, error);
    return run_command(self, context, args, result, error);
}

static int execute_with(const pipc_command_call *call, const pipc_context *context, json_t *args,
                        json_t **result, pipc_error **error)
{
    json_t *made = NULL;
    int code = check_arguments(call, args, error);

    if (code == PIPC_OK)
        code = pipc_command_call_execute(call, context, args, &made, error);
    code = pipc__command_error(code, context, "Execution", "command", pipc_command_call_name(call),
                               error);
    if (code == PIPC_OK)
        *result = made;
    else
        json_decref(made);
    return code;
}

int pipc_command_set_execute(const pipc_command_set *self, const pipc_context *context,
                             const char *name, json_t *args, json_t **result, pipc_error **error)
{
    const pipc_command_call call = {.set = self, .command = pipc__command_set_find(self, name)};
    pipc_error *trouble = NULL;
    json_t *none = NULL;
    int code;

    if (call.command == NULL)
        return fail_not_found(name, context, error);
    code = args == NULL ? pipc__json_keep(json_object(), &none, error) : PIPC_OK;
    if (code != PIPC_OK)
        return code;
    code = execute_with(&call, context, args == NULL ? none : args, result, &trouble);
    json_decref(none);
    if (error == NULL)
        pipc_error_free(trouble);
    else
        *error = trouble;
    return code;
}

int pipc_command_set_validate(const pipc_command_set *self, const char *name, json_t *args,
                              json_t **results, pipc_error **error)
{
    const pipc_command_call call = {.set = self, .command = pipc__command_set_find(self, name)};
    json_t *found = NULL;
    int code;

    if (call.command != NULL)
        return collect_results(&call, args, results, error);
    code = pipc__json_keep(json_array(), &found, error);
    if (code == PIPC_OK &&
        pipc__validation_add_error(found, "", "CMD_NOT_FOUND",
                                   "Requested command %s does not exist", name) != PIPC_OK)
        code = pipc_fail_no_memory(error);
    if (code == PIPC_OK)
        *results = found;
    else
        json_decref(found);
    return code;
}
