#include "support/gate.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/sync.h"
#include "support/cmocka.h"
#include "support/streams.h"

enum { PATIENCE_MS = 30000, STANDSTILL_MS = 300 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* guards these */
static pthread_cond_t changed;                            /* of the monotonic clock */
static bool is_open;
static int steps;

void gate_open(void)
{
    pthread_mutex_lock(&mutex);
    is_open = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

void gate_wait(void)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);
    bool in_time = true;

    pthread_mutex_lock(&mutex);
    while (!is_open && in_time)
        in_time = pipc__condition_wait_until(&changed, &mutex, deadline_ns);
    pthread_mutex_unlock(&mutex);
    assert_true(in_time);
}

int gate_add_steps(int count)
{
    int sum;

    pthread_mutex_lock(&mutex);
    sum = steps += count;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
    return sum;
}

int gate_wait_for_standstill(void)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);
    bool in_time = true;
    int count;

    pthread_mutex_lock(&mutex);
    while (steps == 0 && in_time) /* what has not begun stands still as well */
        in_time = pipc__condition_wait_until(&changed, &mutex, deadline_ns);
    while (pipc__condition_wait_until(&changed, &mutex,
                                      pipc__deadline_ns(pipc__now_ns(), STANDSTILL_MS)))
        continue;
    count = steps;
    pthread_mutex_unlock(&mutex);
    assert_true(in_time);
    return count;
}

int gate_setup(void **state)
{
    static pending self;

    pipc__condition_init(&changed);
    is_open = false;
    steps = 0;
    pending_prepare(&self);
    pending_open(&self, ";options.shutdown_timeout=100", ";options.timeout=0");
    *state = &self;
    return 0;
}

int gate_teardown(void **state)
{
    int code = pending_teardown(state);

    pthread_cond_destroy(&changed);
    return code;
}

void gate_send_number(pipc_grpc_client_stream *stream, int number, size_t length)
{
    static const char filler[] = " and so on";
    char *text = malloc(length + 16);
    pipc_error *error = NULL;
    size_t used = (size_t)snprintf(text, 16, "%d", number);

    for (; used < length; used++)
        text[used] = filler[used % (sizeof filler - 1)];
    text[used] = '\0';
    assert_ok(streams_send(stream, text, &error), error);
    free(text);
}
