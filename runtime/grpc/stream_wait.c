#include "grpc/stream_wait.h"

#include <grpc/byte_buffer.h>
#include <string.h>

#include <pipc/error.h>

#include "grpc/round.h"

/* Waits for a batch that was started; false: it failed, as the call is over. */
static bool await(pipc__stream_wait *self, pipc__stream_tag tag)
{
    pipc__channel_is_read(self->channel);
    pipc__round_waits();
    return grpc_completion_queue_pluck(self->queue->queue, &self->call->tags[tag],
                                       gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL)
               .success != 0;
}

/* --- start and end -------------------------------------------------------------------------- */

/* With the mutex of the channel held. */
static void cancel_member(pipc__channel_member *member)
{
    pipc__stream_call_cancel(PIPC_CONTAINER_OF(member, pipc__stream_wait, member)->call);
}

int pipc__stream_wait_start(pipc__stream_wait *self, pipc__stream_call *call,
                            pipc__channel *channel, const pipc__stream_start *start,
                            pipc_error **error)
{
    int code;

    memset(self, 0, sizeof *self);
    self->queue = pipc__channel_take_queue(channel);
    if (self->queue == NULL) {
        grpc_byte_buffer_destroy(start->request);
        return pipc_fail_no_memory(error);
    }
    code = pipc__stream_call_init(call, channel, self->queue->queue, start, error);
    if (code != PIPC_OK) {
        pipc__channel_return_queue(channel, self->queue);
        return code;
    }
    self->call = call;
    self->channel = channel;
    self->member.cancel = cancel_member;
    pipc__mutex_init(&self->status_mutex);
    pipc__stream_call_start(call, start);
    pipc__channel_add(channel, &self->member);
    return PIPC_OK;
}

void pipc__stream_wait_dispose(pipc__stream_wait *self)
{
    if (!self->over)
        pipc__stream_call_cancel(self->call);
    pipc__stream_wait_status(self);
    await(self, PIPC__STREAM_START);
    pipc__stream_wait_begin(self);
    if (self->sending)
        await(self, PIPC__STREAM_SEND);
    pipc__channel_return_queue(self->channel, self->queue);
    pipc__channel_remove(self->channel, &self->member, self->call->call);
    pipc__stream_call_dispose(self->call);
    pipc__mutex_dispose(&self->status_mutex);
}

/* --- waiting -------------------------------------------------------------------------------- */

void pipc__stream_wait_begin(pipc__stream_wait *self)
{
    if (!self->begun)
        await(self, PIPC__STREAM_INITIAL_METADATA);
    self->begun = true;
}

grpc_byte_buffer *pipc__stream_wait_receive(pipc__stream_wait *self)
{
    grpc_byte_buffer *bytes;

    if (pipc__stream_call_receive(self->call, &bytes))
        await(self, PIPC__STREAM_RECEIVE);
    return bytes;
}

/* Whether what was sent before is gone. */
static bool is_sent(pipc__stream_wait *self)
{
    if (!self->sending)
        return true;
    self->sending = false;
    return await(self, PIPC__STREAM_SEND);
}

bool pipc__stream_wait_send(pipc__stream_wait *self, grpc_byte_buffer *bytes)
{
    if (is_sent(self))
        self->sending = pipc__stream_call_send(self->call, bytes);
    else
        grpc_byte_buffer_destroy(bytes);
    return self->sending;
}

bool pipc__stream_wait_half_close(pipc__stream_wait *self)
{
    if (is_sent(self))
        self->sending = pipc__stream_call_half_close(self->call);
    return self->sending;
}

void pipc__stream_wait_status(pipc__stream_wait *self)
{
    pipc__mutex_lock(&self->status_mutex);
    if (!self->over)
        await(self, PIPC__STREAM_STATUS);
    self->over = true;
    pipc__mutex_unlock(&self->status_mutex);
}

bool pipc__stream_wait_was_closed(pipc__stream_wait *self)
{
    return pipc__channel_has_cancelled(self->channel, &self->member);
}
