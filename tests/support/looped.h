/* A loop, and what those that it calls count and wait for. */
#ifndef PIPC_TESTS_SUPPORT_LOOPED_H_
#define PIPC_TESTS_SUPPORT_LOOPED_H_

#include <pthread.h>

#include "grpc/loop.h"

typedef struct looped {
    grpc_channel *channel; /* that nobody uses */
    pipc__loop *loop;
    pipc__pace pace;

    pthread_mutex_t mutex; /* guards the rest */
    pthread_cond_t changed;
    int fired;
    int refused;
    int inside;     /* handlers */
    int inside_max; /* at once */
    int wait_for;   /* a handler returns when so many are, or were, inside at once */
} looped;

/* For cmocka: *state is a `looped`, whose loop has not started; it is stopped, if it has. */
int looped_setup(void **state);
int looped_teardown(void **state);

void looped_start(looped *self, unsigned poller_max, unsigned handler_max);

/* Threads: any. */
void looped_count_fired(looped *self);
void looped_wait_until_fired(looped *self, int count);

/* Returns when `wait_for` have been inside at once. Threads: any. */
void looped_meet(looped *self);

#endif
