#include "support/commandable.h"

#include <stdio.h>
#include <string.h>

#include <pipc/context.h>
#include <pipc/error.h>
#include <pipc/grpc_endpoint.h>
#include <pipc/parameters.h>
#include <pipc/schema.h>

#include "support/cmocka.h"
#include "support/echo.h"
#include "support/json.h"

/* --- commands ------------------------------------------------------------------------------- */

static const pipc_schema echo_schema = {
    .kind = PIPC_SCHEMA_OBJECT,
    PIPC_SCHEMA_PROPERTIES({.name = "value", .type = PIPC_TYPE_STRING, .required = true}),
};

static int echo_value(void *owner, const pipc_context *context, json_t *args, json_t **result,
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
    (void)error;
    *result = json_pack("s?", pipc_context_correlation_id(context));
    return PIPC_OK;
}

static int fail_as_told(void *owner, const pipc_context *context, json_t *args, json_t **result,
                        pipc_error **error)
{
    const char *kind = pipc_parameters_get_string(args, "kind", "Unknown");
    int code;

    (void)owner;
    (void)context;
    (void)result;
    if (strcmp(kind, "Bare") == 0)
        return pipc_fail(error, PIPC_E_UNKNOWN, NULL, "bare failure");
    code = pipc_fail(error, pipc_category_from_name(kind), "CODE_X", "message of %s", kind);
    if (error != NULL) {
        pipc_error_set_status(*error, 418);
        pipc_error_set_cause(*error, "inner cause");
        pipc_error_set_detail(*error, "key1", "value1");
    }
    return code;
}

static int name(void *owner, const pipc_context *context, json_t *args, json_t **result,
                pipc_error **error)
{
    (void)context;
    (void)args;
    (void)error;
    *result = json_string(owner);
    return PIPC_OK;
}

static const pipc_command commands[] = {
    {.name = "echo", .schema = &echo_schema, .execute = echo_value},
    {.name = "correlation", .execute = correlation},
    {.name = "fail", .execute = fail_as_told},
    {.name = "name", .execute = name},
};

void add_test_commands(pipc_command_set *set, const char *owner)
{
    pipc_error *error = NULL;

    assert_ok(pipc_command_set_add_commands(set, commands, PIPC_ARRAY_SIZE(commands), (void *)owner,
                                            &error),
              error);
}

/* --- clients -------------------------------------------------------------------------------- */

void open_commandable_client(pipc_commandable_grpc_client *client, const char *client_name,
                             pipc_grpc_endpoint *endpoint)
{
    char config[64];
    pipc_error *error = NULL;

    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d",
             pipc_grpc_endpoint_port(endpoint));
    pipc_commandable_grpc_client_init(client, client_name);
    configure_component(&client->client.component, config);
    assert_ok(pipc_open(&client->client.component, NULL, &error), error);
}

int call_command(pipc_commandable_grpc_client *client, const char *command, const char *args,
                 json_t **result, pipc_error **error)
{
    json_t *value = args[0] == '\0' ? NULL : parse_json(args);
    pipc_context *context = NULL;
    int code = pipc_context_new("cid", &context, error);

    if (code == PIPC_OK)
        code = pipc_commandable_grpc_client_call_command(client, command, context, value, result,
                                                         error);
    pipc_context_free(context);
    json_decref(value);
    return code;
}

void check_command(pipc_commandable_grpc_client *client, const char *command, const char *args,
                   const char *expected)
{
    json_t *result = NULL;
    pipc_error *error = NULL;

    assert_ok(call_command(client, command, args, &result, &error), error);
    assert_json(result, expected);
    json_decref(result);
}

/* --- being told ----------------------------------------------------------------------------- */

static void done(pipc_command_listener *listener, int code, json_t *result, pipc_error *error)
{
    told_command *self = PIPC_CONTAINER_OF(listener, told_command, listener);

    pthread_mutex_lock(&self->mutex);
    self->count++;
    self->code = code;
    self->result = result;
    self->error = error;
    pthread_cond_broadcast(&self->changed);
    pthread_mutex_unlock(&self->mutex);
}

void told_command_init(told_command *self)
{
    *self = (told_command){.listener = {.done = done}};
    pthread_mutex_init(&self->mutex, NULL);
    pthread_cond_init(&self->changed, NULL);
}

void told_command_wait(told_command *self)
{
    pthread_mutex_lock(&self->mutex);
    while (self->count == 0)
        pthread_cond_wait(&self->changed, &self->mutex);
    pthread_mutex_unlock(&self->mutex);
}

void told_command_dispose(told_command *self)
{
    json_decref(self->result);
    pipc_error_free(self->error);
    pthread_cond_destroy(&self->changed);
    pthread_mutex_destroy(&self->mutex);
}
