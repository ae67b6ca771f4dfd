#include "rpc/heard_stream.h"

#include <assert.h>

#include "base/alloc.h"
#include "component/component.h"

/* --- batches -------------------------------------------------------------------------------- */

void pipc__heard_stream_read_next(pipc__heard_stream *self)
{
    if (self->over || self->stopped || self->paused)
        return;
    if (pipc__stream_call_receive(&self->stream.call, &self->bytes))
        self->batches++;
}

bool pipc__heard_stream_note_sending(pipc__heard_stream *self, bool started)
{
    self->sending = started;
    self->unsendable = !started;
    self->batches += started;
    return started;
}

bool pipc__heard_stream_can_send(const pipc__heard_stream *self)
{
    return !self->over && !self->unsendable;
}

/* --- what is due ---------------------------------------------------------------------------- */

typedef enum due { NOTHING, A_MESSAGE, A_WRITE, THE_END } due;

/* With the mutex held. */
static due next_due(const pipc__heard_stream *self)
{
    if (self->received && self->headed)
        return A_MESSAGE;
    if (self->wants_write && self->next == NULL && pipc__heard_stream_can_send(self))
        return A_WRITE;
    return self->over && self->batches == 0 ? THE_END : NOTHING;
}

static void begin_callback(pipc__heard_stream *self)
{
    pipc__loop_callback_begin(self->loop, self->pace);
    pipc__handler_enter();
}

static void end_callback(pipc__heard_stream *self)
{
    pipc__handler_leave();
    pipc__loop_callback_end(self->loop, self->pace);
}

/* What came is all there may come. */
static int keep_answer(pipc__heard_stream *self, pipc_error **error)
{
    if (self->answer != NULL)
        return pipc__client_stream_fail_twice(&self->stream, error);
    self->answer = self->bytes;
    self->bytes = NULL;
    return PIPC_OK;
}

/* PIPC_PENDING: no more, please. */
static int tell_message(pipc__heard_stream *self, pipc_error **error)
{
    const ProtobufCMessage *message = NULL;
    int code = pipc__client_stream_unpack(&self->stream, self->bytes, &message, error);

    if (code != PIPC_OK)
        return code;
    begin_callback(self);
    code = self->listener->events->message(self->listener, &self->stream, message);
    end_callback(self);
    assert((code == PIPC_OK || code == PIPC_PENDING) && "what `message` returns");
    pipc__client_stream_forget(&self->stream);
    return code == PIPC_PENDING ? PIPC_PENDING : PIPC_OK;
}

static int take_message(pipc__heard_stream *self, pipc_error **error)
{
    int code = pipc__client_stream_give_begin(&self->stream, error);

    if (code == PIPC_OK)
        code = self->has_one_answer ? keep_answer(self, error) : tell_message(self, error);
    pipc__codec_free(self->bytes);
    self->bytes = NULL;
    return code;
}

/* With the mutex held but while the listener is told. */
static void run_message(pipc__heard_stream *self)
{
    pipc_error *error = NULL;
    int code;

    self->received = false;
    self->resumed = false;
    pipc__mutex_unlock(&self->mutex);
    code = take_message(self, &error);
    if (code < 0)
        pipc__client_visit_cancel(&self->visit);
    pipc__mutex_lock(&self->mutex);
    if (code < 0) {
        self->code = code;
        self->error = error;
        self->stopped = true;
    }
    self->paused = code == PIPC_PENDING && !self->resumed;
    pipc__heard_stream_read_next(self);
}

/* Likewise. */
static void run_writable(pipc__heard_stream *self)
{
    self->wants_write = false;
    pipc__mutex_unlock(&self->mutex);
    begin_callback(self);
    self->listener->events->writable(self->listener, &self->stream);
    end_callback(self);
    pipc__mutex_lock(&self->mutex);
}

/* --- the end -------------------------------------------------------------------------------- */

static int result(pipc__heard_stream *self, ProtobufCMessage **response, pipc_error **error)
{
    pipc_grpc_client_stream *stream = &self->stream;
    pipc__call_fate fate = pipc__client_visit_hide(&self->visit);
    int code = self->code;

    if (code != PIPC_OK) {
        *error = self->error;
        return code;
    }
    code = pipc__client_stream_give_begin(stream, error);
    if (code == PIPC_OK)
        code = pipc__call_give_trailing_metadata(&stream->terms, &stream->call.envelope, error);
    if (code == PIPC_OK)
        code = pipc__call_result(&stream->terms, &stream->call.envelope, fate, error);
    if (code == PIPC_OK && self->has_one_answer)
        code = pipc__codec_unpack_for_user(&stream->response, &stream->call.origin, self->answer,
                                           response, error);
    return code;
}

