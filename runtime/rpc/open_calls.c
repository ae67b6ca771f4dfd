#include "rpc/open_calls.h"

#include <pipc/error.h>

#include "rpc/server_stream.h"

void pipc__open_calls_init(pipc__open_calls *self)
{
    pipc__mutex_init(&self->mutex);
    pipc__list_init(&self->all);
    self->is_open = false;
}

void pipc__open_calls_set_open(pipc__open_calls *self, bool is_open)
{
    pipc__mutex_lock(&self->mutex);
    self->is_open = is_open;
    pipc__mutex_unlock(&self->mutex);
}

void pipc__open_calls_dispose(pipc__open_calls *self)
{
    pipc__mutex_dispose(&self->mutex);
}

void pipc__open_calls_add(pipc__open_calls *self, pipc__open_call *call)
{
    call->is_listed = true;
    pipc__list_add(&self->all, &call->link);
}

bool pipc__open_call_is_listed(const pipc__open_call *call)
{
    return call->is_listed;
}

void pipc__open_call_move(pipc__open_call *call, pipc__list *to)
{
    call->is_listed = false;
    pipc__list_remove(&call->link);
    pipc__list_add(to, &call->link);
}

static pipc__open_call *first_of(const pipc__list *list)
{
    return PIPC_CONTAINER_OF(list->next, pipc__open_call, link);
}

void pipc__open_calls_move_all(pipc__open_calls *self, pipc__list *to)
{
    pipc__list_init(to);
    while (!pipc__list_is_empty(&self->all))
        pipc__open_call_move(first_of(&self->all), to);
}

int pipc__open_calls_fail_closing(pipc_error **error)
{
    return pipc_fail(error, PIPC_E_NO_RESPONSE, "UNAVAILABLE", "the endpoint closes");
}

static void finish(pipc_call *call, int code)
{
    pipc_error *error = NULL;

    if (code == PIPC_E_FAILED_INVOCATION)
        code = pipc__server_stream_fail_cancelled(&error);
    else if (code == PIPC_E_NO_RESPONSE)
        code = pipc__open_calls_fail_closing(&error);
    else if (code == PIPC_E_NO_MEMORY)
        code = pipc_fail_no_memory(&error);
    pipc_call_finish(call, code, error);
}

/* A call's memory, and its link, goes with it. */
void pipc__open_calls_finish(pipc__list *calls, int code)
{
    while (!pipc__list_is_empty(calls)) {
        pipc__open_call *call = first_of(calls);

        pipc__list_remove(&call->link);
        finish(call->call, code);
    }
}

void pipc__open_calls_end(pipc__open_calls *self, pipc__open_call *call, int code)
{
    pipc__list ended;

    pipc__list_init(&ended);
    pipc__mutex_lock(&self->mutex);
    if (call->is_listed)
        pipc__open_call_move(call, &ended);
    pipc__mutex_unlock(&self->mutex);
    pipc__open_calls_finish(&ended, code);
}
