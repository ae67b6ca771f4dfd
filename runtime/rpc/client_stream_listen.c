/* Streams of a client whose listener is told what comes: what the program does with them. */
#include <assert.h>
#include <string.h>

#include "base/alloc.h"
#include "component/fork.h"
#include "rpc/heard_stream.h"

static const pipc__client_stream_form form;

static pipc__heard_stream *heard_of(pipc_grpc_client_stream *stream)
{
    return PIPC_CONTAINER_OF(stream, pipc__heard_stream, stream);
}

/* --- what the program does ------------------------------------------------------------------ */

static int may_write(pipc_grpc_client_stream *stream)
{
    pipc__heard_stream *self = heard_of(stream);
    bool later;

    pipc__mutex_lock(&self->mutex);
    later = self->next != NULL && pipc__heard_stream_can_send(self);
    if (!later && stream->seen != NULL)
        later = !pipc__attempts_use(stream->seen);
    self->wants_write = later;
    pipc__mutex_unlock(&self->mutex);
    return later ? PIPC_PENDING : PIPC_OK;
}

static bool send(pipc_grpc_client_stream *stream, grpc_byte_buffer *bytes)
{
    pipc__heard_stream *self = heard_of(stream);
    bool taken = false;

    pipc__mutex_lock(&self->mutex);
    if (!pipc__heard_stream_can_send(self)) {
        pipc__codec_free(bytes);
    } else if (self->sending) {
        self->next = bytes;
        taken = true;
    } else {
        taken = pipc__heard_stream_note_sending(self, pipc__stream_call_send(&stream->call, bytes));
    }
    pipc__mutex_unlock(&self->mutex);
    return taken;
}

static bool half_close(pipc_grpc_client_stream *stream)
{
    pipc__heard_stream *self = heard_of(stream);
    bool taken;

    pipc__mutex_lock(&self->mutex);
    self->wants_write = false;
    self->half_closed = true;
    taken = pipc__heard_stream_can_send(self);
    self->half_closes = taken && self->sending;
    if (taken && !self->sending)
        taken = pipc__heard_stream_note_sending(self, pipc__stream_call_half_close(&stream->call));
    if (stream->seen != NULL && pipc__attempts_are_sealed(stream->seen))
        taken = true; /* when it is sent anew */
    pipc__mutex_unlock(&self->mutex);
    return taken;
}

static void cancel(pipc_grpc_client_stream *stream)
{
    pipc__heard_stream *self = heard_of(stream);

    pipc__mutex_lock(&self->mutex);
    self->stopped = true;
    pipc__mutex_unlock(&self->mutex);
    pipc__client_visit_cancel(&self->visit);
}

static const pipc__client_stream_form form = {
    .may_write = may_write,
    .send = send,
    .half_close = half_close,
    .cancel = cancel,
};

void pipc_grpc_client_stream_resume(pipc_grpc_client_stream *stream)
{
    pipc__heard_stream *self = heard_of(stream);

    assert(stream->form == &form && "a stream without a listener is not resumed");
    if (stream->form != &form || pipc__fork_has_broken_core())
        return;
    pipc__mutex_lock(&self->mutex);
    self->resumed = true;
    if (self->paused) {
        self->paused = false;
        pipc__heard_stream_read_next(self);
    }
    pipc__mutex_unlock(&self->mutex);
}

/* --- open ----------------------------------------------------------------------------------- */

/* All that can fail. */
static int prepare(pipc__heard_stream *self, const pipc_context *context,
                   const ProtobufCMessage *request, pipc__stream_start *start, pipc_error **error)
{
    struct pipc__client *client = self->visit.client;
    int code = pipc__client_loop(client, &self->loop, error);

    if (code == PIPC_OK)
        code = pipc__client_visit_obey(&self->visit, self->stream.terms.cancellation,
                                       self->stream.terms.path, error);
    if (code == PIPC_OK)
        code = pipc__client_stream_start_of(&self->stream, client, self->row, context, request,
                                            start, error);
    if (code == PIPC_OK && self->stream.seen == NULL)
        code = pipc__heard_stream_prepare_attempt(self, start, error);
    if (code != PIPC_OK)
        pipc__client_visit_hide(&self->visit);
    return code;
}

/* As bytes: *stream may be of a generated type. */
static void give(pipc__heard_stream *self, pipc_grpc_client_stream **stream)
{
    pipc_grpc_client_stream *opened = &self->stream;

    memcpy(stream, &opened, sizeof opened);
}

/* The first of those that are seen. PIPC_OK: the stream may be gone. */
static int start_attempts(pipc__heard_stream *self, pipc__stream_start *start,
                          pipc_grpc_client_stream **stream, pipc_error **error)
{
    ProtobufCMessage *response = NULL;
    pipc_error *failure = NULL;
    int code;

    self->stream.seen->owner = self;
    self->stream.seen->resume.run = pipc__heard_stream_start_anew;
    code = pipc__heard_stream_prepare_attempt(self, start, &failure);
    if (code == PIPC_OK) {
        give(self, stream);
        pipc__heard_stream_start(self, start);
    } else if (pipc__heard_stream_is_sent_anew(self, code, &response, &failure)) {
        give(self, stream);
        self->over = true; /* nothing can be sent meanwhile */
        pipc__heard_stream_pause(self);
        code = PIPC_OK;
    } else {
        pipc__attempts_hand_over(failure, error);
    }
    return code;
}

/* Inside the gate. */
static int open_inside(pipc__heard_stream *self, pipc_grpc_client *client,
                       const pipc_grpc_method *method, const pipc_context *context,
                       const ProtobufCMessage *request, pipc_grpc_client_stream **stream,
                       pipc_error **error)
{
    pipc__client_method *row = &client->impl->methods[method - client->desc->methods];
    pipc__stream_start start;
    pipc_error *failure = NULL;
    int code;

    self->row = row;
    pipc__client_stream_init(&self->stream, &form, client->impl, row, method, context);
    pipc__mutex_init(&self->mutex);
    self->pace = &row->pace;
    self->has_one_answer = method->kind == PIPC_GRPC_CLIENT_STREAMING;
    code = prepare(self, context, request, &start, &failure);
    if (code == PIPC_OK && self->stream.seen != NULL) {
        code = start_attempts(self, &start, stream, &failure);
    } else if (code == PIPC_OK) {
        give(self, stream);
        pipc__heard_stream_start(self, &start);
    }
    if (code == PIPC_OK)
        return PIPC_OK;
    pipc__observation_end(&self->stream.observation, code, failure);
    pipc__heard_stream_free(self);
    pipc__attempts_hand_over(failure, error);
    return code;
}

int pipc_grpc_client_stream_open_async(pipc_grpc_client *client, const pipc_grpc_method *method,
                                       const pipc_context *context, const ProtobufCMessage *request,
                                       pipc_grpc_client_listener *listener,
                                       pipc_grpc_client_stream **stream, pipc_error **error)
{
    pipc__heard_stream *self = pipc__alloc_zeroed(sizeof *self);

    if (self == NULL)
        return pipc_fail_no_memory(error);
    self->listener = listener;
    if (!pipc__client_visit_enter(&self->visit, client->impl)) {
        pipc__free(self);
        return pipc__call_fail_closed(method->path, error);
    }
    return open_inside(self, client, method, context, request, stream, error);
}
