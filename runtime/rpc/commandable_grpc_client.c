#include <pipc/commandable_grpc_client.h>

#include <string.h>

#include <pipc/context.h>
#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"
#include "commandable.pipc.h"
#include "commands/json_text.h"
#include "rpc/client_visit.h"
#include "rpc/command_counting.h"
#include "rpc/commandable_error.h"

typedef commandable_commandable_client_invoke_listener invoke_listener;

static commandable_commandable_client *generated_of(pipc_commandable_grpc_client *self)
{
    return PIPC_CONTAINER_OF(&self->client, commandable_commandable_client, client);
}

/* --- the request ---------------------------------------------------------------------------- */

static void free_request(Commandable__InvokeRequest *request)
{
    if (request->args_json != (char *)protobuf_c_empty_string)
        pipc__free(request->args_json);
    if (request->method != (char *)protobuf_c_empty_string)
        pipc__free(request->method);
}

static int set_arguments(Commandable__InvokeRequest *request, const json_t *args,
                         pipc_error **error)
{
    if (args == NULL || json_is_null(args)) {
        request->args_empty = 1;
        return PIPC_OK;
    }
    if (!json_is_object(args))
        return pipc_fail(error, PIPC_E_BAD_REQUEST, "BAD_ARGUMENTS",
                         "the arguments of %s are no JSON object, expected one, or none",
                         request->method);
    return pipc__json_write(args, &request->args_json, error);
}

/* `request` is freed by free_request(), whatever this returns. */
static int make_request(const pipc_commandable_grpc_client *self, const char *command,
                        const pipc_context *context, const json_t *args,
                        Commandable__InvokeRequest *request, pipc_error **error)
{
    const char *correlation_id = pipc_context_correlation_id(context);
    const char *name = self->name == NULL ? "" : self->name;
    char *method = pipc__str_format("%s%s%s", name, self->name == NULL ? "" : ".", command);

    commandable__invoke_request__init(request);
    if (method == NULL)
        return pipc_fail_no_memory(error);
    request->method = method;
    if (correlation_id != NULL)
        request->correlation_id = (char *)correlation_id;
    return set_arguments(request, args, error);
}

/* --- the reply ------------------------------------------------------------------------------ */

static int read_result(const char *text, json_t **result, pipc_error **error)
{
    pipc_error *trouble = NULL;
    json_t *value = NULL;
    int code = pipc__json_read(text, strlen(text), &value, &trouble);

    if (code == PIPC_E_NO_MEMORY)
        return pipc_fail_no_memory(error);
    if (code != PIPC_OK)
        return pipc_fail_cause(error, PIPC_E_FAILED_INVOCATION, "BAD_RESULT", trouble,
                               "the result of a command is no JSON, expected some");
    if (json_is_null(value)) {
        json_decref(value);
        value = NULL;
    }
    *result = value;
    return PIPC_OK;
}

static int read_reply(const Commandable__InvokeReply *reply, json_t **result, pipc_error **error)
{
    if (pipc__commandable_error_is_one(reply->error))
        return pipc__commandable_error_fail(reply->error, error);
    if (reply->result_empty || reply->result_json[0] == '\0') {
        *result = NULL;
        return PIPC_OK;
    }
    return read_result(reply->result_json, result, error);
}

/* --- calling -------------------------------------------------------------------------------- */

static int call_command(pipc_commandable_grpc_client *self, const char *command,
                        const pipc_context *context, const json_t *args, json_t **result,
                        pipc_error **error)
{
    Commandable__InvokeRequest request;
    Commandable__InvokeReply *reply = NULL;
    int code = make_request(self, command, context, args, &request, error);

    if (code == PIPC_OK)
        code = commandable_commandable_client_invoke(generated_of(self), context, &request, &reply,
                                                     error);
    if (code == PIPC_OK)
        code = read_reply(reply, result, error);
    if (reply != NULL)
        commandable__invoke_reply__free_unpacked(reply, NULL);
    free_request(&request);
    return code;
}

int pipc_commandable_grpc_client_call_command(pipc_commandable_grpc_client *self,
                                              const char *command, const pipc_context *context,
                                              const json_t *args, json_t **result,
                                              pipc_error **error)
{
    pipc__command_counting counting;
    pipc__client_visit visit; /* for as long as the counters must not go */
    int code;

    if (!pipc__client_visit_enter(&visit, self->client.impl))
        return call_command(self, command, context, args, result, error);
    pipc__command_counting_begin(&counting, self->client.impl->observers, self->name, command);
    code = call_command(self, command, context, args, result, error);
    pipc__command_counting_end(&counting, code);
    pipc__client_visit_leave(&visit);
    return code;
}

/* A call that nobody waits for. */
typedef struct command_call {
    invoke_listener listener;
    pipc_command_listener *told;
} command_call;

static void done(invoke_listener *listener, int code, Commandable__InvokeReply *reply,
                 pipc_error *error)
{
    command_call *call = PIPC_CONTAINER_OF(listener, command_call, listener);
    pipc_command_listener *told = call->told;
    json_t *result = NULL;

    pipc__free(call);
    if (code == PIPC_OK)
        code = read_reply(reply, &result, &error);
    if (reply != NULL)
        commandable__invoke_reply__free_unpacked(reply, NULL);
    told->done(told, code, result, error);
}

static int send(pipc_commandable_grpc_client *self, const pipc_context *context,
                const Commandable__InvokeRequest *request, pipc_command_listener *listener,
                pipc_error **error)
{
    command_call *call = pipc__alloc_zeroed(sizeof *call);
    int code;

    if (call == NULL)
        return pipc_fail_no_memory(error);
    call->listener.done = done;
    call->told = listener;
    code = commandable_commandable_client_invoke_async(generated_of(self), context, request,
                                                       &call->listener, error);
    if (code != PIPC_OK)
        pipc__free(call);
    return code;
}

int pipc_commandable_grpc_client_call_command_async(pipc_commandable_grpc_client *self,
                                                    const char *command,
                                                    const pipc_context *context, const json_t *args,
                                                    pipc_command_listener *listener,
                                                    pipc_error **error)
{
    Commandable__InvokeRequest request;
    int code = make_request(self, command, context, args, &request, error);

    if (code == PIPC_OK)
        code = send(self, context, &request, listener, error);
    free_request(&request);
    return code;
}

void pipc_commandable_grpc_client_init(pipc_commandable_grpc_client *self, const char *name)
{
    commandable_commandable_client_init(generated_of(self));
    self->name = name;
}
