/* How a mock answers a call. */
#include <pipc/error.h>

#include "base/error.h"
#include "base/sync.h"
#include "messages/message_copy.h"
#include "rpc/call.h"
#include "rpc/mock.h"

static int end(const pipc__mock_answer *answer, pipc_error **error)
{
    return answer->failure == NULL ? PIPC_OK : pipc__error_copy(answer->failure, error);
}

/* The answer may be gone before the response is sent: that has a copy. */
static int respond(const pipc__mock_answer *answer, pipc_call *call, ProtobufCMessage *response,
                   pipc_error **error)
{
    if (answer->failure != NULL || answer->count == 0)
        return end(answer, error);
    return pipc__message_copy_into(answer->responses[0], &call->arena, response, error);
}

static int read_all(pipc_grpc_server_stream *stream, pipc_error **error)
{
    const ProtobufCMessage *message;
    int code;

    do {
        code = pipc_grpc_server_stream_read(stream, &message, error);
    } while (code > 0);
    return code;
}

/* Writes all responses from `first` on. */
static int write_all(const pipc__mock_answer *answer, size_t first, pipc_grpc_server_stream *stream,
                     pipc_error **error)
{
    int code = PIPC_OK;

    for (size_t i = first; code == PIPC_OK && i < answer->count; i++)
        code = pipc_grpc_server_stream_write(stream, answer->responses[i], error);
    return code == PIPC_OK ? end(answer, error) : code;
}

static int converse(const pipc__mock_answer *answer, pipc_grpc_server_stream *stream,
                    pipc_error **error)
{
    const ProtobufCMessage *message;
    size_t written = 0;
    int code;

    if (answer->at_once)
        return end(answer, error);
    while ((code = pipc_grpc_server_stream_read(stream, &message, error)) > 0) {
        if (answer->at_end || written == answer->count)
            continue;
        code = pipc_grpc_server_stream_write(stream, answer->responses[written++], error);
        if (code != PIPC_OK)
            return code;
    }
    return code == PIPC_OK ? write_all(answer, written, stream, error) : code;
}

static int give(const pipc__mock_answer *answer, pipc_call *call, pipc_grpc_server_stream *stream,
                ProtobufCMessage *response, pipc_error **error)
{
    int code = PIPC_OK;

    switch (call->method->method->kind) {
    case PIPC_GRPC_SERVER_STREAMING:
        return write_all(answer, 0, stream, error);
    case PIPC_GRPC_BIDI_STREAMING:
        return converse(answer, stream, error);
    case PIPC_GRPC_CLIENT_STREAMING:
        code = read_all(stream, error);
        break;
    case PIPC_GRPC_UNARY:
    default:
        break;
    }
    return code == PIPC_OK ? respond(answer, call, response, error) : code;
}

/* The handlers of the test's own; NULL: none. */
static const void *handlers_of(pipc_grpc_mock *self)
{
    const void *handlers;

    pipc__mutex_lock(&self->mutex);
    handlers = self->handlers;
    pipc__mutex_unlock(&self->mutex);
    return handlers;
}

const void *pipc_grpc_mock_serve(pipc_grpc_mock *self, size_t row, pipc_call *call,
                                 const ProtobufCMessage *request, pipc_grpc_server_stream *stream,
                                 ProtobufCMessage *response, int *code, pipc_error **error)
{
    pipc_grpc_mock_method *method = pipc__mock_method(self, row);
    const void *handlers;
    pipc__mock_answer *answer;

    *code = pipc__mock_record(method, call, request, stream, error);
    if (*code != PIPC_OK)
        return NULL;
    answer = pipc__mock_answer_hold(method);
    if (answer != NULL) {
        *code = give(answer, call, stream, response, error);
        pipc__mock_answer_let_go(self, answer);
        return NULL;
    }
    handlers = handlers_of(self);
    if (handlers == NULL)
        *code = pipc_grpc_unimplemented(call, error);
    return handlers;
}
