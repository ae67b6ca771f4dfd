#include "grpc/server_call.h"

#include <assert.h>
#include <grpc/byte_buffer.h>
#include <grpc/support/alloc.h>
#include <grpc/support/time.h>
#include <string.h>

#include "base/sync.h"
#include "component/fork.h"
#include "grpc/core_metadata.h"
#include "grpc/envelope.h"
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
    (void)ok; /* the call is over either way */
    pipc__round_sent();
    pipc__server_call_let_go(PIPC_CONTAINER_OF(tag, pipc__server_call, replied));
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

void pipc__server_call_begin(pipc__server_call *self, const pipc__incoming_call *incoming,
                             const pipc__server_call_events *events)
{
    grpc_op op;

    memset(self, 0, sizeof *self);
    self->incoming = *incoming;
    self->events = events;
    self->closed.fire = closed;
    self->replied.fire = replied;
    self->message = grpc_empty_slice();
    atomic_init(&self->holds, 3); /* of two batches and the caller */
    memset(&op, 0, sizeof op);
    op.op = GRPC_OP_RECV_CLOSE_ON_SERVER;
    op.data.recv_close_on_server.cancelled = &self->cancelled_out;
    start_batch(self, &op, 1, &self->closed);
}

/* The arrays are in the core's arena, so that a reply cannot fail for want of memory. */
static grpc_metadata *new_list(pipc__server_call *self, size_t count)
{
    if (count == 0)
        return NULL;
    return grpc_call_arena_alloc(self->incoming.call, count * sizeof(grpc_metadata));
}

static grpc_op new_op(grpc_op_type type)
{
    grpc_op op;

    memset(&op, 0, sizeof op);
    op.op = type;
    return op;
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

void pipc__server_call_reply(pipc__server_call *self, const pipc__server_reply *reply)
{
    grpc_op ops[3];
    size_t count = 0;

    self->response = reply->response;
    if (!self->initial_metadata_sent)
        ops[count++] =
            reply->is_bare ? send_bare_initial_metadata(self) : send_initial_metadata(self);
    if (self->response != NULL)
        ops[count++] = send_message(self, self->response);
    ops[count++] = send_status(self, reply);
    pipc__round_sends(self->incoming.call);
    start_batch(self, ops, count, &self->replied);
}

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

bool pipc__server_call_receive(pipc__server_call *self, grpc_byte_buffer **bytes, pipc__tag *tag)
{
    grpc_op op;

    memset(&op, 0, sizeof op);
    op.op = GRPC_OP_RECV_MESSAGE;
    op.data.recv_message.recv_message = bytes;
    return start_stream_batch(self, &op, 1, tag);
}

bool pipc__server_call_send(pipc__server_call *self, grpc_byte_buffer *bytes, pipc__tag *tag)
{
    grpc_op ops[2];
    size_t count = 0;
    bool started;

    if (!self->initial_metadata_sent)
        ops[count++] = send_initial_metadata(self);
    ops[count++] = send_message(self, bytes);
    pipc__round_sends(self->incoming.call);
    started = start_stream_batch(self, ops, count, tag);
    grpc_byte_buffer_destroy(bytes); /* what is in it is the core's by now */
    return started;
}

bool pipc__server_call_broke_off(const pipc__server_call *self)
{
    return grpc_call_failed_before_recv_message(self->incoming.call) != 0;
}

pipc__message_origin pipc__server_call_origin(const pipc__server_call *self)
{
    return (pipc__message_origin){
        .call = self->incoming.call,
        .max_bytes = pipc__server_request_max_bytes(self->incoming.server),
    };
}

bool pipc__server_call_is_cancelled(const pipc__server_call *self)
{
    return atomic_load(&self->cancelled);
}

void pipc__server_call_cancel(pipc__server_call *self)
{
    grpc_call_cancel_with_status(self->incoming.call, GRPC_STATUS_UNAVAILABLE,
                                 "the service was closed while the call ran", NULL);
    pipc__server_call_note_cancelled(self);
}

static bool is_cancelled(void *self)
{
    return pipc__server_call_is_cancelled(self);
}

bool pipc__server_call_wait_cancelled(pipc__server_call *self, int64_t deadline_ns)
{
    return pipc__server_wait_until(self->incoming.server, is_cancelled, self, deadline_ns);
}

int pipc__server_call_read_metadata(const pipc__server_call *self, pipc_metadata *metadata,
                                    pipc_error **error)
{
    return pipc__core_metadata_read(&self->incoming.metadata, metadata, error);
}

const grpc_slice *pipc__server_call_metadata(const pipc__server_call *self, const char *key)
{
    for (size_t i = 0; i < self->incoming.metadata.count; i++) {
        const grpc_metadata *entry = &self->incoming.metadata.metadata[i];

        if (grpc_slice_str_cmp(entry->key, key) == 0)
            return &entry->value;
    }
    return NULL;
}

char *pipc__server_call_peer(const pipc__server_call *self, pipc__arena *arena)
{
    char *peer = grpc_call_get_peer(self->incoming.call);
    char *copy = pipc__arena_strndup(arena, peer, strlen(peer));

    gpr_free(peer);
    return copy;
}

int64_t pipc__server_call_time_left_ms(const pipc__server_call *self)
{
    return pipc__deadline_left_ms(self->incoming.deadline);
}

void pipc__server_call_refuse(const pipc__incoming_call *incoming, grpc_status_code status,
                              const char *message)
{
    pipc__server_call *self = grpc_call_arena_alloc(incoming->call, sizeof *self);
    pipc__server_reply reply = {.status = status,
                                .message = grpc_slice_from_copied_string(message),
                                .details = grpc_empty_slice()};

    pipc__server_call_begin(self, incoming, NULL);
    pipc__server_call_reply(self, &reply);
    pipc__server_call_let_go(self);
}
