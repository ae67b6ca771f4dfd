/* Commandable services and clients, with each allocation of pipc failing in turn. */
#include <stdio.h>

#include <pipc/config_params.h>
#include <pipc/grpc_endpoint.h>
#include <pipc/references.h>

#include "support/cmocka.h"
#include "support/commandable.h"
#include "support/failing_allocator.h"

/* Where the memory ran out on the other side, the answer says so in one way or another. */
static int as_no_memory(int code, const pipc_error *error)
{
    const char *error_code = pipc_error_code(error);

    if (code == PIPC_E_TOO_MANY_REQUESTS)
        return PIPC_E_NO_MEMORY;
    /* An error for which there was no memory may have lost its code. */
    return code == PIPC_E_UNKNOWN && error_code == NULL ? PIPC_E_NO_MEMORY : code;
}

static int configure(pipc_component *component, int port)
{
    pipc_config_params *config = NULL;
    char number[16];
    int code;

    snprintf(number, sizeof number, "%d", port);
    code = pipc_config_params_from_tuples(&config, NULL, "connection.host", "127.0.0.1",
                                          "connection.port", number, NULL);
    if (code == PIPC_OK)
        code = pipc_configure(component, config, NULL);
    pipc_config_params_free(config);
    return code;
}

static int call(pipc_commandable_grpc_client *client, const char *command, const json_t *args,
                int expected)
{
    json_t *result = NULL;
    pipc_error *error = NULL;
    int code =
        pipc_commandable_grpc_client_call_command(client, command, NULL, args, &result, &error);

    code = code == expected ? PIPC_OK : as_no_memory(code, error);
    json_decref(result);
    pipc_error_free(error);
    return code;
}

static int call_async(pipc_commandable_grpc_client *client, const json_t *args)
{
    told_command told;
    int code;

    told_command_init(&told);
    code = pipc_commandable_grpc_client_call_command_async(client, "one.echo", NULL, args,
                                                           &told.listener, NULL);
    if (code == PIPC_OK) {
        told_command_wait(&told);
        code = as_no_memory(told.code, told.error);
    }
    told_command_dispose(&told);
    return code;
}

static int use_client(pipc_grpc_endpoint *endpoint, const json_t *args)
{
    pipc_commandable_grpc_client client;
    int code;

    pipc_commandable_grpc_client_init(&client, NULL);
    code = configure(&client.client.component, pipc_grpc_endpoint_port(endpoint));
    if (code == PIPC_OK)
        code = pipc_open(&client.client.component, NULL, NULL);
    if (code == PIPC_OK)
        code = call(&client, "two.echo", args, PIPC_OK);
    if (code == PIPC_OK)
        code = call(&client, "one.echo", NULL, PIPC_E_BAD_REQUEST);
    if (code == PIPC_OK)
        code = call(&client, "one.nope", NULL, PIPC_E_FAILED_INVOCATION);
    if (code == PIPC_OK)
        code = call_async(&client, args);
    pipc_dispose(&client.client.component);
    return code;
}

static int open_service(pipc_commandable_grpc_service *service, const pipc_references *references)
{
    int code = pipc_configure(&service->service.component, NULL, NULL);

    if (code == PIPC_OK)
        code = pipc_set_references(&service->service.component, references, NULL);
    if (code == PIPC_OK)
        code = pipc_open(&service->service.component, NULL, NULL);
    return code;
}

static int use_services(pipc_grpc_endpoint *endpoint, pipc_references *references,
                        const pipc_command_set *commands, const json_t *args)
{
    pipc_commandable_grpc_service one;
    pipc_commandable_grpc_service two;
    int code = pipc_references_put(references, "p:endpoint:grpc:d:1.0", &endpoint->component, NULL);

    pipc_commandable_grpc_service_init(&one, "one", commands);
    pipc_commandable_grpc_service_init(&two, "two", commands);
    if (code == PIPC_OK)
        code = open_service(&one, references);
    if (code == PIPC_OK)
        code = open_service(&two, references);
    if (code == PIPC_OK)
        code = pipc_open(&endpoint->component, NULL, NULL);
    if (code == PIPC_OK)
        code = use_client(endpoint, args);
    pipc_dispose(&one.service.component);
    pipc_dispose(&two.service.component);
    return code;
}

static int serve_and_call(void *data)
{
    pipc_grpc_endpoint endpoint;
    pipc_references *references = NULL;
    json_t *args = json_pack("{s:s}", "value", "text");
    int code = pipc_references_new(&references, NULL);

    pipc_grpc_endpoint_init(&endpoint);
    if (code == PIPC_OK)
        code = configure(&endpoint.component, 0);
    if (code == PIPC_OK)
        code = use_services(&endpoint, references, data, args);
    pipc_dispose(&endpoint.component);
    pipc_references_free(references);
    json_decref(args);
    return code;
}

static void every_allocation_may_fail(void **state)
{
    pipc_command_set *commands = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_command_set_new(&commands, &error), error);
    add_test_commands(commands, "one");
    for_each_failing_allocation(serve_and_call, commands);
    pipc_command_set_free(commands);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_may_fail)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
