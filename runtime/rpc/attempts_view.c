/* A call as the slots of interceptors see it. */
#include <pipc/error.h>

#include "base/alloc.h"
#include "grpc/core_metadata.h"
#include "rpc/attempts.h"

const char *pipc_client_call_path(const pipc_client_call *call)
{
    return call->terms->path;
}

const char *pipc_client_call_correlation_id(const pipc_client_call *call)
{
    return call->correlation_id;
}

int pipc_client_call_attempt(const pipc_client_call *call)
{
    return call->attempt;
}

int64_t pipc_client_call_time_left_ms(const pipc_client_call *call)
{
    return pipc__deadline_left_ms(call->terms->deadline);
}

/* --- metadata ------------------------------------------------------------------------------- */

pipc_metadata *pipc_client_call_metadata(pipc_client_call *call)
{
    return &call->outgoing;
}

/* `kept` is where they stay until the slots have returned. */
static const pipc_metadata *read_metadata(const grpc_metadata_array *received, pipc_metadata **kept)
{
    pipc_metadata *made = NULL;

    if (*kept != NULL)
        return *kept;
    if (pipc_metadata_new(&made, NULL) != PIPC_OK)
        return NULL;
    if (received != NULL && pipc__core_metadata_read(received, made, NULL) != PIPC_OK) {
        pipc_metadata_free(made);
        return NULL;
    }
    *kept = made;
    return made;
}

const pipc_metadata *pipc_client_call_initial_metadata(pipc_client_call *call)
{
    return read_metadata(call->came == NULL ? NULL : &call->came->initial_metadata, &call->initial);
}

const pipc_metadata *pipc_client_call_trailing_metadata(pipc_client_call *call)
{
    return read_metadata(call->came == NULL ? NULL : &call->came->trailing_metadata,
                         &call->trailing);
}

/* --- memory --------------------------------------------------------------------------------- */

void *pipc_client_call_alloc(pipc_client_call *call, size_t size)
{
    return pipc__arena_alloc(&call->arena, size);
}

void *pipc_client_call_value(const pipc_client_call *call, const void *key)
{
    return pipc__values_get(&call->values, key);
}

int pipc_client_call_set_value(pipc_client_call *call, const void *key, void *value,
                               pipc_error **error)
{
    return pipc__values_put(&call->values, &call->arena, key, value, error);
}

/* --- once more ------------------------------------------------------------------------------ */

/* From now on the program uses nothing of the call; false: it has. */
static bool seal(pipc_client_call *call)
{
    bool sealed;

    pipc__mutex_lock(&call->mutex);
    sealed = !call->used;
    call->sealed = sealed;
    pipc__mutex_unlock(&call->mutex);
    return sealed;
}

bool pipc_client_call_retry(pipc_client_call *call, int64_t delay_ms)
{
    if (delay_ms < 0)
        delay_ms = 0;
    if (!call->ending || call->is_single || call->fate != PIPC__CALL_RAN ||
        pipc_client_call_time_left_ms(call) <= delay_ms || !seal(call))
        return false;
    call->again = true;
    call->resume_ns = pipc__deadline_ns(pipc__now_ns(), delay_ms);
    return true;
}
