/* Calls each unary rpc of a service over a real socket, and checks that its handler ran. */
#ifndef PIPC_TESTS_GOLDEN_CALL_H_
#define PIPC_TESTS_GOLDEN_CALL_H_

#include "support/cmocka.h"

#include <stdio.h>

#include <pipc/generated.h>

static int handler_runs;

static inline void configure(pipc_component *component, int port)
{
    char text[64];
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    snprintf(text, sizeof text, "connection.host=127.0.0.1;connection.port=%d", port);
    assert_ok(pipc_config_params_from_string(text, &config, &error), error);
    assert_ok(pipc_configure(component, config, &error), error);
    pipc_config_params_free(config);
    assert_ok(pipc_open(component, NULL, &error), error);
}

/* The test `name`: rpc `slot` of the service `x` goes to its own handler, and to no other. */
#define CALL_TEST(name, x, slot, stub, Request, request_desc, Response)                            \
    static int name##_answer(x##_service *self, pipc_call *call, const Request *request,           \
                             Response *response, pipc_error **error)                               \
    {                                                                                              \
        (void)self, (void)call, (void)error;                                                       \
        assert_non_null(request);                                                                  \
        assert_non_null(response);                                                                 \
        handler_runs++;                                                                            \
        return PIPC_OK;                                                                            \
    }                                                                                              \
    static const x##_handlers name##_handlers = {.slot = name##_answer};                           \
    static void name(void **state)                                                                 \
    {                                                                                              \
        x##_service service;                                                                       \
        x##_client client;                                                                         \
        Request request;                                                                           \
        Response *response = NULL;                                                                 \
        pipc_error *error = NULL;                                                                  \
                                                                                                   \
        (void)state;                                                                               \
        handler_runs = 0;                                                                          \
        x##_service_init(&service, &name##_handlers);                                              \
        configure(&service.service.component, 0);                                                  \
        x##_client_init(&client);                                                                  \
        configure(&client.client.component,                                                        \
                  pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&service.service)));          \
        protobuf_c_message_init(&(request_desc), &request);                                        \
        assert_ok(stub(&client, NULL, &request, &response, &error), error);                        \
        assert_int_equal(handler_runs, 1);                                                         \
        protobuf_c_message_free_unpacked((ProtobufCMessage *)response, NULL);                      \
        pipc_dispose(&client.client.component);                                                    \
        pipc_dispose(&service.service.component);                                                  \
    }

#endif
