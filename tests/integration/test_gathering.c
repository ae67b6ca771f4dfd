/* Replies that are ready together leave together. */
#include "support/cmocka.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/sync.h"
#include "grpc/event_queue.h"
#include "grpc/round.h"
#include "support/echo.h"
#include "support/pending.h"
#include "support/streams.h"
#include "support/told.h"

enum {
    CALLS = 50,
    LOOPED_CALLS = 20,
    BURSTS_MAX = 2000,
    DESCRIPTOR_MAX = 512,
    PATIENCE_MS = 30000,
    HOLD_MAX_US = 200
};

/* --- what the runtime does meanwhile -------------------------------------------------------- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* guards these */
static pthread_cond_t changed;                            /* of the monotonic clock */
static int added;                                         /* tasks, to event loops */
static int gone;                                          /* replies, as the core tells */
static int corks;                                         /* ever */
static bool corked[DESCRIPTOR_MAX];

int __real_setsockopt(int fd, int level, int name, const void *value, socklen_t length);
int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t length);
void __real_pipc__event_queue_add(pipc__event_queue *self, pipc__task *task);
void __wrap_pipc__event_queue_add(pipc__event_queue *self, pipc__task *task);
void __real_pipc__round_sent(pipc__round_mark mark);
void __wrap_pipc__round_sent(pipc__round_mark mark);

int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t length)
{
    int result = __real_setsockopt(fd, level, name, value, length);

    if (level != IPPROTO_TCP || name != TCP_CORK || fd >= DESCRIPTOR_MAX)
        return result;
    pthread_mutex_lock(&mutex);
    corked[fd] = *(const int *)value != 0;
    corks += corked[fd];
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
    return result;
}

void __wrap_pipc__event_queue_add(pipc__event_queue *self, pipc__task *task)
{
    pthread_mutex_lock(&mutex);
    __real_pipc__event_queue_add(self, task); /* it may run before it is counted otherwise */
    added++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

void __wrap_pipc__round_sent(pipc__round_mark mark)
{
    __real_pipc__round_sent(mark);
    pthread_mutex_lock(&mutex);
    gone++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

static int count_corks(void)
{
    int count;

    pthread_mutex_lock(&mutex);
    count = corks;
    pthread_mutex_unlock(&mutex);
    return count;
}

/* With the mutex held. */
static bool is_any_corked(void)
{
    return memchr(corked, true, sizeof corked) != NULL;
}

/* Fails the test if that does not come about. */
static void wait_until(bool (*is_reached)(void))
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);
    bool in_time = true;

    pthread_mutex_lock(&mutex);
    while (!is_reached() && in_time)
        in_time = pipc__condition_wait_until(&changed, &mutex, deadline_ns);
    pthread_mutex_unlock(&mutex);
    assert_true(in_time);
}

static bool is_none_corked(void)
{
    return !is_any_corked();
}

static bool are_all_added(void)
{
    return added >= CALLS;
}

static bool is_one_gone(void)
{
    return gone > 0;
}

/* --- a service, and calls that come at once ------------------------------------------------- */

static pending service;
static told tolds[CALLS];
static pipc_event_loop loop;
static pipc_references *references;
static atomic_int handled;

static int answer(pending_call *call, pipc_error **error)
{
    (void)error;
    atomic_fetch_add(&handled, 1);
    ((Tests__Text *)call->response)->text = (char *)"answer";
    return PIPC_OK;
}

static void start_calls(int count)
{
    Tests__Text request = TESTS__TEXT__INIT;
    pipc_error *error = NULL;

    request.text = (char *)"text";
    for (int i = 0; i < count; i++) {
        told_init(&tolds[i]);
        assert_ok(pipc_grpc_client_call_async(&service.client, &pending_methods[PEND], NULL,
                                              &request.base, &tolds[i].listener, &error),
                  error);
    }
}

static void expect_answers(int count)
{
    for (int i = 0; i < count; i++) {
        told_expect_ok(&tolds[i], "answer");
        told_dispose(&tolds[i]);
    }
}

/* What the core tells of the reply may come after the reply: until then it is not over. */
static void call_once(void)
{
    pending_caller caller;

    pthread_mutex_lock(&mutex);
    gone = 0;
    pthread_mutex_unlock(&mutex);
    pending_start(&service, NULL, &caller);
    if (references != NULL) {
        struct pollfd descriptor = {.fd = pipc_event_loop_fd(&loop), .events = POLLIN};

        assert_int_equal(poll(&descriptor, 1, PATIENCE_MS), 1);
        pipc_event_loop_process(&loop);
    }
    pending_join(&caller);
    assert_int_equal(caller.code, PIPC_OK);
    wait_until(is_one_gone);
}

static void prepare(void)
{
    pipc__condition_init(&changed);
    memset(corked, 0, sizeof corked);
    atomic_store(&handled, 0);
    pending_prepare(&service);
    service.plan.handle = answer;
}

static int setup(void **state)
{
    (void)state;
    prepare();
    pending_open(&service, "", "");
    return 0;
}

