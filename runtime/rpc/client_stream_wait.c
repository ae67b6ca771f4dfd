/* Streams of a client that threads wait for. */
#include <assert.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "component/fork.h"
#include "rpc/waited_stream.h"

static const pipc__client_stream_form form;

static pipc__waited_stream *waited_of(pipc_grpc_client_stream *stream)
{
    return PIPC_CONTAINER_OF(stream, pipc__waited_stream, stream);
}

/* Reading by hand what a listener is told. */
static int check_waited(const pipc_grpc_client_stream *stream, pipc_error **error)
{
    if (stream->form == &form)
        return pipc__fork_check_core(stream->terms.path, error);
    assert(false && "a stream with a listener is not read by hand");
    return pipc_fail(error, PIPC_E_INVALID_STATE, "HAS_LISTENER",
                     "%s has a listener, which is told what comes", stream->terms.path);
}

/* --- open and free -------------------------------------------------------------------------- */

/* NULL: there is no memory. */
static pipc__waited_stream *new_stream(struct pipc__client *client, const pipc__client_method *row,
                                       const pipc_grpc_method *method, const pipc_context *context)
{
    pipc__waited_stream *self = pipc__alloc_zeroed(sizeof *self);

    if (self == NULL)
        return NULL;
    self->client = client;
    self->row = row;
    pipc__client_stream_init(&self->stream, &form, client, row, method, context);
    self->stream.terms.uri =
        pipc__strdup(client->settings.connection.uri); /* the client may be configured anew */
    if (self->stream.terms.uri == NULL) {
        pipc__free(self);
        return NULL;
    }
    return self;
}

static void free_stream(pipc__waited_stream *self)
{
    pipc__attempts_free(self->stream.seen);
    pipc_error_free(self->failure);
    pipc__arena_dispose(&self->stream.arena);
    pipc__free((char *)self->stream.terms.uri);
    pipc__free(self);
}

static void cancel_from_outside(pipc__cancellable *cancellable)
{
    pipc__waited_stream_cancel(PIPC_CONTAINER_OF(cancellable, pipc__waited_stream, cancellable));
}

/* Behind the gate, where the channel stays open; the stream may then outlive that. */
static int start_inside(pipc__waited_stream *self, pipc__client_visit *visit,
                        const pipc_context *context, const ProtobufCMessage *request,
                        pipc_error **error)
{
    pipc__stream_start start;
    int code = pipc__client_stream_start_of(&self->stream, self->client, self->row, context,
                                            request, &start, error);

    if (code == PIPC_OK && self->stream.seen != NULL)
        code = pipc__waited_stream_start_attempts(self, visit, &start, error);
    else if (code == PIPC_OK)
        code = pipc__stream_wait_start(&self->wait, &self->stream.call, self->client->channel,
                                       &start, error);
    if (code != PIPC_OK)
        return code;
    self->cancellable.cancel = cancel_from_outside;
    if (!pipc__cancellation_add(self->stream.terms.cancellation, &self->cancellable))
        pipc__waited_stream_cancel(self);
    return PIPC_OK;
}

/* Behind the gate, likewise. */
static int open_inside(pipc_grpc_client *client, pipc__client_visit *visit,
                       const pipc_grpc_method *method, const pipc_context *context,
                       const ProtobufCMessage *request, pipc_grpc_client_stream **stream,
                       pipc_error **error)
{
    const pipc__client_method *row = &client->impl->methods[method - client->desc->methods];
    pipc__waited_stream *self = new_stream(client->impl, row, method, context);
    pipc_error *failure = NULL;
    int code;

    if (self == NULL)
        return pipc_fail_no_memory(error);
    code = start_inside(self, visit, context, request, &failure);
    if (code == PIPC_OK) {
        pipc__observation_let_last(&self->stream.observation);
        *stream = &self->stream;
        return PIPC_OK;
    }
    pipc__observation_end(&self->stream.observation, code, failure);
    free_stream(self);
    pipc__attempts_hand_over(failure, error);
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
    code = open_inside(client, &visit, method, context, request, stream, error);
    pipc__client_visit_leave(&visit);
    return code;
}

/* The program does not care how it ends: it is cancelled, if it is not over. */
static void end_observation(pipc__waited_stream *self)
{
    pipc_error *error = NULL;
    int code;

    if (self->stream.observation.observers == NULL)
        return;
    code = pipc__call_fail_cancelled(self->stream.terms.path, &error);
    pipc__observation_end(&self->stream.observation, code, error);
    pipc_error_free(error);
}

void pipc_grpc_client_stream_free(pipc_grpc_client_stream *stream)
{
    pipc__waited_stream *self;

    if (stream == NULL || check_waited(stream, NULL) != PIPC_OK)
        return;
    self = waited_of(stream);
    pipc__cancellation_remove(stream->terms.cancellation, &self->cancellable);
    if (stream->seen != NULL)
        pipc__waited_stream_end_early(self);
    end_observation(self);
    if (!self->gone)
        pipc__stream_wait_dispose(&self->wait);
    free_stream(self);
}

/* --- reading -------------------------------------------------------------------------------- */

