#include <pipc/error.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "component/cancellation.h"
#include "component/context.h"
#include "grpc/stream_call.h"
#include "rpc/call.h"
#include "rpc/client.h"

enum { FIRST_CHUNK_BYTES = 1024 };

struct pipc_grpc_client_stream {
    pipc__stream_call call;
    pipc__cancellable cancellable;
    pipc__call_terms terms; /* its uri is owned */
    pipc__message_type response;

    /* Of the reader only: */
    bool begun;        /* the initial metadata were given */
    bool ended;        /* nothing more will come */
    bool trailed;      /* the trailing metadata were given */
    pipc__arena arena; /* of the message last read */
    char first_chunk[FIRST_CHUNK_BYTES];
};

/* --- open and free -------------------------------------------------------------------------- */

/* NULL: there is no memory. */
static pipc_grpc_client_stream *new_stream(const struct pipc__client *client,
                                           const pipc_grpc_method *method,
                                           const pipc_context *context)
{
    pipc_grpc_client_stream *self = pipc__alloc_zeroed(sizeof *self);

    if (self == NULL)
        return NULL;
    self->terms = pipc__call_terms_of(client, method, context);
    self->terms.uri =
        pipc__strdup(client->settings.connection.uri); /* the client may be configured anew */
    if (self->terms.uri == NULL) {
        pipc__free(self);
        return NULL;
    }
    pipc__arena_init(&self->arena, self->first_chunk, sizeof self->first_chunk);
    return self;
}

static void free_stream(pipc_grpc_client_stream *self)
{
    pipc__arena_dispose(&self->arena);
    pipc__free((char *)self->terms.uri);
    pipc__free(self);
}

static void cancel_from_outside(pipc__cancellable *cancellable)
{
    pipc__stream_call_cancel(
        &PIPC_CONTAINER_OF(cancellable, pipc_grpc_client_stream, cancellable)->call);
}

/* Behind the gate, where the channel stays open; the stream may then outlive that. */
static int start_inside(const struct pipc__client *client, const pipc__client_method *row,
                        pipc_grpc_client_stream *self, const pipc_context *context,
                        const ProtobufCMessage *request, pipc_error **error)
{
    pipc__stream_start start = {
        .registered = row->registered,
        .parent = pipc__call_core(pipc__context_parent(context)),
        .deadline = self->terms.deadline,
        .correlation_id = pipc_context_correlation_id(context),
        .metadata = pipc__context_metadata(context),
        .wait_for_ready = pipc__context_wait_for_ready(context),
        .compression = self->terms.compression,
    };
    int code = PIPC_OK;

    self->response = row->response;
    if (request != NULL)
        code = pipc__codec_pack(request, &start.request, error);
    if (code == PIPC_OK)
        code = pipc__stream_call_start(&self->call, client->channel, &start, error);
    if (code != PIPC_OK)
        return code;
    self->cancellable.cancel = cancel_from_outside;
    if (!pipc__cancellation_add(self->terms.cancellation, &self->cancellable))
        pipc__stream_call_cancel(&self->call);
    return PIPC_OK;
}

/* Behind the gate, likewise. */
static int open_inside(pipc_grpc_client *client, const pipc_grpc_method *method,
                       const pipc_context *context, const ProtobufCMessage *request,
                       pipc_grpc_client_stream **stream, pipc_error **error)
{
    const pipc__client_method *row = &client->impl->methods[method - client->desc->methods];
    pipc_grpc_client_stream *self = new_stream(client->impl, method, context);
    int code;

    if (self == NULL)
        return pipc_fail_no_memory(error);
    code = start_inside(client->impl, row, self, context, request, error);
    if (code == PIPC_OK)
        *stream = self;
    else
        free_stream(self);
    return code;
}

int pipc_grpc_client_stream_open(pipc_grpc_client *client, const pipc_grpc_method *method,
                                 const pipc_context *context, const ProtobufCMessage *request,
                                 pipc_grpc_client_stream **stream, pipc_error **error)
{
    struct pipc__client *impl = client->impl;
    /* Short, and needs no cancelling: a stream that was started is cancelled with the channel. */
    pipc__client_visit visit = {.cancel = NULL};
    int code;

    if (impl == NULL || !pipc__gate_enter(&impl->gate, &visit.link))
        return pipc__call_fail_closed(method->path, error);
    code = open_inside(client, method, context, request, stream, error);
    pipc__gate_leave(&impl->gate, &visit.link);
    return code;
}

void pipc_grpc_client_stream_free(pipc_grpc_client_stream *self)
{
    if (self == NULL)
        return;
    pipc__cancellation_remove(self->terms.cancellation, &self->cancellable);
    pipc__stream_call_dispose(&self->call);
    free_stream(self);
}