/* Its handlers run when the test says so, in its thread. */
static int looped_setup(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    prepare();
    pipc_event_loop_init(&loop);
    assert_ok(pipc_open(&loop.component, NULL, &error), error);
    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(pipc_references_put(references, "p:event-loop:d:d:1.0", &loop.component, &error),
              error);
    service.references = references;
    pending_open(&service, "", "");
    call_once(); /* the connection is there, and all that is said at its beginning */
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pipc_dispose(&service.client.component);
    pipc_dispose(&service.service.component);
    if (references != NULL)
        pipc_dispose(&loop.component);
    pipc_references_free(references);
    references = NULL;
    assert_false(is_any_corked());
    pthread_cond_destroy(&changed);
    return 0;
}

/* Of all the sockets of the service. */
static unsigned long segments_sent(void)
{
    int port = pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&service.service));
    unsigned long sum = 0;

    for (int fd = 0; fd < DESCRIPTOR_MAX; fd++) {
        struct sockaddr_storage address;
        socklen_t length = sizeof address;
        struct tcp_info info = {0};
        socklen_t info_length = sizeof info;

        if (getsockname(fd, (struct sockaddr *)&address, &length) == 0 &&
            (address.ss_family == AF_INET || address.ss_family == AF_INET6) &&
            ntohs(((struct sockaddr_in *)&address)->sin_port) == port && /* both have it there */
            getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &info_length) == 0)
            sum += info.tcpi_data_segs_out;
    }
    return sum;
}

/* --- tests ---------------------------------------------------------------------------------- */

/* Calls whose handlers the program's loop has in a row. */
static void start_row(void)
{
    pthread_mutex_lock(&mutex);
    added = 0;
    pthread_mutex_unlock(&mutex);
    atomic_store(&handled, 0);
    start_calls(CALLS);
    wait_until(are_all_added);
}

/* And those that would be kept for longer than HOLD_MAX_US leave before. */
static void replies_that_are_ready_together_leave_in_a_few_packets(void **state)
{
    unsigned long before;
    int64_t begun_ns, taken_us;

    (void)state;
    start_row();
    before = segments_sent();
    begun_ns = pipc__now_ns();
    assert_int_equal(pipc_event_loop_process(&loop), CALLS);
    taken_us = (pipc__now_ns() - begun_ns) / 1000;
    expect_answers(CALLS);
    assert_in_range(segments_sent() - before, 1, CALLS / 2 + (unsigned long)taken_us / HOLD_MAX_US);
}

static void a_reply_that_is_alone_is_never_kept(void **state)
{
    int before = count_corks();

    (void)state;
    for (int i = 0; i < CALLS; i++)
        call_once();
    assert_int_equal(count_corks(), before);
}

/* The replies to all but the first are kept when the last handler begins. */
static int answer_last_when_nothing_is_kept(pending_call *call, pipc_error **error)
{
    if (atomic_load(&handled) == CALLS - 1)
        wait_until(is_none_corked);
    return answer(call, error);
}

/* Which socket it is may be unknown for a while: the process is not searched for it all the time.
 */
static void a_handler_that_blocks_does_not_keep_the_replies_before_it(void **state)
{
    int before = count_corks();

    (void)state;
    service.plan.handle = answer_last_when_nothing_is_kept;
    for (int i = 0; i < BURSTS_MAX && count_corks() == before; i++) {
        start_row();
        assert_int_equal(pipc_event_loop_process(&loop), CALLS);
        expect_answers(CALLS);
    }
    assert_true(count_corks() > before);
}

/* What is ready at once is chance here, but sooner or later some is. */
static void threads_of_the_runtime_gather_as_well(void **state)
{
    int before = count_corks();

    (void)state;
    for (int i = 0; i < BURSTS_MAX && count_corks() == before; i++) {
        start_calls(LOOPED_CALLS);
        expect_answers(LOOPED_CALLS);
    }
    assert_true(count_corks() > before);
    wait_until(is_none_corked);
}

/* --- streams -------------------------------------------------------------------------------- */

enum { MESSAGES = 300 };

/* Does not return before all has left, of which it says nothing. */
static int write_many_and_go_on(pending_call *self, pipc_error **error)
{
    int code = PIPC_OK;

    for (int i = 0; i < MESSAGES && code == PIPC_OK; i++)
        code = pending_write(self, "text", error);
    wait_until(is_none_corked);
    return code;
}

static void read_many(void)
{
    pipc_grpc_client_stream *stream = pending_stream(&service, PEND_SERVER_STREAMING, NULL, "text");
    pipc_error *error = NULL;

    for (int i = 0; i < MESSAGES; i++)
        streams_expect(stream, "text");
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
}

/* Where other threads want the processor the handler may seem to pause. */
static void what_a_handler_writes_in_a_row_leaves_together_and_soon(void **state)
{
    int before = count_corks();

    (void)state;
    service.plan.handle = write_many_and_go_on;
    for (int i = 0; i < BURSTS_MAX && count_corks() == before; i++)
        read_many();
    assert_true(count_corks() > before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(replies_that_are_ready_together_leave_in_a_few_packets,
                                        looped_setup, teardown),
        cmocka_unit_test_setup_teardown(a_reply_that_is_alone_is_never_kept, looped_setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_handler_that_blocks_does_not_keep_the_replies_before_it,
                                        looped_setup, teardown),
        cmocka_unit_test_setup_teardown(a_reply_that_is_alone_is_never_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(threads_of_the_runtime_gather_as_well, setup, teardown),
        cmocka_unit_test_setup_teardown(what_a_handler_writes_in_a_row_leaves_together_and_soon,
                                        setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
