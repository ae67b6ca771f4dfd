#include "support/async_streams.h"

#include "support/cmocka.h"

int async_streams_setup(void **state)
{
    async_streams *self = *state;
    void *both = NULL;
    pipc_error *error = NULL;

    streams_setup(&both);
    self->streams = both;
    told_init(&self->told);
    assert_ok(pipc_context_new("cid-1", &self->context, &error), error);
    pipc_context_set_timeout_ms(self->context, 0); /* a stream is gone when a deadline ends it */
    return 0;
}

int async_streams_teardown(void **state)
{
    async_streams *self = *state;
    void *both = self->streams;

    streams_teardown(&both);
    pipc_context_free(self->context);
    told_dispose(&self->told);
    return 0;
}

int async_streams_try(async_streams *self, const pipc_grpc_method *method, const char *text,
                      told *listener, pipc_grpc_client_stream **stream, pipc_error **error)
{
    Tests__Text request = TESTS__TEXT__INIT;

    request.text = (char *)text;
    return pipc_grpc_client_stream_open_async(&self->streams->client, method, self->context,
                                              text == NULL ? NULL : &request.base,
                                              &listener->listener, stream, error);
}

pipc_grpc_client_stream *async_streams_open(async_streams *self, int method, const char *text,
                                            told *listener)
{
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    assert_ok(async_streams_try(self, &streams_methods[method], text, listener, &stream, &error),
              error);
    return stream;
}

void async_streams_finish_writing(pipc_grpc_client_stream *stream)
{
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
}

int async_streams_pause(told *one, pipc_grpc_client_stream *stream)
{
    (void)one;
    (void)stream;
    return PIPC_PENDING;
}

void async_streams_send_what_is_left(told *one, pipc_grpc_client_stream *stream)
{
    int *left = one->data;
    int code = PIPC_OK;

    while (*left > 0 && (code = streams_send(stream, "x", NULL)) == PIPC_OK)
        (*left)--;
    if (*left == 0)
        code = pipc_grpc_client_stream_writes_done(stream, NULL);
    (void)code; /* PIPC_PENDING, or what shows in how the call ends */
}
