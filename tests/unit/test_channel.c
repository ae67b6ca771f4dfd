#include "support/cmocka.h"

#include <stdio.h>

#include "grpc/channel.h"
#include "support/failing_allocator.h"
#include "support/process.h"

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

static void queues_are_used_again(void **state)
{
    pipc__channel *channel = NULL;
    pipc__pluck_queue *first;
    pipc__pluck_queue *second;
    pipc__pluck_queue *again;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc__channel_open(&connection, &options, &channel, &error), error);
    first = pipc__channel_take_queue(channel);
    second = pipc__channel_take_queue(channel);
    assert_non_null(first);
    assert_non_null(second);
    assert_ptr_not_equal(first, second);
    pipc__channel_return_queue(channel, first);
    again = pipc__channel_take_queue(channel);
    assert_ptr_equal(again, first);
    pipc__channel_return_queue(channel, again);
    pipc__channel_return_queue(channel, second);
    pipc__channel_close(channel);
}

static void no_connection_is_an_error_that_names_address_and_time(void **state)
{
    pipc__channel *channel = NULL;
    pipc_error *error = NULL;
    int code;

    (void)state;
    assert_ok(pipc__channel_open(&connection, &options, &channel, &error), error);
    code = pipc__channel_connect(channel, &connection, 30, &error);
    assert_string_equal(pipc_error_detail(error, "url"), target);
    assert_error(code, error, PIPC_E_NO_RESPONSE, "CANNOT_CONNECT", "within the 30 ms");
    pipc__channel_close(channel);
}

static int open_and_connect(void *data)
{
    pipc__channel *channel = NULL;
    pipc__pluck_queue *queue = NULL;
    pipc_error *error = NULL;
    int code = pipc__channel_open(data, &options, &channel, NULL);

    if (code == PIPC_OK) {
        queue = pipc__channel_take_queue(channel);
        code = queue == NULL ? PIPC_E_NO_MEMORY : PIPC_OK;
    }
    if (code == PIPC_OK) {
        pipc__channel_return_queue(channel, queue);
        code = pipc__channel_connect(channel, data, 1, &error);
        code = code == PIPC_E_NO_RESPONSE ? PIPC_OK : code; /* nobody listens there */
    }
    pipc_error_free(error);
    pipc__channel_close(channel);
    return code;
}

static void a_lack_of_memory_leaves_nothing_behind(void **state)
{
    (void)state;
    for_each_failing_allocation(open_and_connect, &connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queues_are_used_again),
        cmocka_unit_test(no_connection_is_an_error_that_names_address_and_time),
        cmocka_unit_test(a_lack_of_memory_leaves_nothing_behind),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
