/* What is under way on a stream whose listener is told. */
#include "rpc/heard_stream.h"

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
