#include "rpc/gate.h"

void pipc__gate_init(pipc__gate *gate)
{
    pipc__mutex_init(&gate->mutex);
    pipc__condition_init(&gate->empty);
    pipc__list_init(&gate->inside);
    gate->open = false;
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

bool pipc__gate_enter(pipc__gate *gate, pipc__list *link)
{
    bool open;

    pipc__mutex_lock(&gate->mutex);
    open = gate->open;
    if (open)
        pipc__list_add(&gate->inside, link);
    pipc__mutex_unlock(&gate->mutex);
    return open;
}

void pipc__gate_leave(pipc__gate *gate, pipc__list *link)
{
    pipc__mutex_lock(&gate->mutex);
    pipc__list_remove(link);
    if (!gate->open && pipc__list_is_empty(&gate->inside))
        pipc__condition_broadcast(&gate->empty);
    pipc__mutex_unlock(&gate->mutex);
}

/* With the mutex held. */
static void wait_until_empty(pipc__gate *gate, int64_t deadline_ns)
{
    while (!pipc__list_is_empty(&gate->inside) &&
           pipc__condition_wait_until(&gate->empty, &gate->mutex, deadline_ns)) {
    }
}

void pipc__gate_close(pipc__gate *gate, int64_t timeout_ms, void (*cancel)(pipc__list *link))
{
    pipc__mutex_lock(&gate->mutex);
    gate->open = false;
    wait_until_empty(gate, pipc__deadline_ns(pipc__now_ns(), timeout_ms));
    for (pipc__list *link = gate->inside.next; link != &gate->inside; link = link->next)
        cancel(link);
    wait_until_empty(gate, INT64_MAX);
    pipc__mutex_unlock(&gate->mutex);
}
