#include "grpc/server_call.h"

#include <assert.h>
#include <grpc/byte_buffer.h>
#include <string.h>

#include "base/sync.h"
#include "component/fork.h"
#include "grpc/core_metadata.h"
#include "grpc/message_compression.h"
#include "grpc/round.h"

bool pipc__server_call_hold(pipc__server_call *self)
{
    unsigned holds = atomic_load(&self->holds);

    if (pipc__fork_has_broken_core())
        return false;
    do {
        if (holds == 0)
            return false;
    } while (!atomic_compare_exchange_weak(&self->holds, &holds, holds + 1));
    return true;
}

/* With the last hold the call ends. */
void pipc__server_call_let_go(pipc__server_call *self)
{
    pipc__server *server = self->incoming.server;
    const pipc__server_call_events *events = self->events;
    grpc_call *call = self->incoming.call;

    if (atomic_fetch_sub(&self->holds, 1) > 1)
        return;
    grpc_metadata_array_destroy(&self->incoming.metadata);
    grpc_byte_buffer_destroy(self->incoming.payload);
    grpc_byte_buffer_destroy(self->response);
    grpc_slice_unref(self->message);
    pipc__core_metadata_unref(self->sent_initial, self->sent_initial_count);
    pipc__core_metadata_unref(self->sent_trailing, self->sent_trailing_count);
    grpc_call_unref(call); /* and with it `self`, if that is in its arena */
    if (events != NULL)
        events->ended(self);
    pipc__server_call_ended(server);
}

void pipc__server_call_note_cancelled(pipc__server_call *self)
{
    atomic_store(&self->cancelled, true);
    pipc__server_wake_waiters(self->incoming.server);
}

static void closed(pipc__tag *tag, bool ok)
{
    pipc__server_call *self = PIPC_CONTAINER_OF(tag, pipc__server_call, closed);

    (void)ok; /* this operation cannot fail */
    if (self->cancelled_out) {
        pipc__server_call_note_cancelled(self);
        if (self->events != NULL)
            self->events->cancelled(self);
    }
    pipc__server_call_let_go(self);
}

static void replied(pipc__tag *tag, bool ok)
{
    pipc__server_call *self = PIPC_CONTAINER_OF(tag, pipc__server_call, replied);

    (void)ok; /* the call is over either way */
    pipc__round_sent(self->mark);
    pipc__server_call_let_go(self);
}

static void start_batch(pipc__server_call *self, const grpc_op *ops, size_t count, pipc__tag *tag)
{
    grpc_call_error failure;

    PIPC__HANDED_OVER(tag);
    failure = grpc_call_start_batch(self->incoming.call, ops, count, tag, NULL);
    if (failure == GRPC_CALL_OK)
        return;
    assert(false && "the core refused a batch");
    grpc_call_cancel(self->incoming.call, NULL);
    pipc__server_call_let_go(self); /* no completion will come */
}

static grpc_op new_op(grpc_op_type type)
{
    grpc_op op;

    memset(&op, 0, sizeof op);
    op.op = type;
    return op;
}

/* --- being cancelled ------------------------------------------------------------------------ */

enum { UNWATCHED, WATCH_STARTS, WATCHED, WATCHED_BY_REPLY };

/* Held while a watch starts: the core takes one batch of a call at a time. */
static pipc__mutex watch_starts = PTHREAD_MUTEX_INITIALIZER;

static grpc_op receive_close(pipc__server_call *self)
{
    grpc_op op = new_op(GRPC_OP_RECV_CLOSE_ON_SERVER);

    op.data.recv_close_on_server.cancelled = &self->cancelled_out;
    return op;
}

static void start_watch(pipc__server_call *self)
{
    grpc_op op = receive_close(self);

    atomic_fetch_add(&self->holds, 1);
    start_batch(self, &op, 1, &self->closed);
}

static bool change_watch(pipc__server_call *self, int watch)
{
    int before = UNWATCHED;

    return atomic_compare_exchange_strong(&self->watch, &before, watch);
}

void pipc__server_call_watch(pipc__server_call *self)
{
    if (atomic_load(&self->watch) != UNWATCHED)
        return;
    pipc__mutex_lock(&watch_starts);
    if (change_watch(self, WATCH_STARTS)) {
        start_watch(self);
        atomic_store(&self->watch, WATCHED);
    }
    pipc__mutex_unlock(&watch_starts);
}

bool pipc__server_call_is_watched(const pipc__server_call *self)
{
    return atomic_load(&self->watch) != UNWATCHED;
}

/* The reply is about to be sent. True: whether the call is over is asked with it. */
static bool is_watched_by_reply(pipc__server_call *self)
{
    if (change_watch(self, WATCHED_BY_REPLY))
        return true;
    if (atomic_load(&self->watch) == WATCH_STARTS) {
        pipc__mutex_lock(&watch_starts);
        pipc__mutex_unlock(&watch_starts);
    }
    return false;
}

