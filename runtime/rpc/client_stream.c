#include "rpc/client_stream.h"

#include <pipc/error.h>

#include "component/context.h"
#include "component/fork.h"
#include "rpc/call.h"

void pipc__client_stream_init(pipc_grpc_client_stream *self, const pipc__client_stream_form *form,
                              const struct pipc__client *client, const pipc__client_method *row,
                              const pipc_grpc_method *method, const pipc_context *context)
{
    self->form = form;
    self->terms = pipc__call_terms_of(client, row, method, context);
    pipc__call_observe(&self->observation, client, row, context);
    self->response = row->response;
    self->begun = false;
    pipc__arena_init(&self->arena, self->first_chunk, sizeof self->first_chunk);
}

int pipc__client_stream_start_of(pipc_grpc_client_stream *self, const struct pipc__client *client,
                                 const pipc__client_method *row, const pipc_context *context,
                                 const ProtobufCMessage *request, pipc__stream_start *start,
                                 pipc_error **error)
{
    grpc_byte_buffer *bytes = NULL;
    int code = request == NULL
                   ? PIPC_OK
                   : pipc__codec_pack(request, &self->terms.request_limit, NULL, &bytes, error);

    *start = pipc__client_stream_start_anew_of(self, row);
    start->parent = pipc__call_as_parent(pipc__context_parent(context));
    if (code != PIPC_OK)
        return code;
    if (pipc__attempts_are_seen(client))
        return pipc__attempts_new(client, &self->terms, context, bytes, &self->seen, error);
    start->correlation_id = pipc_context_correlation_id(context);
    start->metadata = pipc__context_metadata(context);
    start->request = bytes;
    return PIPC_OK;
}

pipc__stream_start pipc__client_stream_start_anew_of(const pipc_grpc_client_stream *self,
                                                     const pipc__client_method *row)
{
    return (pipc__stream_start){
        .registered = row->registered,
        .deadline = self->terms.deadline,
        .compression = self->terms.compression,
        .wait_for_ready = self->terms.wait_for_ready,
        .traceparent = pipc__observation_traceparent(&self->observation),
    };
}

int pipc__client_stream_begin_attempt(pipc_grpc_client_stream *self, pipc__stream_start *start,
                                      pipc_error **error)
{
    pipc_client_call *seen = self->seen;
    int code = pipc__attempts_begin(seen, error);

    if (code != PIPC_OK)
        return code;
    self->begun = false;
    start->correlation_id = seen->correlation_id;
    start->metadata = &seen->outgoing;
    start->request = pipc__attempts_copy_request(seen);
    return PIPC_OK;
}

/* --- what comes ----------------------------------------------------------------------------- */

int pipc__client_stream_give_begin(pipc_grpc_client_stream *self, pipc_error **error)
{
    if (self->begun)
        return PIPC_OK;
    self->begun = true;
    return pipc__call_give_initial_metadata(&self->terms, &self->call.envelope, error);
}

void pipc__client_stream_forget(pipc_grpc_client_stream *self)
{
    pipc__arena_dispose(&self->arena);
    pipc__arena_init(&self->arena, self->first_chunk, sizeof self->first_chunk);
}

int pipc__client_stream_unpack(pipc_grpc_client_stream *self, grpc_byte_buffer *bytes,
                               const ProtobufCMessage **message, pipc_error **error)
{
    ProtobufCMessage *unpacked = NULL;
    int code;

    pipc__client_stream_forget(self);
    code = pipc__codec_unpack(&self->response, &self->call.origin, bytes, &self->arena, &unpacked,
                              error);
    if (code == PIPC_OK)
        *message = unpacked;
    return code;
}

int pipc__client_stream_fail_twice(const pipc_grpc_client_stream *self, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_INTERNAL, "TWO_MESSAGES",
                     "%s was answered with more than one message", self->terms.path);
}

/* --- what goes ------------------------------------------------------------------------------ */

static int fail_over(const pipc_grpc_client_stream *self, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_FAILED_INVOCATION, "CALL_OVER",
                     "%s is over, nothing can be written any more; how it ended is told where "
                     "its answer is read",
                     self->terms.path);
}

int pipc_grpc_client_stream_write(pipc_grpc_client_stream *self, const ProtobufCMessage *message,
                                  pipc_error **error)
{
    grpc_byte_buffer *bytes = NULL;
    int code = pipc__fork_check_core(self->terms.path, error);

    if (code != PIPC_OK)
        return code;
    if (self->call.writes_done)
        return pipc_fail(error, PIPC_E_INVALID_STATE, "WRITES_DONE",
                         "%s was told that nothing more would be written", self->terms.path);
    code = self->form->may_write(self);
    if (code == PIPC_OK)
        code = pipc__codec_pack(message, &self->terms.request_limit, NULL, &bytes, error);
    if (code != PIPC_OK)
        return code;
    return self->form->send(self, bytes) ? PIPC_OK : fail_over(self, error);
}

int pipc_grpc_client_stream_writes_done(pipc_grpc_client_stream *self, pipc_error **error)
{
    int code = pipc__fork_check_core(self->terms.path, error);

    if (code != PIPC_OK || self->call.writes_done)
        return code;
    self->call.writes_done = true;
    return self->form->half_close(self) ? PIPC_OK : fail_over(self, error);
}

void pipc_grpc_client_stream_cancel(pipc_grpc_client_stream *self)
{
    if (!pipc__fork_has_broken_core())
        self->form->cancel(self);
}

void pipc_grpc_client_stream_compress_messages(pipc_grpc_client_stream *self, bool compress)
{
    self->call.uncompressed = !compress;
}