void pipc__heard_stream_free(pipc__heard_stream *self)
{
    pipc__arena_dispose(&self->stream.arena);
    pipc__mutex_dispose(&self->mutex);
    pipc__client_visit_leave(&self->visit);
    pipc__free(self);
}

static void end(pipc__heard_stream *self)
{
    pipc_grpc_client_listener *listener = self->listener;
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;
    int code = result(self, &response, &error);

    begin_callback(self);
    listener->events->done(listener, code, response, error);
    end_callback(self);
    pipc__codec_free(self->answer);
    grpc_call_unref(self->stream.call.call);
    pipc__stream_call_dispose(&self->stream.call);
    pipc__heard_stream_free(self);
}

/* --- completions ---------------------------------------------------------------------------- */

static void run_what_is_due(pipc__task *task)
{
    pipc__heard_stream *self = PIPC_CONTAINER_OF(task, pipc__heard_stream, task);
    due what;

    pipc__mutex_lock(&self->mutex);
    while ((what = next_due(self)) == A_MESSAGE || what == A_WRITE) {
        if (what == A_MESSAGE)
            run_message(self);
        else
            run_writable(self);
    }
    self->runs = what == THE_END; /* which is the last there is */
    pipc__mutex_unlock(&self->mutex);
    if (what == THE_END)
        end(self);
}

/* With the mutex held, which it gives back: a batch is complete, and what it is about is noted. */
static void complete(pipc__heard_stream *self)
{
    bool runs_now;

    self->batches--;
    runs_now = !self->runs && next_due(self) != NOTHING;
    self->runs = self->runs || runs_now;
    pipc__mutex_unlock(&self->mutex);
    if (runs_now)
        pipc__loop_run(self->loop, &self->task);
}

/* Returns the stream with its mutex held. */
static pipc__heard_stream *completed(pipc__tag *tag, pipc__stream_tag which)
{
    pipc__heard_stream *self = PIPC_CONTAINER_OF(tag - which, pipc__heard_stream, stream.call.tags);

    pipc__mutex_lock(&self->mutex);
    return self;
}

static void started(pipc__tag *tag, bool ok)
{
    (void)ok; /* the status tells */
    complete(completed(tag, PIPC__STREAM_START));
}

static void initial_metadata_came(pipc__tag *tag, bool ok)
{
    pipc__heard_stream *self = completed(tag, PIPC__STREAM_INITIAL_METADATA);

    (void)ok; /* likewise: there are none then */
    self->headed = true;
    complete(self);
}

static void status_came(pipc__tag *tag, bool ok)
{
    pipc__heard_stream *self = completed(tag, PIPC__STREAM_STATUS);

    (void)ok; /* this operation cannot fail */
    self->over = true;
    complete(self);
}

static void received(pipc__tag *tag, bool ok)
{
    pipc__heard_stream *self = completed(tag, PIPC__STREAM_RECEIVE);

    (void)ok; /* there is no message then */
    self->received = self->bytes != NULL;
    complete(self);
}

/* With the mutex held: what waited for what was on its way. */
static void send_next(pipc__heard_stream *self)
{
    pipc__stream_call *call = &self->stream.call;
    grpc_byte_buffer *bytes = self->next;

    self->next = NULL;
    if (!pipc__heard_stream_can_send(self)) {
        pipc__codec_free(bytes);
    } else if (bytes != NULL) {
        pipc__heard_stream_note_sending(self, pipc__stream_call_send(call, bytes));
    } else if (self->half_closes) {
        self->half_closes = false;
        pipc__heard_stream_note_sending(self, pipc__stream_call_half_close(call));
    }
}

static void sent(pipc__tag *tag, bool ok)
{
    pipc__heard_stream *self = completed(tag, PIPC__STREAM_SEND);

    self->sending = false;
    self->unsendable = !ok;
    send_next(self);
    complete(self);
}

void pipc__heard_stream_init_tags(pipc__heard_stream *self)
{
    pipc__tag *tags = self->stream.call.tags;

    self->task.run = run_what_is_due;
    tags[PIPC__STREAM_START].fire = started;
    tags[PIPC__STREAM_INITIAL_METADATA].fire = initial_metadata_came;
    tags[PIPC__STREAM_STATUS].fire = status_came;
    tags[PIPC__STREAM_RECEIVE].fire = received;
    tags[PIPC__STREAM_SEND].fire = sent;
}