void pipc__server_call_begin(pipc__server_call *self, const pipc__incoming_call *incoming,
                             const pipc__server_call_events *events, bool watched)
{
    memset(self, 0, sizeof *self);
    self->incoming = *incoming;
    self->events = events;
    self->closed.fire = closed;
    self->replied.fire = replied;
    self->message = grpc_empty_slice();
    pipc__server_call_note_message(self, incoming->payload);
    atomic_init(&self->holds, 2); /* of the reply and the caller */
    atomic_init(&self->watch, watched ? WATCHED : UNWATCHED);
    if (watched)
        start_watch(self);
}

/* --- replying ------------------------------------------------------------------------------- */

/* The arrays are in the core's arena, so that a reply cannot fail for want of memory. */
static grpc_metadata *new_list(pipc__server_call *self, size_t count)
{
    if (count == 0)
        return NULL;
    return grpc_call_arena_alloc(self->incoming.call, count * sizeof(grpc_metadata));
}

static grpc_op send_initial_metadata(pipc__server_call *self)
{
    grpc_op op = new_op(GRPC_OP_SEND_INITIAL_METADATA);

    self->initial_metadata_sent = true;
    self->sent_initial_count = pipc_metadata_count(&self->initial_metadata);
    self->sent_initial = new_list(self, self->sent_initial_count);
    pipc__core_metadata_write(&self->initial_metadata, self->sent_initial);
    op.data.send_initial_metadata.count = self->sent_initial_count;
    op.data.send_initial_metadata.metadata = self->sent_initial;
    if (self->compression != PIPC_GRPC_COMPRESSION_DEFAULT) {
        op.data.send_initial_metadata.maybe_compression_level.is_set = 1;
        op.data.send_initial_metadata.maybe_compression_level.level =
            pipc__compression_level(self->compression);
    }
    return op;
}

static grpc_op send_message(const pipc__server_call *self, grpc_byte_buffer *message)
{
    grpc_op op = new_op(GRPC_OP_SEND_MESSAGE);

    op.data.send_message.send_message = message;
    op.flags = self->uncompressed ? GRPC_WRITE_NO_COMPRESS : 0;
    return op;
}

static void write_trailing_metadata(pipc__server_call *self, const pipc__server_reply *reply)
{
    bool has_details = GRPC_SLICE_LENGTH(reply->details) > 0;
    size_t count = reply->is_bare ? 0 : pipc_metadata_count(&self->trailing_metadata);
    grpc_metadata *end;

    self->sent_trailing_count = count + has_details;
    self->sent_trailing = new_list(self, self->sent_trailing_count);
    end = self->sent_trailing;
    if (!reply->is_bare)
        end = pipc__core_metadata_write(&self->trailing_metadata, end);
    if (!has_details)
        return;
    end->key = grpc_slice_from_static_string("grpc-status-details-bin");
    end->value = reply->details;
}

static grpc_op send_status(pipc__server_call *self, const pipc__server_reply *reply)
{
    grpc_op op = new_op(GRPC_OP_SEND_STATUS_FROM_SERVER);

    self->message = reply->message;
    write_trailing_metadata(self, reply);
    op.data.send_status_from_server.status = reply->status;
    op.data.send_status_from_server.status_details = &self->message;
    op.data.send_status_from_server.trailing_metadata_count = self->sent_trailing_count;
    op.data.send_status_from_server.trailing_metadata = self->sent_trailing;
    return op;
}

/* Takes metadata that are being added to by another thread out of what is sent. */
static grpc_op send_bare_initial_metadata(pipc__server_call *self)
{
    self->initial_metadata_sent = true;
    return new_op(GRPC_OP_SEND_INITIAL_METADATA);
}

/* A core that wants the one operation in a batch of its own refuses, and has done nothing then. */
static bool start_with_watch(pipc__server_call *self, grpc_op *ops, size_t count)
{
    ops[count] = receive_close(self);
    PIPC__HANDED_OVER(&self->replied);
    if (grpc_call_start_batch(self->incoming.call, ops, count + 1, &self->replied, NULL) ==
        GRPC_CALL_OK)
        return true;
    start_watch(self);
    return false;
}

/* With room in `ops` for one more. */
static void start_reply(pipc__server_call *self, grpc_op *ops, size_t count)
{
    if (!is_watched_by_reply(self) || !start_with_watch(self, ops, count))
        start_batch(self, ops, count, &self->replied);
}

