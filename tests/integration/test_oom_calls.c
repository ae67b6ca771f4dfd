#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "support/capturing_logger.h"
#include "support/echo.h"
#include "support/failing_allocator.h"
#include "support/told.h"

/* Dull, and so compressed on its way. */
static const char text[] = "text text text text text text text text text text text text text text";

/* Where the memory ran out on the other side, the answer says RESOURCE_EXHAUSTED. */
static int as_no_memory(int code)
{
    return code == PIPC_E_TOO_MANY_REQUESTS ? PIPC_E_NO_MEMORY : code;
}

static int configure(pipc_component *component, int port, pipc_error **error)
{
    pipc_config_params *config = NULL;
    char number[16];
    int code;

    snprintf(number, sizeof number, "%d", port);
    code = pipc_config_params_from_tuples(
        &config, error, "connection.host", "127.0.0.1", "connection.port", number, "options.other",
        "1", "options.compression", "gzip", "options.max_connections", "100", NULL);
    if (code == PIPC_OK)
        code = pipc_configure(component, config, error);
    pipc_config_params_free(config);
    return code;
}

static int call_and_fail(tests_echo_client *client, pipc_error **error)
{
    Tests__Failure request = TESTS__FAILURE__INIT;
    Tests__Text *response = NULL;
    pipc_error *answer = NULL;
    int code;

    request.category = (char *)"NotFound";
    request.code = (char *)"CODE";
    request.message = (char *)"message";
    request.detail = (char *)"detail";
    code = tests_echo_client_fail(client, NULL, &request, &response, &answer);
    pipc_error_free(answer);
    if (code == PIPC_E_NOT_FOUND)
        return PIPC_OK;
    return code == PIPC_OK ? pipc_fail(error, PIPC_E_INTERNAL, "OK", "no error came back") : code;
}

static int call_and_be_told(tests_echo_client *client, const pipc_context *context,
                            pipc_error **error)
{
    const pipc_grpc_method *say = &client->client.desc->methods[0];
    Tests__Text request = TESTS__TEXT__INIT;
    told one;
    int code;

    told_init(&one);
    request.text = (char *)"text";
    code = pipc_grpc_client_call_async(&client->client, say, context, &request.base, &one.listener,
                                       error);
    if (code == PIPC_OK) {
        told_wait_for_done(&one);
        code = told_look(&one).code;
    }
    told_dispose(&one);
    return code;
}

static int use_client(tests_echo_client *client, int port, const pipc_references *references,
                      pipc_error **error)
{
    pipc_context *context = NULL;
    int code;

    tests_echo_client_init(client);
    code = configure(&client->client.component, port, error);
    if (code == PIPC_OK)
        code = pipc_set_references(&client->client.component, references, error);
    if (code == PIPC_OK)
        code = pipc_open(&client->client.component, NULL, error);
    if (code == PIPC_OK)
        code = pipc_context_new("cid", &context, error);
    if (code == PIPC_OK) {
        pipc_context_set_compression(context, PIPC_GRPC_COMPRESSION_DEFLATE);
        code = echo_client_say(client, context, text, error);
    }
    if (code == PIPC_OK)
        code = call_and_fail(client, error);
    if (code == PIPC_OK)
        code = call_and_be_told(client, context, error);
    pipc_context_free(context);
    pipc_dispose(&client->client.component);
    return code;
}

static int serve_and_call(void *data)
{
    echo service;
    tests_echo_client client;
    pipc_references *references = data;
    pipc_error *error = NULL;
    int code;

    echo_init(&service);
    code = configure(&service.service.service.component, 0, &error);
    if (code == PIPC_OK)
        code = pipc_set_references(&service.service.service.component, references, &error);
    if (code == PIPC_OK)
        code = pipc_open(&service.service.service.component, NULL, &error);
    if (code == PIPC_OK)
        code = use_client(&client, echo_port(&service), references, &error);
    echo_dispose(&service);
    pipc_error_free(error);
    return as_no_memory(code);
}

static void every_allocation_may_fail(void **state)
{
    pipc_logger logger;
    pipc_counters counters;
    pipc_tracer tracer;
    pipc_references *references = NULL;
    pipc_error *error = NULL;

    (void)state;
    pipc_null_logger_init(&logger);
    pipc_null_counters_init(&counters);
    pipc_null_tracer_init(&tracer);
    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(pipc_references_put(references, "p:logger:null:d:1.0", &logger.component, &error),
              error);
    assert_ok(pipc_references_put(references, "p:counters:null:d:1.0", &counters.component, &error),
              error);
    assert_ok(pipc_references_put(references, "p:tracer:null:d:1.0", &tracer.component, &error),
              error);
    for_each_failing_allocation(serve_and_call, references);
    pipc_references_free(references);
    pipc_dispose(&tracer.component);
    pipc_dispose(&counters.component);
    pipc_dispose(&logger.component);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_may_fail)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
