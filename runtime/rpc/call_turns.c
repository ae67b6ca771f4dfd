/* The callbacks of a call. */
#include "component/component.h"
#include "rpc/call.h"

bool pipc__call_add_cancelled(pipc_call *call)
{
    return !atomic_exchange(&call->cancelled_is_due, true) &&
           pipc__turns_add(&call->turns, PIPC__TURN_CALL_CANCELLED | PIPC__TURN_CANCELLED);
}

/* Where the listener was just taken away it stays due, for a later one. */
static void tell_cancelled(pipc_call *call)
{
    pipc_call_listener *listener = atomic_load(&call->listener);

    if (listener != NULL)
        listener->cancelled(listener, call);
    else
        pipc__turns_add(&call->turns, PIPC__TURN_CALL_CANCELLED);
}

static void run_turn(pipc_call *call, unsigned turn)
{
    switch (turn) {
    case PIPC__TURN_MESSAGE:
        pipc__server_stream_take_message(&call->stream);
        break;
    case PIPC__TURN_WRITABLE:
        pipc__server_stream_tell_writable(&call->stream);
        break;
    case PIPC__TURN_CANCELLED:
        pipc__turns_close(&call->turns, PIPC__TURN_OF_STREAM); /* it is the last of them */
        pipc__server_stream_tell_cancelled(&call->stream);
        break;
    case PIPC__TURN_CALL_CANCELLED:
    default:
        tell_cancelled(call);
        break;
    }
}

static void run_watched(pipc_call *call, unsigned turn)
{
    pipc__loop *loop = pipc__server_loop(call->server_call.incoming.server);
    pipc__pace *pace = &call->method->callback_pace;

    pipc__loop_callback_begin(loop, pace);
    pipc__handler_enter();
    run_turn(call, turn);
    pipc__handler_leave();
    pipc__loop_callback_end(loop, pace);
}

/* Once nothing is due the call may be gone; PIPC__TURN_LAST is what makes it go. */
void pipc__call_run_turns(pipc__task *task)
{
    pipc_call *call = PIPC_CONTAINER_OF(task, pipc_call, callbacks);
    unsigned turn;

    while ((turn = pipc__turns_take(&call->turns)) != 0 && turn != PIPC__TURN_LAST)
        run_watched(call, turn);
    if (turn == PIPC__TURN_LAST)
        pipc__call_leave(call);
}

void pipc__call_take_turns(pipc_call *call)
{
    pipc__loop_run(pipc__server_loop(call->server_call.incoming.server), &call->callbacks);
}

void pipc__call_turn_fired(pipc__tag *tag, bool ok)
{
    pipc_call *call = PIPC_CONTAINER_OF(tag, pipc_call, turn);

    (void)ok; /* there was nothing that could fail */
    pipc__call_take_turns(call);
    pipc__server_call_let_go(&call->server_call);
}

/* One at a time is under way, as only one has the turn. */
void pipc__call_fire_turns(pipc_call *call)
{
    pipc__server_call_fire(&call->server_call, &call->turn);
}
