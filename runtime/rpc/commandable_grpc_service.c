#include <pipc/commandable_grpc_service.h>

#include <stddef.h>
#include <string.h>

#include <pipc/config_params.h>
#include <pipc/context.h>
#include <pipc/error.h>
#include <pipc/parameters.h>
#include <pipc/references.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "commandable.pipc.h"
#include "commands/json_text.h"
#include "rpc/call.h"
#include "rpc/command_counting.h"
#include "rpc/commandable_error.h"
#include "rpc/service.h"

typedef commandable_commandable_service generated_service;

/* What it begins with is the generated service, of which a user does not see the types. */
_Static_assert(offsetof(generated_service, service) ==
                       offsetof(pipc_commandable_grpc_service, service) &&
                   offsetof(generated_service, handlers) ==
                       offsetof(pipc_commandable_grpc_service, handlers),
               "the beginning is that of the generated service");

enum { NAME_MAX_BYTES = 256 };

static pipc_commandable_grpc_service *self_of(pipc_component *component)
{
    return PIPC_CONTAINER_OF(component, pipc_commandable_grpc_service, service.component);
}

/* --- running a command ---------------------------------------------------------------------- */

/* What follows the name of the service and a dot, NULL: it is for another one. */
static const char *command_of(const pipc_commandable_grpc_service *self, const char *method)
{
    size_t length = strlen(self->name);

    if (strncmp(method, self->name, length) != 0 || method[length] != '.')
        return NULL;
    return method + length + 1;
}

static int fail_not_found(const char *method, pipc_error **error)
{
    size_t length = pipc__utf8_fit(method, strlen(method), NAME_MAX_BYTES);
    char *name = pipc__strndup(method, length);
    int code;

    if (name == NULL)
        return pipc_fail_no_memory(error);
    code = pipc_fail(error, PIPC_E_FAILED_INVOCATION, "METHOD_NOT_FOUND", "Method %s was not found",
                     name);
    pipc_error_set_detail(*error, "method", name);
    pipc__free(name);
    return code;
}

static int execute(const pipc_command_set *commands, const char *command,
                   const pipc_context *context, const Commandable__InvokeRequest *request,
                   json_t **result, pipc_error **error)
{
    json_t *args = NULL;
    int code =
        pipc_parameters_from_json(request->args_empty ? NULL : request->args_json, &args, error);

    if (code == PIPC_OK)
        code = pipc_command_set_execute(commands, context, command, args, result, error);
    json_decref(args);
    return code;
}

static int run(const pipc_commandable_grpc_service *self, pipc_call *call,
               const char *correlation_id, const Commandable__InvokeRequest *request,
               json_t **result, pipc_error **error)
{
    const char *command = command_of(self, request->method);
    pipc__command_counting counting;
    pipc_context *context = NULL;
    int code;

    /* Nor is it counted: there is no end to names that are no command's. */
    if (command == NULL || pipc_command_set_find_command(self->commands, command) == NULL)
        return fail_not_found(request->method, error);
    pipc__command_counting_begin(&counting, pipc__service_observers(&self->service), self->name,
                                 command);
    code = pipc__call_new_context(call, correlation_id, &context, error);
    if (code == PIPC_OK)
        code = execute(self->commands, command, context, request, result, error);
    pipc_context_free(context);
    pipc__command_counting_end(&counting, code);
    return code;
}

/* --- replying ------------------------------------------------------------------------------- */

static int reply_result(pipc_call *call, const json_t *result, Commandable__InvokeReply *reply,
                        pipc_error **error)
{
    char *text = NULL;
    int code;

    if (result == NULL || json_is_null(result)) {
        reply->result_empty = 1;
        return PIPC_OK;
    }
    code = pipc__json_write(result, &text, error);
    if (code != PIPC_OK)
        return code;
    reply->result_json = pipc_call_strdup(call, text);
    pipc__free(text);
    return reply->result_json == NULL ? pipc_fail_no_memory(error) : PIPC_OK;
}

static int reply_error(pipc_call *call, const pipc_error *trouble, const char *correlation_id,
                       Commandable__InvokeReply *reply, pipc_error **error)
{
    reply->result_empty = 1;
    reply->error = pipc__commandable_error_describe(trouble, correlation_id, &call->arena);
    return reply->error == NULL ? pipc_fail_no_memory(error) : PIPC_OK;
}

/* The one of the request: most callers send no other. */
static const char *correlation_id_of(const Commandable__InvokeRequest *request, pipc_call *call)
{
    return request->correlation_id[0] == '\0' ? pipc_call_correlation_id(call)
                                              : request->correlation_id;
}

static int invoke(generated_service *service, pipc_call *call,
                  const Commandable__InvokeRequest *request, Commandable__InvokeReply *reply,
                  pipc_error **error)
{
    pipc_commandable_grpc_service *self = self_of(&service->service.component);
    const char *correlation_id = correlation_id_of(request, call);
    pipc_error *trouble = NULL;
    json_t *result = NULL;
    int code = run(self, call, correlation_id, request, &result, &trouble);

    if (code == PIPC_OK)
        code = reply_result(call, result, reply, &trouble);
    if (code != PIPC_OK) {
        pipc__loggers_log(pipc__service_loggers(&self->service), PIPC_LOG_DEBUG, correlation_id,
                          trouble, "%s failed", request->method);
        code = reply_error(call, trouble, correlation_id, reply, error);
    }
    json_decref(result);
    pipc_error_free(trouble);
    return code;
}

