/* Streams of a client that threads wait for. */
#include <assert.h>
#include <stdatomic.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "component/cancellation.h"
#include "grpc/stream_wait.h"
#include "rpc/client_stream.h"
#include "rpc/client_visit.h"

/* Its terms' uri is owned. */
typedef struct waited_stream {
    pipc_grpc_client_stream stream;
    pipc__stream_wait wait;
    pipc__cancellable cancellable;
    atomic_bool cancelled;

    /* Of the reader only: */
    bool ended;   /* nothing more will come */
    bool trailed; /* the trailing metadata were given */
} waited_stream;

static const pipc__client_stream_form form;

static waited_stream *waited_of(pipc_grpc_client_stream *stream)
{
    return PIPC_CONTAINER_OF(stream, waited_stream, stream);
}

/* Reading by hand what a listener is told. */
static int check_waited(const pipc_grpc_client_stream *stream, pipc_error **error)
{
    if (stream->form == &form)
        return PIPC_OK;
    assert(false && "a stream with a listener is not read by hand");
    return pipc_fail(error, PIPC_E_INVALID_STATE, "HAS_LISTENER",
                     "%s has a listener, which is told what comes", stream->terms.path);
}

/* --- open and free -------------------------------------------------------------------------- */

/* NULL: there is no memory. */
static waited_stream *new_stream(const struct pipc__client *client, const pipc__client_method *row,
                                 const pipc_grpc_method *method, const pipc_context *context)
{
    waited_stream *self = pipc__alloc_zeroed(sizeof *self);

    if (self == NULL)
        return NULL;
    pipc__client_stream_init(&self->stream, &form, client, row, method, context);
    self->stream.terms.uri =
        pipc__strdup(client->settings.connection.uri); /* the client may be configured anew */
    if (self->stream.terms.uri == NULL) {
        pipc__free(self);
        return NULL;
    }
    return self;
}

static void free_stream(waited_stream *self)
{
    pipc__arena_dispose(&self->stream.arena);
    pipc__free((char *)self->stream.terms.uri);
    pipc__free(self);
}

static void cancel(waited_stream *self)
{
    atomic_store(&self->cancelled, true);
    pipc__stream_call_cancel(&self->stream.call);
}

static void cancel_from_outside(pipc__cancellable *cancellable)
{
    cancel(PIPC_CONTAINER_OF(cancellable, waited_stream, cancellable));
}

/* Behind the gate, where the channel stays open; the stream may then outlive that. */
static int start_inside(const struct pipc__client *client, const pipc__client_method *row,
                        waited_stream *self, const pipc_context *context,
                        const ProtobufCMessage *request, pipc_error **error)
{
    pipc__stream_start start;
    int code = pipc__client_stream_start_of(&self->stream, row, context, request, &start, error);

    if (code == PIPC_OK)
        code = pipc__stream_wait_start(&self->wait, &self->stream.call, client->channel, &start,
                                       error);
    if (code != PIPC_OK)
        return code;
    self->cancellable.cancel = cancel_from_outside;
    if (!pipc__cancellation_add(self->stream.terms.cancellation, &self->cancellable))
        cancel(self);
    return PIPC_OK;
}

/* Behind the gate, likewise. */
static int open_inside(pipc_grpc_client *client, const pipc_grpc_method *method,
                       const pipc_context *context, const ProtobufCMessage *request,
                       pipc_grpc_client_stream **stream, pipc_error **error)
{
    const pipc__client_method *row = &client->impl->methods[method - client->desc->methods];
    waited_stream *self = new_stream(client->impl, row, method, context);
    int code;

    if (self == NULL)
        return pipc_fail_no_memory(error);
    code = start_inside(client->impl, row, self, context, request, error);
    if (code == PIPC_OK)
        *stream = &self->stream;
    else
        free_stream(self);
    return code;
}

int pipc_grpc_client_stream_open(pipc_grpc_client *client, const pipc_grpc_method *method,
                                 const pipc_context *context, const ProtobufCMessage *request,
                                 pipc_grpc_client_stream **stream, pipc_error **error)
{
    pipc__client_visit visit; /* short: a stream that was started is cancelled with the channel */
    int code;

    if (!pipc__client_visit_enter(&visit, client->impl))
        return pipc__call_fail_closed(method->path, error);
    code = open_inside(client, method, context, request, stream, error);
    pipc__client_visit_leave(&visit);
    return code;
}

