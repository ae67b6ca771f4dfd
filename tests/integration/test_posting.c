/* A thread that is held up while it asks the core for the next call does not get lost in a stop. */
#include "support/cmocka.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

#include "base/sync.h"
#include "support/echo.h"

/* Of core 1.51: how it queues a request, once it has seen that the server is not stopping. */
#define QUEUE_REQUEST                                                                              \
    "_ZN9grpc_core38LockedMultiProducerSingleConsumerQueue4Push"                                   \
    "EPNS_32MultiProducerSingleConsumerQueue4NodeE"

enum {
    SKIPPED = 77,
    PATIENCE_MS = 60000,
    GRACE_MS = 100,
    /* After the grace, and more than the core needs to shut down where it does not wait. */
    HOLD_MS = 1000
};

typedef bool request_queuer(void *queue, void *request);

bool queue_request(void *queue, void *request) __asm__(QUEUE_REQUEST);

static request_queuer *core_queue_request;
static atomic_bool holds_next;
static atomic_bool held;
static atomic_bool let_go;

static void sleep_ms(long ms)
{
    struct timespec duration = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    nanosleep(&duration, NULL);
}

static void wait_for(atomic_bool *flag)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);

    while (!atomic_load(flag)) {
        assert_true(pipc__now_ns() < deadline_ns);
        sleep_ms(1);
    }
}

/* The core calls it in place of its own. */
__attribute__((visibility("default"))) bool queue_request(void *queue, void *request)
{
    if (atomic_exchange(&holds_next, false)) {
        atomic_store(&held, true);
        wait_for(&let_go);
    }
    return core_queue_request(queue, request);
}

static void *close_it(void *component)
{
    return (void *)(intptr_t)pipc_close(component, NULL, NULL);
}

static void *call_it(void *client)
{
    return (void *)(intptr_t)echo_client_say(client, NULL, "x", NULL);
}

static void a_stop_waits_for_those_who_ask_for_calls(void **state)
{
    static echo service;
    tests_echo_client client;
    pthread_t caller, closer;
    struct timespec deadline;
    char config[64];
    void *code;

    (void)state;
    echo_init(&service);
    snprintf(config, sizeof config, ";options.shutdown_timeout=%d", GRACE_MS);
    echo_open_with(&service, config);
    echo_client_open(&client, echo_port(&service), ";options.timeout=10000");
    echo_client_check(&client, "before");
    atomic_store(&holds_next, true);
    assert_int_equal(pthread_create(&caller, NULL, call_it, &client), 0);
    wait_for(&held);
    assert_int_equal(pthread_create(&closer, NULL, close_it, &service.service.service.component),
                     0);
    sleep_ms(HOLD_MS);
    atomic_store(&let_go, true);
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += PATIENCE_MS / 1000;
    assert_int_equal(pthread_timedjoin_np(closer, &code, &deadline), 0);
    assert_int_equal((intptr_t)code, PIPC_OK);
    pthread_join(caller, NULL); /* whether it is answered in time or cancelled */
    pipc_dispose(&client.client.component);
    echo_dispose(&service);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stop_waits_for_those_who_ask_for_calls),
    };

    *(void **)&core_queue_request = dlsym(RTLD_NEXT, QUEUE_REQUEST);
    if (core_queue_request == NULL) {
        print_message("this core queues requests in another way\n");
        return SKIPPED;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
