#include "support/async_calls.h"

#include "support/cmocka.h"

int async_calls_setup(void **state)
{
    async_calls *self = *state;
    pipc_error *error = NULL;

    echo_init(&self->service);
    echo_open(&self->service);
    echo_client_open(&self->client, echo_port(&self->service), "");
    told_init(&self->told);
    assert_ok(pipc_context_new("cid-1", &self->context, &error), error);
    return 0;
}

int async_calls_teardown(void **state)
{
    async_calls *self = *state;

    pipc_dispose(&self->client.client.component);
    pipc_context_free(self->context);
    told_dispose(&self->told);
    echo_dispose(&self->service);
    return 0;
}

int async_calls_try(async_calls *self, int method, const pipc_context *context, const char *text,
                    told *listener, pipc_error **error)
{
    pipc_grpc_client *client = &self->client.client;
    Tests__Text request = TESTS__TEXT__INIT;

    request.text = (char *)text;
    return pipc_grpc_client_call_async(client, &client->desc->methods[method], context,
                                       &request.base, &listener->listener, error);
}

void async_calls_start(async_calls *self, int method, const pipc_context *context, const char *text,
                       told *listener)
{
    pipc_error *error = NULL;

    assert_ok(async_calls_try(self, method, context, text, listener, &error), error);
}
