#include "support/cmocka.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/sync.h"
#include "grpc/connection_socket.h"
#include "grpc/round.h"

enum { CONNECTIONS = 3, FIRST_SOCKET = 1000 };

/* --- connections that nobody has ------------------------------------------------------------ */

static char connections[CONNECTIONS];
static bool corked[CONNECTIONS];

const void *__wrap_pipc__connection_of(grpc_call *call);
int __wrap_pipc__connection_socket(grpc_call *call, const void *connection);
int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t length);

/* The calls of a connection are all the same here. */
static grpc_call *call_of(int connection)
{
    return (grpc_call *)&connections[connection];
}

const void *__wrap_pipc__connection_of(grpc_call *call)
{
    return call;
}

int __wrap_pipc__connection_socket(grpc_call *call, const void *connection)
{
    assert_ptr_equal(call, connection);
    return FIRST_SOCKET + (int)((char *)call - connections);
}

int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t length)
{
    assert_in_range(fd, FIRST_SOCKET, FIRST_SOCKET + CONNECTIONS - 1);
    assert_int_equal(level, IPPROTO_TCP);
    assert_int_equal(name, TCP_CORK);
    assert_int_equal(length, sizeof(int));
    corked[fd - FIRST_SOCKET] = *(const int *)value != 0;
    return 0;
}

/* --- the round of this thread --------------------------------------------------------------- */

static pipc__round own;

static int setup(void **state)
{
    (void)state;
    assert_null(pipc__round_enter(&own));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pipc__round_end(&own);
    pipc__round_end(&own); /* of this one nothing is expected */
    assert_ptr_equal(pipc__round_enter(NULL), &own);
    for (int i = 0; i < CONNECTIONS; i++)
        assert_false(corked[i]);
    return 0;
}

static pipc__round_mark send_to(int connection)
{
    return pipc__round_sends(call_of(connection));
}

static void *tell(void *mark)
{
    pipc__round_sent(*(pipc__round_mark *)mark);
    return NULL;
}

static void tell_by_another_thread(pipc__round_mark mark)
{
    pthread_t thread;

    assert_true(pipc__thread_start(&thread, tell, &mark));
    pthread_join(thread, NULL);
}

/* --- tests ---------------------------------------------------------------------------------- */

static void all_but_the_first_is_kept_until_the_end(void **state)
{
    (void)state;
    send_to(0);
    assert_false(corked[0]);
    send_to(0);
    assert_true(corked[0]);
    send_to(1);
    assert_true(corked[1]);
    pipc__round_go_on(&own);
    assert_true(corked[0]);
    pipc__round_end(&own);
    assert_false(corked[0]);
    assert_false(corked[1]);
}

static void after_a_round_that_kept_something_the_first_is_kept_too(void **state)
{
    (void)state;
    send_to(0);
    send_to(0);
    pipc__round_end(&own);
    send_to(0);
    assert_true(corked[0]);
    pipc__round_end(&own);
    send_to(0); /* the round before had one only */
    assert_false(corked[0]);
}

static void what_follows_on_something_that_is_gone_is_alone(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        pipc__round_mark mark = send_to(0);

        assert_false(corked[0]);
        pipc__round_sent(mark);
    }
}

static void it_does_not_matter_which_thread_learns_that_it_is_gone(void **state)
{
    (void)state;
    tell_by_another_thread(send_to(0));
    send_to(0);
    assert_false(corked[0]);
}

static void news_of_what_was_sent_before_are_not_of_the_last(void **state)
{
    pipc__round_mark before = send_to(0);

    (void)state;
    pipc__round_end(&own);
    send_to(0);
    tell_by_another_thread(before);
    send_to(0);
    assert_true(corked[0]);
}

static void nothing_is_kept_in_a_round_that_was_stopped(void **state)
{
    (void)state;
    send_to(0);
    send_to(0);
    pipc__round_stop(&own);
    assert_false(corked[0]);
    send_to(1);
    assert_false(corked[1]);
    pipc__round_go_on(&own);
    send_to(1);
    assert_true(corked[1]);
}

static void more_that_is_expected_is_kept_from_the_first_on(void **state)
{
    (void)state;
    pipc__round_expect_more(&own);
    send_to(2);
    assert_true(corked[2]);
}

static void nothing_is_kept_without_a_round(void **state)
{
    (void)state;
    pipc__round_enter(NULL);
    for (int i = 0; i < 2; i++) {
        pipc__round_mark mark = send_to(0);

        assert_null(mark.round);
        pipc__round_sent(mark);
    }
    assert_false(corked[0]);
    pipc__round_enter(&own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_but_the_first_is_kept_until_the_end, setup, teardown),
        cmocka_unit_test_setup_teardown(after_a_round_that_kept_something_the_first_is_kept_too,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(what_follows_on_something_that_is_gone_is_alone, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(it_does_not_matter_which_thread_learns_that_it_is_gone,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(news_of_what_was_sent_before_are_not_of_the_last, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(nothing_is_kept_in_a_round_that_was_stopped, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(more_that_is_expected_is_kept_from_the_first_on, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(nothing_is_kept_without_a_round, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
