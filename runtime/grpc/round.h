/* What a thread handles in a row, without waiting: what it sends meanwhile leaves together. */
#ifndef PIPC_RUNTIME_GRPC_ROUND_H_
#define PIPC_RUNTIME_GRPC_ROUND_H_

#include <grpc/grpc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { PIPC__ROUND_CONNECTION_MAX = 8 };

/*
 * The core writes each reply by a system call of its own, and the kernel would send each as a
 * packet of its own. What a round sends to one connection but for its first reply is kept by the
 * kernel until the round ends, or a handler is known to take its time. A round with one reply keeps
 * nothing. Zeroed: it was begun. Its memory stays for as long as it may be told what is gone.
 */
typedef struct pipc__round {
    unsigned sent;     /* ever: the number of what was sent last */
    unsigned before;   /* likewise, when the thread waited last */
    atomic_uint gone;  /* the number of what the core last told to be gone */
    bool kept;         /* something, since the thread has waited */
    bool expects_more; /* than one reply, as there were the last time */
    int64_t began_ns;  /* when the handler that runs began, if that is of interest */
    int64_t held_ns;   /* since when anything is kept; 0: nothing is */
    unsigned unseen;   /* events since the clock was looked at for that */
    unsigned count;    /* of connections of which something is kept */
    const void *connections[PIPC__ROUND_CONNECTION_MAX];
    atomic_int sockets[PIPC__ROUND_CONNECTION_MAX]; /* theirs; <= 0: it was let go */
    atomic_bool stopped;
} pipc__round;

/* Where something was sent: which round is told that it is gone. Zeroed: none. */
typedef struct pipc__round_mark {
    pipc__round *round;
    unsigned number; /* in it */
} pipc__round_mark;

/* The round of this thread from now on; NULL: it has none, as at first. Returns the one before. */
pipc__round *pipc__round_enter(pipc__round *round);

/* This thread is about to send something on `call`, which came to a server. */
pipc__round_mark pipc__round_sends(grpc_call *call);

/* What was sent with that mark is gone, as the core tells, or was refused. Threads: any. */
void pipc__round_sent(pipc__round_mark mark);

/*
 * This thread is about to run a handler, or has done so. `lasts`: like it was before, nothing shall
 * wait for it; the latter tells whether that is so still.
 */
void pipc__round_handler_begins(bool lasts);
bool pipc__round_handler_ended(bool lasts);

/* Lets go of what this thread keeps, if anything: it is about to wait. */
void pipc__round_waits(void);

/* By the thread whose round it is. To end it is to let go of all: there is no more for now. */
void pipc__round_begin(pipc__round *round);
void pipc__round_end(pipc__round *round);

/* There is more: lets go only of what is kept for long already, and begins anew if it was stopped.
 */
void pipc__round_go_on(pipc__round *round);

/* By the same thread: more follows what it sends next. It lets go in between, as above. */
void pipc__round_expect_more(pipc__round *round);

/* Lets go of all, and nothing is kept until it begins or goes on. Threads: any. */
void pipc__round_stop(pipc__round *round);

#endif
