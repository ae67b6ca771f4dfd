#include "grpc/lookout.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>

#include "base/sync.h"
#include "grpc/channel.h"
#include "support/cmocka.h"
#include "support/process.h"

enum { PATIENCE_MS = 10000 };

static char target[32];
static pipc__connection connection = {.target = target, .uri = target, .port = -1};
static const pipc__channel_options options = {
    .response_max_bytes = 1024, .backoff_min_ms = 100, .backoff_max_ms = 100};

static int setup(void **state)
{
    (void)state;
    snprintf(target, sizeof target, "127.0.0.1:%d", reserve_port());
    return 0;
}

static pipc__channel *open_channel(void)
{
    pipc__channel *channel = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc__channel_open(&connection, &options, &channel, &error), error);
    return channel;
}

/* A thread of the core has its name only when it has run a little. */
static void await_threads(size_t count)
{
    int64_t deadline = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);

    while (count_own_threads() != count) {
        assert_true(pipc__now_ns() < deadline);
        sched_yield();
    }
}

static void all_channels_share_one_thread_which_ends_with_the_last(void **state)
{
    size_t before;
    pipc__channel *channels[3];

    (void)state;
    pipc__channel_close(open_channel()); /* a sanitizer may add a thread with the first one */
    before = count_own_threads();
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < 3; i++) {
            channels[i] = open_channel();
            await_threads(before + 1);
        }
        for (size_t i = 0; i < 3; i++) {
            await_threads(before + 1);
            pipc__channel_close(channels[i]);
        }
        await_threads(before);
    }
}

static void a_state_is_waited_for_until_it_comes(void **state)
{
    pipc__channel *channel = open_channel();
    bool never = false;

    (void)state;
    assert_int_equal(pipc__channel_state(channel), GRPC_CHANNEL_IDLE);
    assert_int_equal(pipc__channel_wait_for_state(channel, GRPC_CHANNEL_READY, 20, &never) ==
                         GRPC_CHANNEL_READY,
                     false);
    assert_int_equal(
        pipc__channel_wait_for_state(channel, GRPC_CHANNEL_TRANSIENT_FAILURE, PATIENCE_MS, &never),
        GRPC_CHANNEL_TRANSIENT_FAILURE);
    pipc__channel_close(channel);
}

/* One that waits in a thread of its own. */
typedef struct waiter {
    pipc__channel *channel;
    bool cancelled;
} waiter;

static void *wait_for_ready(void *data)
{
    waiter *self = data;

    pipc__channel_wait_for_state(self->channel, GRPC_CHANNEL_READY, INT64_MAX, &self->cancelled);
    return NULL;
}

static void waiting_can_be_cancelled(void **state)
{
    waiter self = {.channel = open_channel()};
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, wait_for_ready, &self), 0);
    pipc__lookout_cancel(&self.cancelled);
    assert_int_equal(pthread_join(thread, NULL), 0);
    pipc__channel_close(self.channel);
}

static void *open_and_close(void *data)
{
    for (int i = 0; i < 20; i++) {
        pipc__channel *channel = open_channel();

        pipc__channel_is_read(channel);
        pipc__channel_state(channel);
        pipc__channel_close(channel);
    }
    return data;
}

static void channels_come_and_go_on_any_thread(void **state)
{
    pthread_t threads[4];

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, open_and_close, NULL), 0);
    for (int i = 0; i < 50; i++) {
        pipc__lookout_server_begins();
        pipc__lookout_server_ends();
    }
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(threads); i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
}

static void a_channel_can_be_closed_while_a_server_polls(void **state)
{
    pipc__channel *channel;

    (void)state;
    pipc__lookout_server_begins();
    channel = open_channel();
    pipc__channel_close(channel);
    pipc__lookout_server_ends();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_channels_share_one_thread_which_ends_with_the_last),
        cmocka_unit_test(a_state_is_waited_for_until_it_comes),
        cmocka_unit_test(waiting_can_be_cancelled),
        cmocka_unit_test(channels_come_and_go_on_any_thread),
        cmocka_unit_test(a_channel_can_be_closed_while_a_server_polls),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
