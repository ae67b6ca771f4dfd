#include "rpc/heard_stream.h"

#include <assert.h>

#include "base/alloc.h"
#include "component/component.h"

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
    if (self->stream.seen != NULL)
        pipc__attempts_use(self->stream.seen);
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
    pipc__call_fate fate = stream->seen == NULL ? pipc__client_visit_hide(&self->visit)
                                                : pipc__client_visit_part(&self->visit);
    int code = self->code;

    if (code != PIPC_OK) {
        *error = self->error;
        self->error = NULL;
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
    pipc__attempts_free(self->stream.seen);
    pipc__arena_dispose(&self->stream.arena);
    pipc__mutex_dispose(&self->mutex);
    pipc__client_visit_leave(&self->visit);
    pipc__free(self);
}

/* The core's call, and what came on it. */
static void dispose_call(pipc__heard_stream *self)
{
    if (!self->has_call)
        return;
    self->has_call = false;
    pipc__codec_free(self->answer);
    self->answer = NULL;
    grpc_call_unref(self->stream.call.call);
    pipc__stream_call_dispose(&self->stream.call);
}

void pipc__heard_stream_end(pipc__heard_stream *self, int code, ProtobufCMessage *response,
                            pipc_error *error)
{
    pipc_grpc_client_listener *listener = self->listener;

    pipc__observation_end(&self->stream.observation, code, error);
    begin_callback(self);
    listener->events->done(listener, code, response, error);
    end_callback(self);
    dispose_call(self);
    pipc__heard_stream_free(self);
}

static void end(pipc__heard_stream *self)
{
    pipc_client_call *seen = self->stream.seen;
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;
    int code = result(self, &response, &error);

    if (seen != NULL) {
        seen->loop = self->loop;
        seen->pace = self->pace;
    }
    if (seen != NULL && pipc__heard_stream_is_sent_anew(self, code, &response, &error))
        pipc__heard_stream_pause(self);
    else
        pipc__heard_stream_end(self, code, response, error);
}

/* --- attempts of those that are seen -------------------------------------------------------- */

bool pipc__heard_stream_is_sent_anew(pipc__heard_stream *self, int code,
                                     ProtobufCMessage **response, pipc_error **error)
{
    const pipc__envelope *came = self->has_call ? &self->stream.call.envelope : NULL;
    pipc__call_fate fate = pipc__client_visit_part(&self->visit);

    if (!pipc__attempts_over(self->stream.seen, came, fate, code, error)) {
        pipc__client_visit_hide(&self->visit);
        return false;
    }
    dispose_call(self);
    if (*response != NULL)
        protobuf_c_message_free_unpacked(*response, NULL);
    pipc_error_free(*error);
    *response = NULL;
    *error = NULL;
    return true;
}

void pipc__heard_stream_pause(pipc__heard_stream *self)
{
    pipc_client_call *seen = self->stream.seen;

    pipc__client_visit_pause(&self->visit, self->loop, &seen->timer, seen->resume_ns,
                             &seen->resume);
}

int pipc__heard_stream_prepare_attempt(pipc__heard_stream *self, pipc__stream_start *start,
                                       pipc_error **error)
{
    int code = PIPC_OK;

    if (self->stream.seen != NULL)
        code = pipc__client_stream_begin_attempt(&self->stream, start, error);
    if (code == PIPC_OK)
        code = pipc__stream_call_init(&self->stream.call, self->visit.client->channel,
                                      pipc__loop_queue(self->loop), start, error);
    self->has_call = code == PIPC_OK;
    return code;
}

/* With the mutex held: as it was before the first attempt, but for what the program waits for. */
static void reset(pipc__heard_stream *self)
{
    self->runs = false;
    self->headed = false;
    self->over = false;
    self->paused = false;
    self->sending = false;
    self->unsendable = false;
    self->half_closes = false;
}

void pipc__heard_stream_start(pipc__heard_stream *self, const pipc__stream_start *start)
{
    pipc__heard_stream_init_tags(self);
    pipc__client_visit_show(&self->visit, self->stream.call.call);
    pipc__mutex_lock(&self->mutex);
    reset(self);
    self->batches = 3;
    pipc__stream_call_start(&self->stream.call, start);
    if (self->half_closed)
        pipc__heard_stream_note_sending(self, pipc__stream_call_half_close(&self->stream.call));
    pipc__heard_stream_read_next(self);
    if (self->stream.seen != NULL)
        pipc__attempts_unseal(self->stream.seen);
    pipc__mutex_unlock(&self->mutex);
}

void pipc__heard_stream_start_anew(pipc__task *task)
{
    pipc_client_call *seen = PIPC_CONTAINER_OF(task, pipc_client_call, resume);
    pipc__heard_stream *self = seen->owner;
    pipc__stream_start start = pipc__client_stream_start_anew_of(&self->stream, self->row);
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;
    int code = pipc__call_fate_result(&self->stream.terms, pipc__client_visit_resume(&self->visit),
                                      &error);

    seen->loop = self->loop;
    seen->pace = self->pace;
    if (code == PIPC_OK)
        code = pipc__heard_stream_prepare_attempt(self, &start, &error);
    if (code == PIPC_OK)
        pipc__heard_stream_start(self, &start);
    else if (pipc__heard_stream_is_sent_anew(self, code, &response, &error))
        pipc__heard_stream_pause(self);
    else
        pipc__heard_stream_end(self, code, NULL, error);
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
