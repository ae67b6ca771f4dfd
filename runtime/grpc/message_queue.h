/* Messages of a stream that wait, in order, for who reads them or for what sends them. */
#ifndef PIPC_RUNTIME_GRPC_MESSAGE_QUEUE_H_
#define PIPC_RUNTIME_GRPC_MESSAGE_QUEUE_H_

#include <grpc/grpc.h>
#include <stdbool.h>
#include <stddef.h>

enum { PIPC__MESSAGE_QUEUE_MAX = 64, PIPC__MESSAGE_QUEUE_BYTES_MAX = 64 * 1024 };

/* There is room for one message always; that for more is made when it is needed. Zeroed: empty. */
typedef struct pipc__message_queue {
    grpc_byte_buffer *only;
    grpc_byte_buffer **ring; /* NULL: there is room for `only` */
    unsigned first;
    unsigned count;
    size_t bytes; /* of all that wait */
} pipc__message_queue;

/* False: with a message of so many bytes there would be too many, or too much; or no memory. */
bool pipc__message_queue_make_room(pipc__message_queue *self, size_t bytes);

/* Takes `message`, for which room was made, or which is the only one, however large. */
void pipc__message_queue_add(pipc__message_queue *self, grpc_byte_buffer *message);

/* The first one, the caller's; NULL: there is none. */
grpc_byte_buffer *pipc__message_queue_take(pipc__message_queue *self);

/* Whether so little is left that it is worth while to wake who waits for room. */
bool pipc__message_queue_is_low(const pipc__message_queue *self);

/* Frees all messages, and the room for more than one; it is as zeroed then. */
void pipc__message_queue_clear(pipc__message_queue *self);

#endif
