/* A pairing heap: adding costs nothing, and taking the first the logarithm of how many there are.
 */
#include "grpc/timers.h"

#include <stddef.h>

static void point(pipc__timer **reference, pipc__timer *timer)
{
    *reference = timer;
    if (timer != NULL)
        timer->reference = reference;
}

/* Makes one heap of two, neither of which has siblings; either may be NULL. */
static pipc__timer *meld(pipc__timer *one, pipc__timer *other)
{
    pipc__timer *first = one;
    pipc__timer *second = other;

    if (one == NULL || other == NULL)
        return one == NULL ? other : one;
    if (other->due_ns < one->due_ns) {
        first = other;
        second = one;
    }
    point(&second->sibling, first->child);
    point(&first->child, second);
    return first;
}

/* Makes one heap of siblings: pairs of them first, then all of these. */
static pipc__timer *meld_siblings(pipc__timer *siblings)
{
    pipc__timer *pairs = NULL;
    pipc__timer *heap = NULL;

    while (siblings != NULL) {
        pipc__timer *one = siblings;
        pipc__timer *other = one->sibling;
        pipc__timer *pair;

        siblings = other == NULL ? NULL : other->sibling;
        one->sibling = NULL;
        if (other != NULL)
            other->sibling = NULL;
        pair = meld(one, other);
        pair->sibling = pairs;
        pairs = pair;
    }
    while (pairs != NULL) {
        pipc__timer *pair = pairs;

        pairs = pair->sibling;
        pair->sibling = NULL;
        heap = meld(heap, pair);
    }
    return heap;
}

void pipc__timers_add(pipc__timers *self, pipc__timer *timer)
{
    timer->child = NULL;
    timer->sibling = NULL;
    timer->pending = true;
    point(&self->first, meld(self->first, timer));
}

void pipc__timers_remove(pipc__timers *self, pipc__timer *timer)
{
    pipc__timer *below = meld_siblings(timer->child);

    point(timer->reference, timer->sibling);
    timer->pending = false;
    timer->sibling = NULL;
    timer->child = NULL;
    point(&self->first, meld(self->first, below));
}

int64_t pipc__timers_due_ns(const pipc__timers *self)
{
    return self->first == NULL ? INT64_MAX : self->first->due_ns;
}

pipc__task *pipc__timers_take(pipc__timers *self, int64_t now_ns)
{
    pipc__timer *timer = self->first;

    if (timer == NULL || timer->due_ns > now_ns)
        return NULL;
    pipc__timers_remove(self, timer);
    return timer->task;
}
