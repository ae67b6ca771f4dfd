#include "rpc/turns.h"

/* The word: what is due, above that which kinds are open, above that these. */
enum { OPEN_SHIFT = 8, TAKEN = 1 << 16, STOPPED = 1 << 17 };

static unsigned to_take(unsigned word)
{
    unsigned due = word & (word >> OPEN_SHIFT) & (PIPC__TURN_LAST - 1);

    return due & (0 - due); /* its lowest bit */
}

void pipc__turns_init(pipc__turns *self)
{
    atomic_init(&self->word, 0);
}

/* Sets `bits`; true: there is something to take now, and the caller is the one who shall. */
static bool set(pipc__turns *self, unsigned bits)
{
    unsigned word = atomic_load(&self->word);
    unsigned next;

    do {
        next = word | bits;
        if ((word & (TAKEN | STOPPED)) == 0 && to_take(next) != 0)
            next |= TAKEN;
    } while (!atomic_compare_exchange_weak(&self->word, &word, next));
    return (next & TAKEN) != 0 && (word & TAKEN) == 0;
}

bool pipc__turns_add(pipc__turns *self, unsigned kinds)
{
    return set(self, kinds);
}

bool pipc__turns_open(pipc__turns *self, unsigned kinds)
{
    return set(self, kinds << OPEN_SHIFT);
}

void pipc__turns_close(pipc__turns *self, unsigned kinds)
{
    atomic_fetch_and(&self->word, ~(kinds << OPEN_SHIFT));
}

unsigned pipc__turns_take(pipc__turns *self)
{
    unsigned word = atomic_load(&self->word);
    unsigned taken, next;

    do {
        taken = (word & STOPPED) != 0 ? PIPC__TURN_LAST : to_take(word);
        if (taken == 0 || taken == PIPC__TURN_LAST)
            next = word & ~(unsigned)TAKEN;
        else
            next = word & ~taken;
    } while (!atomic_compare_exchange_weak(&self->word, &word, next));
    return taken;
}

bool pipc__turns_stop(pipc__turns *self)
{
    return (atomic_fetch_or(&self->word, STOPPED) & TAKEN) == 0;
}
