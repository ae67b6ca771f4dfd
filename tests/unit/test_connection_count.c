#include "support/cmocka.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/sync.h"
#include "grpc/connection_count.h"

enum { MAX = 100 };

static int new_socket(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    return fd;
}

/* Whoever is gone is noticed at the next look at the latest, which is due soon. */
static bool add_soon(pipc__connection_count *count, int fd)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), 10000);

    while (!pipc__connection_count_add(count, fd))
        if (pipc__now_ns() > deadline_ns)
            return false;
    return true;
}

static void one_more_than_there_may_be_is_refused_until_one_is_gone(void **state)
{
    pipc__connection_count count;
    int fds[MAX], extra = new_socket();

    (void)state;
    assert_true(pipc__connection_count_begin(&count, MAX));
    for (int i = 0; i < MAX; i++) {
        fds[i] = new_socket();
        assert_true(pipc__connection_count_add(&count, fds[i]));
    }
    for (int i = 0; i < MAX; i++)
        assert_false(pipc__connection_count_add(&count, extra));
    close(fds[MAX / 2]);
    assert_true(add_soon(&count, extra));
    fds[MAX / 2] = extra;
    for (int i = 0; i < MAX; i++)
        close(fds[i]);
    pipc__connection_count_dispose(&count);
}

/* Its number alone would be as that of the connection that is gone. */
static void a_descriptor_that_is_another_ones_by_now_does_not_count(void **state)
{
    pipc__connection_count count;
    int fd = new_socket();
    int ends[2], extra;

    (void)state;
    assert_true(pipc__connection_count_begin(&count, 1));
    assert_true(pipc__connection_count_add(&count, fd));
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    assert_false(pipc__connection_count_add(&count, ends[0]));
    assert_int_equal(dup2(ends[1], fd), fd);
    assert_true(add_soon(&count, ends[0]));
    close(fd);
    close(ends[1]);
    assert_int_equal(dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), ends[0]), ends[0]);
    extra = new_socket();
    assert_true(add_soon(&count, extra));
    close(extra);
    close(ends[0]);
    pipc__connection_count_dispose(&count);
}

static void those_that_come_and_go_take_no_more_memory(void **state)
{
    pipc__connection_count count;
    size_t room;

    (void)state;
    assert_true(pipc__connection_count_begin(&count, 16384));
    room = count.room;
    for (int i = 0; i < 5000; i++) {
        int fd = new_socket();

        assert_true(pipc__connection_count_add(&count, fd));
        close(fd);
    }
    assert_int_equal(count.room, room);
    pipc__connection_count_dispose(&count);
}

static void without_a_limit_they_are_not_counted(void **state)
{
    pipc__connection_count count;
    int fd = new_socket();

    (void)state;
    assert_true(pipc__connection_count_begin(&count, 0));
    for (int i = 0; i < MAX; i++)
        assert_true(pipc__connection_count_add(&count, fd));
    assert_int_equal(count.count, 0);
    close(fd);
    pipc__connection_count_dispose(&count);
}

static void some_descriptors_are_left_to_the_program(void **state)
{
    static const struct {
        rlim_t limit;
        long for_connections;
    } cases[] = {{8, 6}, {1024, 768}, {4096, 3072}, {10000, 8976}};
    struct rlimit before, limit;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    limit = before;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(cases); i++) {
        limit.rlim_cur = cases[i].limit;
        if (limit.rlim_cur > before.rlim_max)
            continue;
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
        assert_int_equal(pipc__descriptors_for_connections(), cases[i].for_connections);
    }
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_more_than_there_may_be_is_refused_until_one_is_gone),
        cmocka_unit_test(a_descriptor_that_is_another_ones_by_now_does_not_count),
        cmocka_unit_test(those_that_come_and_go_take_no_more_memory),
        cmocka_unit_test(without_a_limit_they_are_not_counted),
        cmocka_unit_test(some_descriptors_are_left_to_the_program),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