/* --- reading -------------------------------------------------------------------------------- */

static int give_initial_metadata(pipc_grpc_client_stream *self, pipc_error **error)
{
    if (self->begun)
        return PIPC_OK;
    self->begun = true;
    pipc__stream_call_await_begin(&self->call);
    return pipc__call_give_initial_metadata(&self->terms, &self->call.envelope, error);
}

/* How the call ended, after its last message. */
static int result(pipc_grpc_client_stream *self, pipc_error **error)
{
    int code = give_initial_metadata(self, error);

    pipc__stream_call_await_status(&self->call);
    if (code == PIPC_OK && !self->trailed)
        code = pipc__call_give_trailing_metadata(&self->terms, &self->call.envelope, error);
    self->trailed = true;
    if (code != PIPC_OK)
        return code;
    return pipc__call_result(&self->terms, &self->call.envelope,
                             pipc__stream_call_was_closed(&self->call), error);
}

static int unpack(pipc_grpc_client_stream *self, grpc_byte_buffer *bytes,
                  const ProtobufCMessage **message, pipc_error **error)
{
    pipc__message_origin origin = pipc__stream_call_origin(&self->call);
    ProtobufCMessage *unpacked = NULL;
    int code;

    pipc__arena_dispose(&self->arena);
    pipc__arena_init(&self->arena, self->first_chunk, sizeof self->first_chunk);
    code = pipc__codec_unpack(&self->response, &origin, bytes, &self->arena, &unpacked, error);
    if (code != PIPC_OK)
        return code;
    *message = unpacked;
    return 1;
}

int pipc_grpc_client_stream_read(pipc_grpc_client_stream *self, const ProtobufCMessage **message,
                                 pipc_error **error)
{
    grpc_byte_buffer *bytes = self->ended ? NULL : pipc__stream_call_receive(&self->call);
    int code;

    self->ended = bytes == NULL;
    if (self->ended)
        return result(self, error); /* PIPC_OK, which is 0, is the end */
    code = give_initial_metadata(self, error);
    if (code == PIPC_OK)
        code = unpack(self, bytes, message, error);
    pipc__codec_free(bytes);
    return code;
}

/* --- writing -------------------------------------------------------------------------------- */

static int fail_over(const pipc_grpc_client_stream *self, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_FAILED_INVOCATION, "CALL_OVER",
                     "%s is over, nothing can be written any more; how it ended is told where "
                     "its answer is read",
                     self->terms.path);
}

int pipc_grpc_client_stream_write(pipc_grpc_client_stream *self, const ProtobufCMessage *message,
                                  pipc_error **error)
{
    grpc_byte_buffer *bytes = NULL;
    int code;

    if (self->call.writes_done)
        return pipc_fail(error, PIPC_E_INVALID_STATE, "WRITES_DONE",
                         "%s was told that nothing more would be written", self->terms.path);
    code = pipc__codec_pack(message, &bytes, error);
    if (code != PIPC_OK)
        return code;
    return pipc__stream_call_send(&self->call, bytes) ? PIPC_OK : fail_over(self, error);
}

void pipc_grpc_client_stream_compress_messages(pipc_grpc_client_stream *self, bool compress)
{
    self->call.uncompressed = !compress;
}

int pipc_grpc_client_stream_writes_done(pipc_grpc_client_stream *self, pipc_error **error)
{
    return pipc__stream_call_writes_done(&self->call) ? PIPC_OK : fail_over(self, error);
}

static int fail_twice(pipc_grpc_client_stream *self, pipc_error **error)
{
    pipc__stream_call_cancel(&self->call);
    return pipc_fail(error, PIPC_E_INTERNAL, "TWO_MESSAGES",
                     "%s was answered with more than one message", self->terms.path);
}

int pipc_grpc_client_stream_finish(pipc_grpc_client_stream *self, ProtobufCMessage **response,
                                   pipc_error **error)
{
    pipc__message_origin origin = pipc__stream_call_origin(&self->call);
    grpc_byte_buffer *first;
    grpc_byte_buffer *second = NULL;
    int code;

    pipc__stream_call_writes_done(&self->call); /* where that fails, the result tells why */
    first = pipc__stream_call_receive(&self->call);
    if (first != NULL)
        second = pipc__stream_call_receive(&self->call);
    self->ended = true;
    code = second != NULL ? fail_twice(self, error) : result(self, error);
    if (code == PIPC_OK)
        code = pipc__codec_unpack_for_user(&self->response, &origin, first, response, error);
    pipc__codec_free(second);
    pipc__codec_free(first);
    return code;
}
