/* Asynchronous streams without memory. */
#include "support/cmocka.h"

#include <stdio.h>

#include "base/sync.h"
#include "support/async_streams.h"
#include "support/failing_allocator.h"

static async_streams self;

static void send_and_end(told *one, pipc_grpc_client_stream *stream)
{
    int code = streams_send(stream, "text", NULL);

    (void)one;
    (void)code; /* without memory it is not sent, and the answer is another */
    code = pipc_grpc_client_stream_writes_done(stream, NULL);
    (void)code; /* it shows in how the call ends */
}

/* The stream is gone when `done` returns, which may be called before anything is sent. */
static void wait_until_it_is_used(told *one)
{
    pipc__mutex_lock(&one->mutex);
    while (one->data != NULL)
        pipc__condition_wait(&one->changed, &one->mutex);
    pipc__mutex_unlock(&one->mutex);
}

static void tell_that_it_is_used(told *one)
{
    pipc__mutex_lock(&one->mutex);
    one->data = NULL;
    pipc__condition_broadcast(&one->changed);
    pipc__mutex_unlock(&one->mutex);
}

static int use_stream(int method, const char *text)
{
    pipc_grpc_client_stream *stream = NULL;
    told_seen seen;
    int code;

    told_init(&self.told);
    self.told.on_done = wait_until_it_is_used;
    self.told.data = &self.told;
    code = async_streams_try(&self, &streams_methods[method], text, &self.told, &stream, NULL);
    if (code == PIPC_OK) {
        if (text == NULL)
            send_and_end(&self.told, stream);
        tell_that_it_is_used(&self.told);
        told_wait_for_done(&self.told);
        seen = told_look(&self.told);
        code = seen.dones == 1 && seen.late == 0 ? seen.code : PIPC_E_UNKNOWN;
    }
    told_dispose(&self.told);
    return code;
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

static int use_all_kinds(void *data)
{
    static streams both;
    pipc_metadata *initial = NULL;
    pipc_metadata *trailing = NULL;
    int code;

    (void)data;
    self.streams = &both;
    self.context = NULL;
    pipc_grpc_service_init(&both.service, &streams_desc);
    pipc_grpc_client_init(&both.client, &streams_desc);
    code = configure_and_open(&both.service.component, 0);
    if (code == PIPC_OK)
        code =
            configure_and_open(&both.client.component,
                               pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&both.service)));
    if (code == PIPC_OK)
        code = pipc_context_new("cid", &self.context, NULL);
    if (code == PIPC_OK)
        code = pipc_metadata_new(&initial, NULL);
    if (code == PIPC_OK)
        code = pipc_metadata_new(&trailing, NULL);
    if (code == PIPC_OK) {
        pipc_context_receive_metadata(self.context, initial, trailing);
        code = use_stream(COUNT_DOWN, "3");
    }
    if (code == PIPC_OK)
        code = use_stream(JOIN, NULL);
    if (code == PIPC_OK)
        code = use_stream(CHAT, NULL);
    pipc_dispose(&both.client.component);
    pipc_dispose(&both.service.component);
    pipc_context_free(self.context);
    pipc_metadata_free(initial);
    pipc_metadata_free(trailing);
    /* Where the memory ran out on the other side, the answer says RESOURCE_EXHAUSTED. */
    return code == PIPC_E_TOO_MANY_REQUESTS ? PIPC_E_NO_MEMORY : code;
}

static void every_allocation_of_a_stream_may_fail(void **state)
{
    (void)state;
    streams_prepare();
    for_each_failing_allocation(use_all_kinds, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_a_stream_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