void pipc_grpc_client_stream_free(pipc_grpc_client_stream *stream)
{
    waited_stream *self;

    if (stream == NULL || check_waited(stream, NULL) != PIPC_OK)
        return;
    self = waited_of(stream);
    pipc__cancellation_remove(stream->terms.cancellation, &self->cancellable);
    pipc__stream_wait_dispose(&self->wait);
    free_stream(self);
}

/* --- reading -------------------------------------------------------------------------------- */

static int give_begin(waited_stream *self, pipc_error **error)
{
    pipc__stream_wait_begin(&self->wait);
    return pipc__client_stream_give_begin(&self->stream, error);
}

static pipc__call_fate fate_of(waited_stream *self)
{
    if (pipc__stream_wait_was_closed(&self->wait))
        return PIPC__CALL_CLOSED;
    return atomic_load(&self->cancelled) ? PIPC__CALL_CANCELLED : PIPC__CALL_RAN;
}

/* How the call ended, after its last message. */
static int result(waited_stream *self, pipc_error **error)
{
    const pipc__call_terms *terms = &self->stream.terms;
    const pipc__envelope *envelope = &self->stream.call.envelope;
    int code = give_begin(self, error);

    pipc__stream_wait_status(&self->wait);
    if (code == PIPC_OK && !self->trailed)
        code = pipc__call_give_trailing_metadata(terms, envelope, error);
    self->trailed = true;
    if (code != PIPC_OK)
        return code;
    return pipc__call_result(terms, envelope, fate_of(self), error);
}

int pipc_grpc_client_stream_read(pipc_grpc_client_stream *stream, const ProtobufCMessage **message,
                                 pipc_error **error)
{
    waited_stream *self;
    grpc_byte_buffer *bytes;
    int code = check_waited(stream, error);

    if (code != PIPC_OK)
        return code;
    self = waited_of(stream);
    bytes = self->ended ? NULL : pipc__stream_wait_receive(&self->wait);
    self->ended = bytes == NULL;
    if (self->ended)
        return result(self, error); /* PIPC_OK, which is 0, is the end */
    code = give_begin(self, error);
    if (code == PIPC_OK)
        code = pipc__client_stream_unpack(stream, bytes, message, error);
    pipc__codec_free(bytes);
    return code == PIPC_OK ? 1 : code;
}

static int fail_twice(waited_stream *self, pipc_error **error)
{
    pipc__stream_call_cancel(&self->stream.call);
    return pipc__client_stream_fail_twice(&self->stream, error);
}

/* The one answer, after the last message was sent. */
static int read_answer(waited_stream *self, ProtobufCMessage **response, pipc_error **error)
{
    grpc_byte_buffer *first = pipc__stream_wait_receive(&self->wait);
    grpc_byte_buffer *second = NULL;
    int code;

    if (first != NULL)
        second = pipc__stream_wait_receive(&self->wait);
    self->ended = true;
    code = second != NULL ? fail_twice(self, error) : result(self, error);
    if (code == PIPC_OK)
        code = pipc__codec_unpack_for_user(&self->stream.response, &self->stream.call.origin, first,
                                           response, error);
    pipc__codec_free(second);
    pipc__codec_free(first);
    return code;
}

int pipc_grpc_client_stream_finish(pipc_grpc_client_stream *stream, ProtobufCMessage **response,
                                   pipc_error **error)
{
    int code = check_waited(stream, error);

    if (code != PIPC_OK)
        return code;
    code = pipc_grpc_client_stream_writes_done(stream, NULL);
    (void)code; /* where that fails, the result tells why */
    return read_answer(waited_of(stream), response, error);
}

/* --- what it does in its own way ------------------------------------------------------------ */

/* It waits instead. */
static int may_write(pipc_grpc_client_stream *stream)
{
    (void)stream;
    return PIPC_OK;
}

static bool send(pipc_grpc_client_stream *stream, grpc_byte_buffer *bytes)
{
    return pipc__stream_wait_send(&waited_of(stream)->wait, bytes);
}

static bool half_close(pipc_grpc_client_stream *stream)
{
    return pipc__stream_wait_half_close(&waited_of(stream)->wait);
}

static void cancel_stream(pipc_grpc_client_stream *stream)
{
    cancel(waited_of(stream));
}

static const pipc__client_stream_form form = {
    .may_write = may_write,
    .send = send,
    .half_close = half_close,
    .cancel = cancel_stream,
};
