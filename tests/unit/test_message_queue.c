#include "support/cmocka.h"

#include <grpc/byte_buffer.h>
#include <grpc/slice.h>

#include "grpc/message_queue.h"
#include "support/failing_allocator.h"

static pipc__message_queue queue;

static int setup(void **state)
{
    (void)state;
    failing_allocator_install();
    queue = (pipc__message_queue){.count = 0};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pipc__message_queue_clear(&queue);
    assert_int_equal(failing_allocator_live_blocks(), 0);
    failing_allocator_remove();
    return 0;
}

static grpc_byte_buffer *new_message(size_t bytes)
{
    grpc_slice slice = grpc_slice_malloc(bytes);
    grpc_byte_buffer *message = grpc_raw_byte_buffer_create(&slice, 1);

    grpc_slice_unref(slice);
    return message;
}

/* False: there was no room. */
static bool add(size_t bytes)
{
    if (!pipc__message_queue_make_room(&queue, bytes))
        return false;
    pipc__message_queue_add(&queue, new_message(bytes));
    return true;
}

static size_t take(void)
{
    grpc_byte_buffer *message = pipc__message_queue_take(&queue);
    size_t bytes;

    assert_non_null(message);
    bytes = grpc_byte_buffer_length(message);
    grpc_byte_buffer_destroy(message);
    return bytes;
}

static void messages_are_taken_in_the_order_they_came(void **state)
{
    size_t next = 1, taken = 0;

    (void)state;
    assert_null(pipc__message_queue_take(&queue));
    while (taken < 500) {
        for (int i = 0; i < 7; i++)
            assert_true(add(next++));
        for (int i = 0; i < 5; i++)
            assert_int_equal(take(), ++taken);
        while (queue.count > PIPC__MESSAGE_QUEUE_MAX - 7)
            assert_int_equal(take(), ++taken);
    }
    while (taken < next - 1)
        assert_int_equal(take(), ++taken);
    assert_null(pipc__message_queue_take(&queue));
    assert_int_equal(queue.bytes, 0);
}

static void there_is_room_for_so_many_messages(void **state)
{
    (void)state;
    for (int i = 0; i < PIPC__MESSAGE_QUEUE_MAX; i++)
        assert_true(add(1));
    assert_false(add(1));
    assert_int_equal(take(), 1);
    assert_true(add(1));
    assert_false(add(1));
}

static void there_is_room_for_so_many_bytes(void **state)
{
    (void)state;
    assert_false(add(PIPC__MESSAGE_QUEUE_BYTES_MAX + 1));
    assert_true(add(PIPC__MESSAGE_QUEUE_BYTES_MAX - 10));
    assert_false(add(11));
    assert_true(add(10));
    assert_false(add(1));
    assert_true(add(0));
}

static void one_that_is_alone_may_be_as_large_as_it_likes(void **state)
{
    (void)state;
    pipc__message_queue_add(&queue, new_message(10 * PIPC__MESSAGE_QUEUE_BYTES_MAX));
    assert_false(add(1));
    assert_false(pipc__message_queue_is_low(&queue));
    assert_int_equal(take(), 10 * PIPC__MESSAGE_QUEUE_BYTES_MAX);
    assert_true(pipc__message_queue_is_low(&queue));
}

static void it_is_low_when_half_of_it_is_free(void **state)
{
    (void)state;
    for (int i = 0; i < PIPC__MESSAGE_QUEUE_MAX; i++)
        assert_true(add(1));
    for (int i = 0; i < PIPC__MESSAGE_QUEUE_MAX / 2; i++) {
        assert_false(pipc__message_queue_is_low(&queue));
        take();
    }
    assert_true(pipc__message_queue_is_low(&queue));
    assert_true(add(PIPC__MESSAGE_QUEUE_BYTES_MAX / 2 + 1));
    take();
    assert_false(pipc__message_queue_is_low(&queue));
}

static void one_message_needs_no_memory(void **state)
{
    (void)state;
    failing_allocator_fail_at(1, true);
    for (int i = 0; i < 3; i++) {
        assert_true(add(5));
        assert_false(add(6));
        assert_int_equal(take(), 5);
    }
    failing_allocator_fail_at(0, false);
    assert_true(add(5));
    assert_true(add(6));
    assert_int_equal(take(), 5);
    assert_int_equal(take(), 6);
}

#define QUEUE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        QUEUE_TEST(messages_are_taken_in_the_order_they_came),
        QUEUE_TEST(there_is_room_for_so_many_messages),
        QUEUE_TEST(there_is_room_for_so_many_bytes),
        QUEUE_TEST(one_that_is_alone_may_be_as_large_as_it_likes),
        QUEUE_TEST(it_is_low_when_half_of_it_is_free),
        QUEUE_TEST(one_message_needs_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