void pipc__server_call_reply(pipc__server_call *self, const pipc__server_reply *reply)
{
    grpc_op ops[4];
    size_t count = 0;

    self->response = reply->response;
    if (!self->initial_metadata_sent)
        ops[count++] =
            reply->is_bare ? send_bare_initial_metadata(self) : send_initial_metadata(self);
    if (self->response != NULL)
        ops[count++] = send_message(self, self->response);
    ops[count++] = send_status(self, reply);
    self->mark = pipc__round_sends(self->incoming.call);
    start_reply(self, ops, count);
}

/* --- streams -------------------------------------------------------------------------------- */

static bool start_stream_batch(pipc__server_call *self, const grpc_op *ops, size_t count,
                               pipc__tag *tag)
{
    grpc_call_error failure;

    atomic_fetch_add(&self->holds, 1);
    PIPC__HANDED_OVER(tag);
    failure = grpc_call_start_batch(self->incoming.call, ops, count, tag, NULL);
    if (failure != GRPC_CALL_OK)
        pipc__server_call_let_go(self);
    return failure == GRPC_CALL_OK;
}

/* An empty batch is complete at once. */
void pipc__server_call_fire(pipc__server_call *self, pipc__tag *tag)
{
    bool started = start_stream_batch(self, NULL, 0, tag);

    assert(started); /* there is nothing in it to refuse */
    (void)started;
}

static void handed_on(pipc__tag *tag, bool ok)
{
    pipc__server_call *self = PIPC_CONTAINER_OF(tag, pipc__server_call, shortcut.hands_on);

    (void)ok; /* there was nothing that could fail */
    pipc__shortcut_hand_on(&self->shortcut);
    pipc__server_call_let_go(self);
}

/* How far what was started has come. */
static pipc__progress take_shortcut(pipc__server_call *self, pipc__tag *tag)
{
    grpc_completion_queue *queue = pipc__loop_queue(pipc__server_loop(self->incoming.server));
    bool ok = false;

    switch (pipc__shortcut_end(&self->shortcut, queue, tag, &ok)) {
    case PIPC__CAUGHT:
        pipc__server_call_let_go(self);
        return ok ? PIPC__DONE : PIPC__FAILED;
    case PIPC__CAUGHT_ANOTHER:
        self->shortcut.hands_on.fire = handed_on;
        pipc__server_call_fire(self, &self->shortcut.hands_on);
        break;
    case PIPC__CAUGHT_NOTHING:
    default:
        break;
    }
    return PIPC__UNDER_WAY;
}

/* Held meanwhile: what is started may be over on another thread, and the call with it, by the time
 * that the core returns. */
static pipc__progress start_by_shortcut(pipc__server_call *self, const grpc_op *ops, size_t count,
                                        pipc__tag *tag)
{
    pipc__progress progress;
    bool started;

    atomic_fetch_add(&self->holds, 1);
    pipc__shortcut_begin(pipc__loop_queue(pipc__server_loop(self->incoming.server)));
    started = start_stream_batch(self, ops, count, tag);
    progress = take_shortcut(self, tag);
    pipc__server_call_let_go(self);
    return started ? progress : PIPC__REFUSED;
}

static pipc__progress start(pipc__server_call *self, const grpc_op *ops, size_t count,
                            pipc__tag *tag, bool at_once)
{
    if (at_once && pipc__shortcut_claim(&self->shortcut))
        return start_by_shortcut(self, ops, count, tag);
    return start_stream_batch(self, ops, count, tag) ? PIPC__UNDER_WAY : PIPC__REFUSED;
}

pipc__progress pipc__server_call_receive(pipc__server_call *self, grpc_byte_buffer **bytes,
                                         pipc__tag *tag, bool at_once)
{
    grpc_op op = new_op(GRPC_OP_RECV_MESSAGE);

    op.data.recv_message.recv_message = bytes;
    return start(self, &op, 1, tag, at_once);
}

pipc__progress pipc__server_call_send(pipc__server_call *self, grpc_byte_buffer *bytes,
                                      pipc__tag *tag, pipc__send_options options)
{
    grpc_op ops[2];
    size_t count = 0;
    pipc__progress progress;

    if (!self->initial_metadata_sent)
        ops[count++] = send_initial_metadata(self);
    ops[count] = send_message(self, bytes);
    ops[count++].flags |= options.more ? GRPC_WRITE_BUFFER_HINT : 0;
    if (options.more)
        self->mark = (pipc__round_mark){.round = NULL};
    else
        self->mark = pipc__round_sends(self->incoming.call);
    progress = start(self, ops, count, tag, options.at_once);
    grpc_byte_buffer_destroy(bytes); /* what is in it is the core's by now */
    if (progress != PIPC__UNDER_WAY)
        pipc__round_sent(self->mark);
    return progress;
}

void pipc__server_call_note_sent(const pipc__server_call *self)
{
    pipc__round_sent(self->mark);
}
