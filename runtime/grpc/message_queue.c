#include "grpc/message_queue.h"

#include <assert.h>
#include <grpc/byte_buffer.h>

#include "base/alloc.h"

static grpc_byte_buffer **slots(pipc__message_queue *self)
{
    return self->ring == NULL ? &self->only : self->ring;
}

static unsigned capacity(const pipc__message_queue *self)
{
    return self->ring == NULL ? 1 : PIPC__MESSAGE_QUEUE_MAX;
}

static bool make_ring(pipc__message_queue *self)
{
    grpc_byte_buffer **ring = pipc__alloc(PIPC__MESSAGE_QUEUE_MAX * sizeof(grpc_byte_buffer *));

    if (ring == NULL)
        return false;
    ring[0] = self->only;
    self->ring = ring;
    return true;
}

bool pipc__message_queue_make_room(pipc__message_queue *self, size_t bytes)
{
    if (self->bytes + bytes > PIPC__MESSAGE_QUEUE_BYTES_MAX)
        return false;
    if (self->count < capacity(self))
        return true;
    return self->ring == NULL && make_ring(self);
}

void pipc__message_queue_add(pipc__message_queue *self, grpc_byte_buffer *message)
{
    assert(self->count < capacity(self));
    slots(self)[(self->first + self->count) % capacity(self)] = message;
    self->count++;
    self->bytes += grpc_byte_buffer_length(message);
}

grpc_byte_buffer *pipc__message_queue_take(pipc__message_queue *self)
{
    grpc_byte_buffer *taken;

    if (self->count == 0)
        return NULL;
    taken = slots(self)[self->first];
    self->first = (self->first + 1) % capacity(self);
    self->count--;
    self->bytes -= grpc_byte_buffer_length(taken);
    return taken;
}

bool pipc__message_queue_is_low(const pipc__message_queue *self)
{
    return self->count <= PIPC__MESSAGE_QUEUE_MAX / 2 &&
           self->bytes <= PIPC__MESSAGE_QUEUE_BYTES_MAX / 2;
}

void pipc__message_queue_clear(pipc__message_queue *self)
{
    while (self->count > 0)
        grpc_byte_buffer_destroy(pipc__message_queue_take(self));
    pipc__free(self->ring);
    *self = (pipc__message_queue){.count = 0};
}
