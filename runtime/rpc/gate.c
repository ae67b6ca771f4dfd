#include "rpc/gate.h"

void pipc__gate_init(pipc__gate *gate)
{
    pipc__mutex_init(&gate->mutex);
    pipc__condition_init(&gate->empty);
    pipc__list_init(&gate->inside);
    gate->unlisted = 0;
    gate->open = false;
    gate->events = NULL;
}

void pipc__gate_dispose(pipc__gate *gate)
{
    pipc__condition_dispose(&gate->empty);
    pipc__mutex_dispose(&gate->mutex);
}

void pipc__gate_open(pipc__gate *gate)
{
    pipc__mutex_lock(&gate->mutex);
    gate->open = true;
    pipc__mutex_unlock(&gate->mutex);
}

void pipc__gate_set_events(pipc__gate *gate, pipc__event_queue *events)
{
    pipc__mutex_lock(&gate->mutex);
    gate->events = events;
    pipc__mutex_unlock(&gate->mutex);
}

bool pipc__gate_enter(pipc__gate *gate, pipc__list *link)
{
    bool open;

    pipc__mutex_lock(&gate->mutex);
    open = gate->open;
    if (open && link != NULL)
        pipc__list_add(&gate->inside, link);
    else if (open)
        gate->unlisted++;
    pipc__mutex_unlock(&gate->mutex);
    return open;
}

/* With the mutex held. */
static bool is_empty(const pipc__gate *gate)
{
    return pipc__list_is_empty(&gate->inside) && gate->unlisted == 0;
}

void pipc__gate_leave(pipc__gate *gate, pipc__list *link)
{
    pipc__mutex_lock(&gate->mutex);
    if (link != NULL)
        pipc__list_remove(link);
    else
        gate->unlisted--;
    if (!gate->open && is_empty(gate)) {
        pipc__condition_broadcast(&gate->empty);
        pipc__event_queue_notify(gate->events);
    }
    pipc__mutex_unlock(&gate->mutex);
}

static bool has_become_empty(void *argument)
{
    pipc__gate *gate = argument;
    bool empty;

    pipc__mutex_lock(&gate->mutex);
    empty = is_empty(gate);
    pipc__mutex_unlock(&gate->mutex);
    return empty;
}

/* With the mutex held. */
static bool run_until_empty(pipc__gate *gate, int64_t deadline_ns)
{
    bool empty;

    pipc__mutex_unlock(&gate->mutex);
    empty = pipc__event_queue_process_until(gate->events, has_become_empty, gate, deadline_ns);
    pipc__mutex_lock(&gate->mutex);
    return empty;
}

/* With the mutex held. */
static bool wait_until_empty(pipc__gate *gate, int64_t deadline_ns)
{
    if (gate->events != NULL)
        return run_until_empty(gate, deadline_ns);
    while (!is_empty(gate) && pipc__condition_wait_until(&gate->empty, &gate->mutex, deadline_ns)) {
    }
    return is_empty(gate);
}

/* With the mutex held. */
static void shut_and_cancel(pipc__gate *gate, int64_t timeout_ms, void (*cancel)(pipc__list *link))
{
    gate->open = false;
    wait_until_empty(gate, pipc__deadline_ns(pipc__now_ns(), timeout_ms));
    for (pipc__list *link = gate->inside.next; link != &gate->inside; link = link->next)
        cancel(link);
}

void pipc__gate_close(pipc__gate *gate, int64_t timeout_ms, void (*cancel)(pipc__list *link))
{
    pipc__mutex_lock(&gate->mutex);
    shut_and_cancel(gate, timeout_ms, cancel);
    wait_until_empty(gate, INT64_MAX);
    pipc__mutex_unlock(&gate->mutex);
}

/* With the mutex held. */
static pipc__list *claim_one(pipc__gate *gate, bool (*claim)(pipc__list *link))
{
    for (pipc__list *link = gate->inside.next; link != &gate->inside; link = link->next)
        if (claim(link))
            return link;
    return NULL;
}

/* With the mutex held, but let go of while one is abandoned: that one leaves by it. */
static void abandon_all(pipc__gate *gate, const pipc__gate_farewell *farewell)
{
    for (pipc__list *link; (link = claim_one(gate, farewell->claim)) != NULL;) {
        pipc__mutex_unlock(&gate->mutex);
        farewell->abandon(link);
        pipc__mutex_lock(&gate->mutex);
    }
}

void pipc__gate_abandon(pipc__gate *gate, const pipc__gate_farewell *farewell)
{
    pipc__mutex_lock(&gate->mutex);
    abandon_all(gate, farewell);
    pipc__mutex_unlock(&gate->mutex);
}

void pipc__gate_close_with(pipc__gate *gate, int64_t timeout_ms,
                           const pipc__gate_farewell *farewell)
{
    pipc__mutex_lock(&gate->mutex);
    shut_and_cancel(gate, timeout_ms, farewell->cancel);
    while (!wait_until_empty(gate, pipc__deadline_ns(pipc__now_ns(), farewell->patience_ms)))
        abandon_all(gate, farewell);
    pipc__mutex_unlock(&gate->mutex);
}
