#include "support/cmocka.h"

#include <stdio.h>

#include "support/failing_allocator.h"
#include "support/pending.h"
#include "support/streams.h"

/* Where the memory ran out on the other side, the answer says RESOURCE_EXHAUSTED. */
static int as_no_memory(int code)
{
    return code == PIPC_E_TOO_MANY_REQUESTS ? PIPC_E_NO_MEMORY : code;
}

static int configure_and_open(pipc_component *component, int port)
{
    pipc_config_params *config = NULL;
    char text[16];
    int code;

    snprintf(text, sizeof text, "%d", port);
    code = pipc_config_params_from_tuples(&config, NULL, "connection.host", "127.0.0.1",
                                          "connection.port", text, NULL);
    if (code == PIPC_OK)
        code = pipc_configure(component, config, NULL);
    if (code == PIPC_OK)
        code = pipc_open(component, NULL, NULL);
    pipc_config_params_free(config);
    return code;
}

/* A unary call is finished at once; a stream when it has ended, or when something fails. */
static int finish_or_listen(pending_call *self, pipc_error **error)
{
    (void)error;
    if (self->stream == NULL)
        pending_finish_text(self, "text");
    else
        pipc_grpc_server_stream_listen(self->stream, &self->stream_listener);
    atomic_store(&self->handler_returned, true);
    return PIPC_PENDING;
}

static int say_back(pending_call *self, const char *text)
{
    pipc_error *error = NULL;
    int code = pending_write(self, text, &error);

    if (code < 0)
        pipc_call_finish(self->call, code, error);
    return PIPC_OK;
}

static int call(pending *self)
{
    Tests__Text request = TESTS__TEXT__INIT;
    ProtobufCMessage *response = NULL;
    int code = pipc_grpc_client_call(&self->client, &pending_methods[PEND], NULL, &request.base,
                                     &response, NULL);

    if (code == PIPC_OK)
        protobuf_c_message_free_unpacked(response, NULL);
    return code;
}

static int talk(pending *self)
{
    pipc_grpc_client_stream *stream = NULL;
    int code = pipc_grpc_client_stream_open(&self->client, &pending_methods[PEND_BIDI], NULL, NULL,
                                            &stream, NULL);

    if (code == PIPC_OK && streams_send(stream, "text", NULL) == PIPC_OK &&
        streams_read(stream, NULL) > 0 &&
        pipc_grpc_client_stream_writes_done(stream, NULL) == PIPC_OK)
        code = streams_read(stream, NULL);
    else if (code == PIPC_OK)
        code = PIPC_E_NO_MEMORY; /* on either side */
    pipc_grpc_client_stream_free(stream);
    return code;
}

static int use(void *data)
{
    pending self;
    int code;

    (void)data;
    pending_prepare(&self);
    self.plan = (pending_plan){.listens_to_call = true,
                               .handle = finish_or_listen,
                               .message = say_back,
                               .half_closed = pending_finish_well,
                               .cancelled = pending_finish_badly};
    pipc_grpc_service_init(&self.service, &pending_desc);
    pipc_grpc_client_init(&self.client, &pending_desc);
    code = configure_and_open(&self.service.component, 0);
    if (code == PIPC_OK)
        code =
            configure_and_open(&self.client.component,
                               pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self.service)));
    if (code == PIPC_OK)
        code = call(&self);
    if (code == PIPC_OK)
        code = talk(&self);
    pipc_dispose(&self.client.component);
    pipc_dispose(&self.service.component);
    return as_no_memory(code);
}

static void every_allocation_of_calls_that_pend_may_fail(void **state)
{
    (void)state;
    for_each_failing_allocation(use, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_calls_that_pend_may_fail)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