static int give_begin(pipc__waited_stream *self, pipc_error **error)
{
    pipc__stream_wait_begin(&self->wait);
    return pipc__client_stream_give_begin(&self->stream, error);
}

/* How the call ended, after its last message. */
static int result(pipc__waited_stream *self, pipc_error **error)
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
    return pipc__call_result(terms, envelope, pipc__waited_stream_fate(self), error);
}

/* The next message, or the end of this attempt. */
static int read_next(pipc__waited_stream *self, const ProtobufCMessage **message,
                     pipc_error **error)
{
    grpc_byte_buffer *bytes = self->ended ? NULL : pipc__stream_wait_receive(&self->wait);
    int code;

    self->ended = bytes == NULL;
    if (self->ended)
        return result(self, error); /* PIPC_OK, which is 0, is the end */
    code = give_begin(self, error);
    if (code == PIPC_OK)
        code = pipc__client_stream_unpack(&self->stream, bytes, message, error);
    pipc__codec_free(bytes);
    return code == PIPC_OK ? 1 : code;
}

static int read_seen(pipc__waited_stream *self, const ProtobufCMessage **message,
                     pipc_error **error)
{
    pipc_error *failure = NULL;
    int code;

    if (self->gone)
        return pipc__error_copy(self->failure, error);
    do {
        code = read_next(self, message, &failure);
    } while (self->ended && pipc__waited_stream_is_sent_anew(self, &code, &failure));
    if (code == 1)
        pipc__attempts_use_later(self->stream.seen);
    pipc__attempts_hand_over(failure, error);
    return code;
}

int pipc_grpc_client_stream_read(pipc_grpc_client_stream *stream, const ProtobufCMessage **message,
                                 pipc_error **error)
{
    pipc__waited_stream *self = waited_of(stream);
    pipc_error *failure = NULL;
    int code = check_waited(stream, error);

    if (code != PIPC_OK)
        return code;
    code = stream->seen != NULL ? read_seen(self, message, &failure)
                                : read_next(self, message, &failure);
    if (self->ended)
        pipc__observation_end(&stream->observation, code, failure);
    pipc__attempts_hand_over(failure, error);
    return code;
}

static int fail_twice(pipc__waited_stream *self, pipc_error **error)
{
    pipc__stream_call_cancel(&self->stream.call);
    return pipc__client_stream_fail_twice(&self->stream, error);
}

/* The one answer, after the last message was sent. */
static int read_answer(pipc__waited_stream *self, ProtobufCMessage **response, pipc_error **error)
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

static int read_seen_answer(pipc__waited_stream *self, ProtobufCMessage **response,
                            pipc_error **error)
{
    ProtobufCMessage *answer = NULL;
    pipc_error *failure = NULL;
    int code;

    if (self->gone)
        return pipc__error_copy(self->failure, error);
    code = read_answer(self, &answer, &failure);
    while (pipc__waited_stream_is_sent_anew(self, &code, &failure)) {
        if (answer != NULL)
            protobuf_c_message_free_unpacked(answer, NULL);
        answer = NULL;
        code = read_answer(self, &answer, &failure);
    }
    if (code == PIPC_OK)
        *response = answer;
    else if (answer != NULL)
        protobuf_c_message_free_unpacked(answer, NULL);
    pipc__attempts_hand_over(failure, error);
    return code;
}

int pipc_grpc_client_stream_finish(pipc_grpc_client_stream *stream, ProtobufCMessage **response,
                                   pipc_error **error)
{
    pipc_error *failure = NULL;
    int code = check_waited(stream, error);

    if (code != PIPC_OK)
        return code;
    code = pipc_grpc_client_stream_writes_done(stream, NULL);
    (void)code; /* where that fails, the result tells why */
    code = stream->seen != NULL ? read_seen_answer(waited_of(stream), response, &failure)
                                : read_answer(waited_of(stream), response, &failure);
    pipc__observation_end(&stream->observation, code, failure);
    pipc__attempts_hand_over(failure, error);
    return code;
}

/* --- what it does in its own way ------------------------------------------------------------ */

/* It waits instead. */
static int may_write(pipc_grpc_client_stream *stream)
{
    if (stream->seen != NULL)
        pipc__attempts_use_later(stream->seen);
    return PIPC_OK;
}

static bool send(pipc_grpc_client_stream *stream, grpc_byte_buffer *bytes)
{
    pipc__waited_stream *self = waited_of(stream);

    if (!self->gone)
        return pipc__stream_wait_send(&self->wait, bytes);
    pipc__codec_free(bytes);
    return false;
}

static bool half_close(pipc_grpc_client_stream *stream)
{
    pipc__waited_stream *self = waited_of(stream);

    if (stream->seen != NULL)
        return pipc__waited_stream_half_close(self);
    return pipc__stream_wait_half_close(&self->wait);
}

static void cancel_stream(pipc_grpc_client_stream *stream)
{
    pipc__waited_stream_cancel(waited_of(stream));
}

static const pipc__client_stream_form form = {
    .may_write = may_write,
    .send = send,
    .half_close = half_close,
    .cancel = cancel_stream,
};
