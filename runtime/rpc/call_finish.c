/* How a call ends. */
#include <assert.h>

#include <pipc/error.h>
#include <pipc/grpc_status.h>

#include "component/component.h"
#include "component/fork.h"
#include "component/metadata.h"
#include "grpc/status.h"
#include "grpc/status_details.h"
#include "rpc/call.h"
#include "rpc/call_pool.h"
#include "rpc/result.h"

/* Of a thread that fails a call. */
enum { CORRELATION_ID_CHUNK_BYTES = 128 };

/* --- leaving -------------------------------------------------------------------------------- */

void pipc__call_leave(pipc_call *call)
{
    if (atomic_fetch_sub(&call->stays, 1) > 1)
        return;
    if (call->is_inside)
        pipc__gate_leave(&call->method->all->gate, &call->link);
    pipc__server_call_let_go(&call->server_call);
}

void pipc__call_release(pipc_call *call)
{
    if (call->streams)
        pipc__server_stream_dispose(&call->stream);
    pipc__metadata_clear(&call->server_call.initial_metadata);
    pipc__metadata_clear(&call->server_call.trailing_metadata);
    pipc__metadata_clear(&call->metadata);
    pipc__arena_dispose(&call->arena);
    atomic_store(&call->state, PIPC__CALL_FREE);
    pipc__call_pool_give_back(call);
}

/* --- replying ------------------------------------------------------------------------------- */

static pipc__server_reply make_reply(grpc_byte_buffer *bytes, const pipc_error *error)
{
    if (error == NULL)
        return (pipc__server_reply){.response = bytes,
                                    .status = GRPC_STATUS_OK,
                                    .message = grpc_empty_slice(),
                                    .details = grpc_empty_slice()};
    return (pipc__server_reply){
        .status = (grpc_status_code)pipc_error_grpc_status(error),
        .message = pipc__status_message(error),
        .details = pipc__status_details_pack(error),
    };
}

/* At once, or when the stream has sent what it is sending. */
static void reply(pipc_call *call, const pipc__server_reply *made)
{
    if (!call->streams || pipc__server_stream_close(&call->stream, made))
        pipc__server_call_reply(&call->server_call, made);
}

/* A handler may return a code and make no error of it. */
static void complete_error(pipc_call *call, int code, pipc_error **error)
{
    char chunk[CORRELATION_ID_CHUNK_BYTES];
    pipc__arena arena;
    const char *correlation_id;

    pipc__arena_init(&arena, chunk, sizeof chunk);
    correlation_id = pipc__call_read_correlation_id(call, &arena);
    if (*error == NULL)
        pipc_fail(error, code, NULL, "method %s failed", pipc_call_path(call));
    if (pipc_error_correlation_id(*error) == NULL)
        pipc_error_set_correlation_id(*error, correlation_id);
    pipc__arena_dispose(&arena);
}

static void end_interceptors(pipc_call *call, int code, const pipc_error *error)
{
    if (call->entered == 0)
        return;
    pipc__handler_enter();
    pipc__interceptors_end(&call->method->all->interceptors, call->entered, call, code, error);
    pipc__handler_leave();
}

/*
 * Replies, if nobody has; `bytes` is taken, *error made if need be. The call's own memory is not
 * used: a callback may be using it, or whoever owes pipc_call_finish().
 */
static void reply_once(pipc_call *call, int code, grpc_byte_buffer *bytes, pipc_error **error,
                       bool is_bare)
{
    pipc__server_reply made;

    if (atomic_exchange(&call->is_answered, true)) {
        pipc__codec_free(bytes);
        return;
    }
    if (code != PIPC_OK)
        complete_error(call, code, error);
    end_interceptors(call, pipc_error_category(*error), *error);
    pipc__observation_end(&call->observation, pipc_error_category(*error), *error);
    made = make_reply(bytes, *error);
    made.is_bare = is_bare;
    reply(call, &made);
}

void pipc__call_conclude(pipc_call *call, int code, grpc_byte_buffer *bytes, pipc_error *error)
{
    bool nobody_calls_back = pipc__turns_stop(&call->turns);

    reply_once(call, code, bytes, &error, false);
    pipc_error_free(error);
    if (nobody_calls_back)
        pipc__call_leave(call); /* or else who has the turn does, maybe before the reply */
}

void pipc__call_break_off(pipc_call *call, int code, pipc_error *error)
{
    reply_once(call, code, NULL, &error, true);
    pipc_error_free(error);
    pipc__server_call_note_cancelled(&call->server_call);
    pipc__call_add_cancelled(call); /* who has the turn sees to it */
}