static const commandable_commandable_handlers handlers = {.invoke = invoke};

/* --- the endpoint --------------------------------------------------------------------------- */

/* What is called, of a call that has not been served yet. */
static int read_method(const pipc__incoming_call *incoming, pipc__arena *arena, const char **method)
{
    static const pipc__message_type type = {.descriptor = &commandable__invoke_request__descriptor,
                                            .inspected = true};
    pipc__message_origin origin = {
        .call = incoming->call,
        .max_bytes = pipc__server_request_max_bytes(incoming->server),
    };
    ProtobufCMessage *request = NULL;
    int code = pipc__codec_unpack(&type, &origin, incoming->payload, arena, &request, NULL);

    if (code == PIPC_OK)
        *method = ((const Commandable__InvokeRequest *)request)->method;
    return code;
}

static int share_rpc(pipc_commandable_grpc_service *self, pipc_error **error)
{
    const pipc__service_part part = {.part = self->name, .read_key = read_method};

    return pipc__service_share(&self->service, &part, error);
}

/* --- its life ------------------------------------------------------------------------------- */

static int configure(pipc_component *component, const pipc_config_params *config,
                     pipc_error **error)
{
    pipc_commandable_grpc_service *self = self_of(component);
    pipc_dependency_resolver dependencies;
    int code;

    pipc_dependency_resolver_init(&dependencies);
    code = pipc_dependency_resolver_configure(&dependencies, config, error);
    if (code == PIPC_OK)
        code = pipc__service_class.configure(component, config, error);
    if (code != PIPC_OK) {
        pipc_dependency_resolver_dispose(&dependencies);
        return code;
    }
    pipc_dependency_resolver_dispose(&self->dependencies);
    self->dependencies = dependencies;
    return PIPC_OK;
}

/* By which of its two names it was configured. */
static const char *dependency_of(const pipc_commandable_grpc_service *self)
{
    return pipc_dependency_resolver_locator(&self->dependencies, "service") == NULL ? "controller"
                                                                                    : "service";
}

static int find_commands(const pipc_commandable_grpc_service *self,
                         const pipc_references *references, const pipc_command_set **out,
                         pipc_error **error)
{
    const char *name = dependency_of(self);
    pipc_component *component = NULL;
    const pipc_commandable *found;
    int code = PIPC_OK;

    *out = self->own_commands;
    if (*out != NULL || pipc_dependency_resolver_locator(&self->dependencies, name) == NULL)
        return PIPC_OK;
    code = pipc_dependency_resolver_get_one_optional(&self->dependencies, references, name,
                                                     &component, error);
    if (code != PIPC_OK || component == NULL)
        return code;
    found = pipc_commandable_from_component(component);
    if (found == NULL || found->command_set == NULL)
        return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_REFERENCE",
                         "dependencies.%s is a component of type %s, expected a pipc_commandable "
                         "that has commands",
                         name, component->component_class->type);
    *out = found->command_set;
    return PIPC_OK;
}

static int set_references(pipc_component *component, const pipc_references *references,
                          pipc_error **error)
{
    pipc_commandable_grpc_service *self = self_of(component);
    const pipc_command_set *commands = NULL;
    int code = find_commands(self, references, &commands, error);

    if (code == PIPC_OK)
        code = share_rpc(self, error);
    if (code == PIPC_OK)
        code = pipc__service_class.set_references(component, references, error);
    if (code == PIPC_OK)
        self->commands = commands;
    return code;
}

static void unset_references(pipc_component *component)
{
    pipc_commandable_grpc_service *self = self_of(component);

    pipc__service_class.unset_references(component);
    self->commands = self->own_commands;
}

static int open_service(pipc_component *component, const pipc_context *context, pipc_error **error)
{
    pipc_commandable_grpc_service *self = self_of(component);
    const char *locator;
    int code;

    if (self->commands == NULL) {
        locator = pipc_dependency_resolver_locator(&self->dependencies, dependency_of(self));
        return pipc_fail(error, PIPC_E_INTERNAL, "REF_ERROR",
                         "commandable service %s has no commands: dependencies.service is %s, "
                         "expected the descriptor of a pipc_commandable among its references",
                         self->name, locator == NULL ? "none" : locator);
    }
    code = share_rpc(self, error);
    return code == PIPC_OK ? pipc__service_class.open(component, context, error) : code;
}

static int close_service(pipc_component *component, const pipc_context *context, pipc_error **error)
{
    return pipc__service_class.close(component, context, error);
}

static void dispose(pipc_component *component)
{
    pipc__service_class.dispose(component);
    pipc_dependency_resolver_dispose(&self_of(component)->dependencies);
}

static const pipc_component_class commandable_class = {
    .size = sizeof(pipc_component_class),
    .type = "service",
    .configure = configure,
    .set_references = set_references,
    .unset_references = unset_references,
    .open = open_service,
    .close = close_service,
    .dispose = dispose,
};

void pipc_commandable_grpc_service_init(pipc_commandable_grpc_service *self, const char *name,
                                        const pipc_command_set *command_set)
{
    generated_service generated;

    commandable_commandable_service_init(&generated, &handlers);
    self->service = generated.service;
    self->handlers = generated.handlers;
    pipc_component_init(&self->service.component, &commandable_class);
    self->name = name;
    self->own_commands = command_set;
    self->commands = command_set;
    pipc_dependency_resolver_init(&self->dependencies);
}
