/* An event loop that several threads poll. */
#include "support/cmocka.h"

#include <stdatomic.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/sync.h"
#include "support/echo.h"
#include "support/pending.h"

enum { THREADS = 2, CALLS = 400, PATIENCE_MS = 30000, LOOK_MS = 50 };

static pipc_event_loop loop;
static pipc_references *references;
static pending calls_and_answers;
static pthread_t threads[THREADS];
static atomic_bool stopping;
static atomic_int inside; /* handlers and callbacks */
static atomic_int overlaps;

/* A call, and how often it was done. */
typedef struct caller {
    pipc_grpc_client_listener listener;
    atomic_int dones;
    int code;
} caller;

static caller callers[CALLS];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* guards `done_count` */
static pthread_cond_t changed;                            /* of the monotonic clock */
static int done_count;

static void enter(void)
{
    if (atomic_fetch_add(&inside, 1) > 0)
        atomic_fetch_add(&overlaps, 1);
}

static void leave(void)
{
    atomic_fetch_sub(&inside, 1);
}

static void done(pipc_grpc_client_listener *listener, int code, ProtobufCMessage *response,
                 pipc_error *error)
{
    caller *self = PIPC_CONTAINER_OF(listener, caller, listener);

    enter();
    atomic_fetch_add(&self->dones, 1);
    self->code = code;
    protobuf_c_message_free_unpacked(response, NULL);
    pipc_error_free(error);
    leave();
    pthread_mutex_lock(&mutex);
    done_count++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

static const pipc_grpc_client_events events = {.done = done};

static int answer(pending_call *self, pipc_error **error)
{
    (void)error;
    enter();
    ((Tests__Text *)self->response)->text = (char *)"answer";
    leave();
    return PIPC_OK;
}

/* Edge-triggered, as the documentation of the loop says how. */
static void *poll_and_process(void *argument)
{
    struct epoll_event event = {.events = EPOLLIN | EPOLLET};
    int epoll = epoll_create1(EPOLL_CLOEXEC);

    (void)argument;
    epoll_ctl(epoll, EPOLL_CTL_ADD, pipc_event_loop_fd(&loop), &event);
    while (!atomic_load(&stopping))
        if (epoll_wait(epoll, &event, 1, LOOK_MS) == 1)
            while (pipc_event_loop_process(&loop) > 0)
                continue;
    close(epoll);
    return NULL;
}

static int setup(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    pipc__condition_init(&changed);
    atomic_store(&stopping, false);
    atomic_store(&overlaps, 0);
    done_count = 0;
    pipc_event_loop_init(&loop);
    assert_ok(pipc_open(&loop.component, NULL, &error), error);
    assert_ptr_equal(pipc_event_loop_from_component(&loop.component), &loop);
    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(pipc_references_put(references, "p:event-loop:d:d:1.0", &loop.component, &error),
              error);
    pending_prepare(&calls_and_answers);
    calls_and_answers.references = references;
    calls_and_answers.client_references = references;
    calls_and_answers.plan.handle = answer;
    pending_open(&calls_and_answers, "", "");
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, poll_and_process, NULL), 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pipc_dispose(&calls_and_answers.client.component);
    pipc_dispose(&calls_and_answers.service.component);
    atomic_store(&stopping, true);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    pipc_dispose(&loop.component);
    pipc_references_free(references);
    pthread_cond_destroy(&changed);
    assert_int_equal(atomic_load(&overlaps), 0);
    return 0;
}

static void start_all(void)
{
    Tests__Text request = TESTS__TEXT__INIT;
    pipc_error *error = NULL;

    for (int i = 0; i < CALLS; i++) {
        callers[i] = (caller){.listener.events = &events};
        assert_ok(pipc_grpc_client_call_async(&calls_and_answers.client, &pending_methods[PEND],
                                              NULL, &request.base, &callers[i].listener, &error),
                  error);
    }
}

static void wait_for_done(int count)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);
    bool in_time = true;

    pthread_mutex_lock(&mutex);
    while (done_count < count && in_time)
        in_time = pipc__condition_wait_until(&changed, &mutex, deadline_ns);
    pthread_mutex_unlock(&mutex);
    assert_true(in_time);
}

static void any_of_them_runs_what_is_due(void **state)
{
    (void)state;
    start_all();
    wait_for_done(CALLS);
    for (int i = 0; i < CALLS; i++) {
        assert_int_equal(atomic_load(&callers[i].dones), 1);
        assert_int_equal(callers[i].code, PIPC_OK);
    }
}

static void the_client_may_be_closed_meanwhile(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    start_all();
    wait_for_done(1);
    assert_ok(pipc_close(&calls_and_answers.client.component, NULL, &error), error);
    for (int i = 0; i < CALLS; i++) {
        assert_int_equal(atomic_load(&callers[i].dones), 1);
        assert_true(callers[i].code == PIPC_OK || callers[i].code == PIPC_E_INVALID_STATE);
    }
}

static void the_service_may_be_closed_meanwhile(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    start_all();
    wait_for_done(1);
    assert_ok(pipc_close(&calls_and_answers.service.component, NULL, &error), error);
    wait_for_done(CALLS);
    for (int i = 0; i < CALLS; i++)
        assert_int_equal(atomic_load(&callers[i].dones), 1);
}

#define THREADS_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        THREADS_TEST(any_of_them_runs_what_is_due),
        THREADS_TEST(the_client_may_be_closed_meanwhile),
        THREADS_TEST(the_service_may_be_closed_meanwhile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