/* --- finishing ------------------------------------------------------------------------------ */

/* Makes it FINISHED if somebody owes that, and returns what it was. */
static int claim_finish(pipc_call *call)
{
    int state = atomic_load(&call->state);

    do {
        if (state == PIPC__CALL_FREE || state == PIPC__CALL_FINISHED)
            return state;
    } while (!atomic_compare_exchange_weak(&call->state, &state, PIPC__CALL_FINISHED));
    return state;
}

int pipc__call_pack(const pipc_call *call, const ProtobufCMessage *message, grpc_byte_buffer **out,
                    pipc_error **error)
{
    pipc__server *server = call->server_call.incoming.server;

    return pipc__codec_pack(message, pipc__server_response_limit(server),
                            pipc__loop_blocks(pipc__server_loop(server)), out, error);
}

/* The call stays until it was replied to: who has the turn may leave as soon as it is stopped. */
static void finish(pipc_call *call, int code, pipc_error *error)
{
    grpc_byte_buffer *bytes = NULL;

    atomic_fetch_add(&call->stays, 1);
    code = pipc__result_check(code, &error);
    if (code == PIPC_OK && call->response != NULL && !atomic_load(&call->is_answered))
        code = pipc__call_pack(call, call->response, &bytes, &error);
    pipc__call_conclude(call, code, bytes, error);
    pipc__call_leave(call);
}

void pipc_call_finish(pipc_call *call, int code, pipc_error *error)
{
    if (pipc__fork_has_broken_core()) {
        pipc_error_free(error);
        return;
    }
    switch (claim_finish(call)) {
    case PIPC__CALL_RUNS:
    case PIPC__CALL_PENDING:
        finish(call, code, error);
        return;
    case PIPC__CALL_ORPHANED:
        pipc__call_release(call);
        break;
    case PIPC__CALL_ABANDONED:
        break;
    default:
        pipc__call_complain(call, "pipc_call_finish() was called twice, or for a call whose "
                                  "handler did not return PIPC_PENDING");
    }
    pipc_error_free(error);
}

/* --- a contract that is broken -------------------------------------------------------------- */

static bool reference_methods(void *owner)
{
    return pipc__service_methods_reference_if_alive(owner);
}

/* As the loggers are only behind the gate. */
static void log_complaint(pipc__service_methods *service, const char *what)
{
    if (!pipc__gate_enter(&service->gate, NULL))
        return;
    pipc__loggers_log(&service->loggers, PIPC_LOG_ERROR, NULL, NULL, "service %s: %s",
                      service->desc->name, what);
    pipc__gate_leave(&service->gate, NULL);
}

void pipc__call_complain(pipc_call *call, const char *what)
{
    pipc__service_methods *service =
        pipc__call_pool_owner(pipc__call_pool_of(call), reference_methods);

    if (service != NULL)
        log_complaint(service, what);
    pipc__service_methods_unreference(service);
    assert(false && "a call was used against its contract, see the log");
}

/* --- closing -------------------------------------------------------------------------------- */

static pipc_call *call_of(pipc__list *link)
{
    return PIPC_CONTAINER_OF(link, pipc_call, link);
}

static void cancel(pipc__list *link)
{
    pipc__server_call_cancel(&call_of(link)->server_call);
}

static bool claim(pipc__list *link)
{
    int state = PIPC__CALL_PENDING;

    return atomic_compare_exchange_strong(&call_of(link)->state, &state, PIPC__CALL_ABANDONED);
}

static void abandon(pipc__list *link)
{
    pipc_call *call = call_of(link);
    pipc_error *error = NULL;
    bool nobody_calls_back;
    int code = pipc_fail_grpc(&error, PIPC_GRPC_UNAVAILABLE,
                              "%s was cancelled, but not finished within %d ms",
                              pipc_call_path(call), (int)PIPC__PATIENCE_MS);

    atomic_fetch_add(&call->stays, 1); /* as of finish() */
    nobody_calls_back = pipc__turns_stop(&call->turns);

    pipc__loggers_log(&call->method->all->loggers, PIPC_LOG_ERROR, NULL, error,
                      "%s is abandoned: pipc_call_finish() was not called", pipc_call_path(call));
    reply_once(call, code, NULL, &error, true);
    pipc_error_free(error);
    if (nobody_calls_back)
        pipc__call_leave(call);
    pipc__call_leave(call);
    assert(false && "a call was not finished in time, see the log");
}

const pipc__gate_farewell pipc__call_farewell = {
    .cancel = cancel,
    .patience_ms = PIPC__PATIENCE_MS,
    .claim = claim,
    .abandon = abandon,
};
