#include <stdio.h>

#include "support/cmocka.h"
#include "support/pending.h"

static void *call(void *argument)
{
    pending_caller *self = argument;
    Tests__Text request = TESTS__TEXT__INIT;
    ProtobufCMessage *response = NULL;

    self->code = pipc_grpc_client_call(&self->pending->client, &pending_methods[PEND],
                                       self->context, &request.base, &response, &self->error);
    if (self->code == PIPC_OK) {
        snprintf(self->text, sizeof self->text, "%s", ((const Tests__Text *)response)->text);
        protobuf_c_message_free_unpacked(response, NULL);
    }
    return NULL;
}

void pending_start(pending *self, const pipc_context *context, pending_caller *caller)
{
    pending_look(); /* what was planned is seen by who locks the mutex after this */
    *caller = (pending_caller){.pending = self, .context = context};
    assert_int_equal(pthread_create(&caller->thread, NULL, call, caller), 0);
}

void pending_join(pending_caller *caller)
{
    pthread_join(caller->thread, NULL);
}

pipc_grpc_client_stream *pending_stream(pending *self, int method, const pipc_context *context,
                                        const char *text)
{
    Tests__Text request = TESTS__TEXT__INIT;
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    pending_look(); /* as in pending_start() */
    request.text = (char *)text;
    assert_ok(pipc_grpc_client_stream_open(&self->client, &pending_methods[method], context,
                                           text == NULL ? NULL : &request.base, &stream, &error),
              error);
    return stream;
}
