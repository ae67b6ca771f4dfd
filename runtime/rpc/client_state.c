#include <pipc/error.h>

#include "component/fork.h"
#include "grpc/lookout.h"
#include "rpc/client_visit.h"

static const char *const names[] = {
    [PIPC_GRPC_CLIENT_CLOSED] = "closed",         [PIPC_GRPC_CLIENT_IDLE] = "idle",
    [PIPC_GRPC_CLIENT_CONNECTING] = "connecting", [PIPC_GRPC_CLIENT_READY] = "ready",
    [PIPC_GRPC_CLIENT_FAILING] = "failing",
};

/* One that waits, inside the client's gate. */
typedef struct state_visit {
    pipc__client_visit visit;
    bool cancelled; /* guarded by the lookout */
} state_visit;

static pipc_grpc_client_connectivity from_core(grpc_connectivity_state state)
{
    switch (state) {
    case GRPC_CHANNEL_IDLE:
        return PIPC_GRPC_CLIENT_IDLE;
    case GRPC_CHANNEL_CONNECTING:
        return PIPC_GRPC_CLIENT_CONNECTING;
    case GRPC_CHANNEL_READY:
        return PIPC_GRPC_CLIENT_READY;
    case GRPC_CHANNEL_TRANSIENT_FAILURE:
        return PIPC_GRPC_CLIENT_FAILING;
    default:
        return PIPC_GRPC_CLIENT_CLOSED;
    }
}

static grpc_connectivity_state to_core(pipc_grpc_client_connectivity state)
{
    switch (state) {
    case PIPC_GRPC_CLIENT_IDLE:
        return GRPC_CHANNEL_IDLE;
    case PIPC_GRPC_CLIENT_CONNECTING:
        return GRPC_CHANNEL_CONNECTING;
    case PIPC_GRPC_CLIENT_READY:
        return GRPC_CHANNEL_READY;
    case PIPC_GRPC_CLIENT_FAILING:
        return GRPC_CHANNEL_TRANSIENT_FAILURE;
    default:
        return GRPC_CHANNEL_SHUTDOWN;
    }
}

static int fail_closed(pipc_error **error)
{
    if (pipc__fork_has_broken_core())
        return pipc__fork_fail("the client", error);
    return pipc_fail(error, PIPC_E_INVALID_STATE, "NOT_OPEN",
                     "the client is not open, and has no connection to wait for");
}

static void cancel_waiting(pipc__client_visit *visit)
{
    pipc__lookout_cancel(&PIPC_CONTAINER_OF(visit, state_visit, visit)->cancelled);
}

pipc_grpc_client_connectivity pipc_grpc_client_state(const pipc_grpc_client *self)
{
    struct pipc__client *impl = self->impl;
    pipc__client_visit visit;
    pipc_grpc_client_connectivity state;

    if (!pipc__client_visit_enter(&visit, impl))
        return PIPC_GRPC_CLIENT_CLOSED;
    state = from_core(pipc__channel_state(impl->channel));
    pipc__client_visit_leave(&visit);
    return state;
}

int pipc_grpc_client_wait_for_state(pipc_grpc_client *self, pipc_grpc_client_connectivity state,
                                    int64_t timeout_ms, pipc_error **error)
{
    struct pipc__client *impl = self->impl;
    state_visit waiting = {.cancelled = false};
    pipc_grpc_client_connectivity seen;
    int code = PIPC_OK;

    if (!pipc__client_visit_enter_told(&waiting.visit, impl, cancel_waiting))
        return fail_closed(error);
    seen = from_core(pipc__channel_wait_for_state(
        impl->channel, to_core(state), timeout_ms < 0 ? 0 : timeout_ms, &waiting.cancelled));
    if (seen != state && !waiting.cancelled)
        code = pipc_fail(error, PIPC_E_NO_RESPONSE, "STATE_NOT_REACHED",
                         "the connection to %s is %s after %lld ms, expected %s",
                         impl->settings.connection.uri, names[seen], (long long)timeout_ms,
                         names[state]);
    else if (seen != state)
        code = fail_closed(error);
    pipc__client_visit_leave(&waiting.visit);
    return code;
}
