/* Whose turn it is to call back: what is due of one call, one callback at a time. */
#ifndef PIPC_RUNTIME_RPC_TURNS_H_
#define PIPC_RUNTIME_RPC_TURNS_H_

#include <stdatomic.h>
#include <stdbool.h>

/* What may be due, in the order in which it is taken. */
enum {
    PIPC__TURN_MESSAGE = 1,
    PIPC__TURN_WRITABLE = 2,
    PIPC__TURN_CALL_CANCELLED = 4,
    PIPC__TURN_CANCELLED = 8, /* of the stream */
    PIPC__TURN_OF_STREAM = PIPC__TURN_MESSAGE | PIPC__TURN_WRITABLE | PIPC__TURN_CANCELLED,
    PIPC__TURN_LAST = 16 /* nothing is due any more, ever */
};

/*
 * What is due, and who looks after it: at most one thread has the turn. Kinds are closed at first:
 * what is due of them waits. Threads: any.
 */
typedef struct pipc__turns {
    atomic_uint word;
} pipc__turns;

void pipc__turns_init(pipc__turns *self);

/*
 * These say what is due, and which kinds may be taken from now on. True: the caller has got the
 * turn, and owes pipc__turns_take(), or has another thread call it.
 */
bool pipc__turns_add(pipc__turns *self, unsigned kinds);
bool pipc__turns_open(pipc__turns *self, unsigned kinds);

/* What is due of `kinds` waits again, or for ever. */
void pipc__turns_close(pipc__turns *self, unsigned kinds);

/*
 * Called, until it returns 0 or PIPC__TURN_LAST, by the one who has the turn and then has it no
 * more. Returns one kind that is due; 0 if there is none; and PIPC__TURN_LAST if it is stopped.
 */
unsigned pipc__turns_take(pipc__turns *self);

/*
 * Nothing is taken any more. Called once. False: somebody has the turn, and gets PIPC__TURN_LAST;
 * true: nobody has, nor will.
 */
bool pipc__turns_stop(pipc__turns *self);

#endif
