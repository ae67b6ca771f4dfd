#include "grpc/server_call.h"

#include <assert.h>
#include <grpc/byte_buffer.h>
#include <grpc/support/alloc.h>
#include <grpc/support/time.h>
#include <stdio.h>
#include <string.h>

#include "base/sync.h"
#include "grpc/core_metadata.h"
#include "grpc/message_compression.h"

void *pipc__server_call_memory(const pipc__incoming_call *incoming, size_t size)
{
    return grpc_call_arena_alloc(incoming->call, size);
}

/* One of the two batches is complete; with the last one the call ends. */
static void batch_completed(pipc__server_call *self)
{
    pipc__server *server = self->incoming.server;
    grpc_call *call = self->incoming.call;

    if (atomic_fetch_sub(&self->batches, 1) > 1)
        return;
    if (self->on_end != NULL)
        self->on_end(self);
    grpc_metadata_array_destroy(&self->incoming.metadata);
    grpc_byte_buffer_destroy(self->incoming.payload);
    grpc_byte_buffer_destroy(self->response);
    grpc_slice_unref(self->message);
    pipc__core_metadata_unref(self->sent_initial, self->sent_initial_count);
    pipc__core_metadata_unref(self->sent_trailing, self->sent_trailing_count);
    pipc__metadata_clear(&self->initial_metadata);
    pipc__metadata_clear(&self->trailing_metadata);
    grpc_call_unref(call);
    pipc__server_call_ended(server);
}

static void note_cancelled(pipc__server_call *self)
{
    atomic_store(&self->cancelled, true);
    pipc__server_wake_waiters(self->incoming.server);
}

static void closed(pipc__tag *tag, bool ok)
{
    pipc__server_call *self = PIPC_CONTAINER_OF(tag, pipc__server_call, closed);

    (void)ok; /* this operation cannot fail */
    if (self->cancelled_out)
        note_cancelled(self);
    batch_completed(self);
}

static void replied(pipc__tag *tag, bool ok)
{
    (void)ok; /* the call is over either way */
    batch_completed(PIPC_CONTAINER_OF(tag, pipc__server_call, replied));
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
    batch_completed(self); /* no completion will come */
}

void pipc__server_call_begin(pipc__server_call *self, const pipc__incoming_call *incoming,
                             void (*on_end)(pipc__server_call *self))
{
    grpc_op op;

    memset(self, 0, sizeof *self);
    self->incoming = *incoming;
    self->on_end = on_end;
    self->closed.fire = closed;
    self->replied.fire = replied;
    self->message = grpc_empty_slice();
    atomic_init(&self->batches, 2);
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

static void write_trailing_metadata(pipc__server_call *self, grpc_slice details)
{
    bool has_details = GRPC_SLICE_LENGTH(details) > 0;
    grpc_metadata *end;

    self->sent_trailing_count = pipc_metadata_count(&self->trailing_metadata) + has_details;
    self->sent_trailing = new_list(self, self->sent_trailing_count);
    end = pipc__core_metadata_write(&self->trailing_metadata, self->sent_trailing);
    if (!has_details)
        return;
    end->key = grpc_slice_from_static_string("grpc-status-details-bin");
    end->value = details;
}

static grpc_op send_status(pipc__server_call *self, const pipc__server_reply *reply)
{
    grpc_op op = new_op(GRPC_OP_SEND_STATUS_FROM_SERVER);

    self->message = reply->message;
    write_trailing_metadata(self, reply->details);
    op.data.send_status_from_server.status = reply->status;
    op.data.send_status_from_server.status_details = &self->message;
    op.data.send_status_from_server.trailing_metadata_count = self->sent_trailing_count;
    op.data.send_status_from_server.trailing_metadata = self->sent_trailing;
    return op;
}

void pipc__server_call_reply(pipc__server_call *self, const pipc__server_reply *reply)
{
    grpc_op ops[3];
    size_t count = 0;

    self->response = reply->response;
    if (!self->initial_metadata_sent)
        ops[count++] = send_initial_metadata(self);
    if (self->response != NULL)
        ops[count++] = send_message(self, self->response);
    ops[count++] = send_status(self, reply);
    start_batch(self, ops, count, &self->replied);
}

static bool start_stream_batch(pipc__server_call *self, const grpc_op *ops, size_t count,
                               pipc__tag *tag)
{
    PIPC__HANDED_OVER(tag);
    return grpc_call_start_batch(self->incoming.call, ops, count, tag, NULL) == GRPC_CALL_OK;
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
    note_cancelled(self);
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
    gpr_timespec deadline = self->incoming.deadline;
    gpr_timespec left;

    if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) == 0)
        return INT64_MAX;
    left = gpr_time_sub(deadline, gpr_now(deadline.clock_type));
    if (gpr_time_cmp(left, gpr_time_0(GPR_TIMESPAN)) < 0)
        return 0;
    return left.tv_sec * 1000 + left.tv_nsec / 1000000;
}

void pipc__server_call_refuse(const pipc__incoming_call *incoming, grpc_slice path)
{
    pipc__server_call *self = pipc__server_call_memory(incoming, sizeof *self);
    pipc__server_reply reply = {.status = GRPC_STATUS_UNIMPLEMENTED, .details = grpc_empty_slice()};
    char message[512];
    int length = (int)GRPC_SLICE_LENGTH(path);

    snprintf(message, sizeof message, "no method %.*s", length,
             (const char *)GRPC_SLICE_START_PTR(path));
    reply.message = grpc_slice_from_copied_string(message);
    pipc__server_call_begin(self, incoming, NULL);
    pipc__server_call_reply(self, &reply);
}
