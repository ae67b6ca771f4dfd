#include "support/cmocka.h"

#include <stdio.h>

#include "support/failing_allocator.h"
#include "support/refusing.h"

/* Where the memory ran out on the other side, the answer says RESOURCE_EXHAUSTED. */
static int as_no_memory(int code)
{
    return code == PIPC_E_TOO_MANY_REQUESTS ? PIPC_E_NO_MEMORY : code;
}

static int begin(pipc_grpc_client_interceptor *interceptor, pipc_client_call *call,
                 pipc_error **error)
{
    if (pipc_client_call_alloc(call, 1000) == NULL)
        return pipc_fail_no_memory(error);
    return pipc_client_call_set_value(call, interceptor, call, error);
}

static void end(pipc_grpc_client_interceptor *interceptor, pipc_client_call *call, int code,
                const pipc_error *error)
{
    (void)interceptor;
    (void)error;
    pipc_client_call_initial_metadata(call);
    pipc_client_call_trailing_metadata(call);
    if (code == PIPC_E_NO_RESPONSE)
        pipc_client_call_retry(call, 1);
}

static pipc_grpc_client_interceptor interceptor = {.begin = begin, .end = end};

static int configure_and_open(pipc_component *component, int port)
{
    pipc_config_params *config = NULL;
    char text[16];
    int code;

    snprintf(text, sizeof text, "%d", port);
    code = pipc_config_params_from_tuples(
        &config, NULL, "connection.host", "127.0.0.1", "connection.port", text, "options.retries",
        "1", "options.retry_backoff_min", "1", "options.shutdown_timeout", "0", NULL);
    if (code == PIPC_OK)
        code = pipc_configure(component, config, NULL);
    if (code == PIPC_OK)
        code = pipc_open(component, NULL, NULL);
    pipc_config_params_free(config);
    return code;
}

static int open_both(refusing *self)
{
    int code = pipc_grpc_service_register_interceptor(&self->service, &self->gatekeeper, NULL);

    streams_prepare();
    if (code == PIPC_OK)
        code = pipc_grpc_client_register_interceptor(&self->client, &interceptor, NULL);
    if (code == PIPC_OK)
        code = configure_and_open(&self->service.component, 0);
    if (code == PIPC_OK)
        code =
            configure_and_open(&self->client.component,
                               pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service)));
    return code;
}

static int wait_for(refusing *self, int method, const pipc_context *context)
{
    pipc_grpc_client_stream *stream = NULL;
    ProtobufCMessage *response = NULL;
    int code;

    if (method == REFUSING_SAY)
        return refusing_say(self, context, "text", NULL);
    code = refusing_open_stream(self, method, context, &stream, NULL);
    if (code == PIPC_OK && method == REFUSING_JOIN) {
        code = pipc_grpc_client_stream_finish(stream, &response, NULL);
        protobuf_c_message_free_unpacked(response, NULL);
    } else if (code == PIPC_OK) {
        code = pipc_grpc_client_stream_writes_done(stream, NULL);
        while ((code = streams_read(stream, NULL)) > 0) {
        }
    }
    pipc_grpc_client_stream_free(stream);
    return code;
}

static int be_told(refusing *self, int method, const pipc_context *context)
{
    told one;
    int code;

    told_init(&one);
    code = refusing_be_told(self, method, context, &one);
    told_dispose(&one);
    return code;
}

static int use_all(refusing *self, const pipc_context *context)
{
    int code = PIPC_OK;

    for (int method = 0; method < REFUSING_METHODS && code == PIPC_OK; method++) {
        atomic_store(&self->refusals, 2); /* a call that is unary is retried, and sent anew then */
        code = wait_for(self, method, context);
        atomic_store(&self->refusals, 2);
        if (code == PIPC_OK)
            code = be_told(self, method, context);
    }
    return code;
}

static int use(void *data)
{
    pipc_context *context = NULL;
    refusing self;
    int code;

    (void)data;
    refusing_prepare(&self);
    self.methods[REFUSING_SAY].idempotency = PIPC_GRPC_IDEMPOTENT;
    code = open_both(&self);
    if (code == PIPC_OK)
        code = pipc_context_new("cid-1", &context, NULL);
    if (code == PIPC_OK)
        code = pipc_metadata_add(pipc_context_metadata(context), "x-seen", "text", NULL);
    if (code == PIPC_OK)
        code = use_all(&self, context);
    pipc_context_free(context);
    refusing_dispose(&self);
    return as_no_memory(code);
}

static void every_allocation_of_attempts_may_fail(void **state)
{
    (void)state;
    for_each_failing_allocation(use, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_of_attempts_may_fail)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
