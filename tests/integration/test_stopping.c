/* What becomes of the calls of those who go on calling at full speed while a server stops. */
#include "support/cmocka.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sync.h"
#include "support/echo.h"
#include "support/streams.h"

enum { CALLERS = 8, ROUNDS = 10, LOOK_MS = 50, PATIENCE_MS = 60000 };

/* One that calls until a call fails, or is told to stop. */
typedef struct caller {
    pthread_t thread;
    tests_echo_client *client;
    atomic_bool *stopping;
    bool goes_on; /* when a call was left behind */
    long left_behind;
    long answered;
    int code; /* of the call that failed */
    char message[256];
} caller;

/*
 * What the core says of a call that was not sent as the connection was about to end. Where another
 * one was made meanwhile, the client cannot tell whether a server has passed that on. One that has
 * not yet read of the end learns of it as it writes, over a unix socket. None of these has run, or
 * else fewer calls were answered than there were handlers.
 */
static bool was_left_behind(const pipc_error *error)
{
    return strcmp(pipc_error_message(error), "GOAWAY received") == 0 ||
           strcmp(pipc_error_message(error), "Cancelling all calls") == 0 ||
           strcmp(pipc_error_message(error), "Broken pipe") == 0;
}

static void *call_again_and_again(void *argument)
{
    caller *self = argument;
    pipc_error *error = NULL;

    while (self->code == PIPC_OK && !atomic_load(self->stopping)) {
        self->code = echo_client_say(self->client, NULL, "x", &error);
        self->answered += self->code == PIPC_OK;
        if (self->goes_on && self->code == PIPC_E_NO_RESPONSE && was_left_behind(error)) {
            pipc_error_free(error);
            error = NULL;
            self->code = PIPC_OK;
            self->left_behind++;
        }
    }
    if (self->code != PIPC_OK)
        snprintf(self->message, sizeof self->message, "%s", pipc_error_message(error));
    pipc_error_free(error);
    return NULL;
}

static void start_callers(caller *callers, tests_echo_client *client, atomic_bool *stopping,
                          bool goes_on)
{
    for (int i = 0; i < CALLERS; i++) {
        callers[i] = (caller){.client = client, .stopping = stopping, .goes_on = goes_on};
        assert_int_equal(
            pthread_create(&callers[i].thread, NULL, call_again_and_again, &callers[i]), 0);
    }
}

/* How many of their calls were answered. */
static unsigned join_callers(caller *callers)
{
    long answered = 0;

    for (int i = 0; i < CALLERS; i++) {
        pthread_join(callers[i].thread, NULL);
        answered += callers[i].answered;
    }
    return (unsigned)answered;
}

static void wait_until_said(echo *service, unsigned count)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);

    while (echo_look(service).said < count) {
        assert_true(pipc__now_ns() < deadline_ns);
        sched_yield();
    }
}

static void check_refusals(const caller *callers)
{
    for (int i = 0; i < CALLERS; i++) {
        if (callers[i].code != PIPC_E_NO_RESPONSE)
            print_message("  a call ended with %d: %s\n", callers[i].code, callers[i].message);
        assert_int_equal(callers[i].code, PIPC_E_NO_RESPONSE); /* UNAVAILABLE */
    }
}

static void stop_under_load(echo *service)
{
    pipc_component *component = &service->service.service.component;
    atomic_bool stopping = false;
    tests_echo_client client;
    caller callers[CALLERS];
    pipc_error *error = NULL;
    unsigned before = echo_look(service).said;

    echo_client_open(&client, echo_port(service), "");
    start_callers(callers, &client, &stopping, false);
    wait_until_said(service, before + 100);
    assert_ok(pipc_close(component, NULL, &error), error);
    assert_int_equal(join_callers(callers), echo_look(service).said - before);
    check_refusals(callers);
    pipc_dispose(&client.client.component);
    assert_ok(pipc_open(component, NULL, &error), error);
}

static void every_call_is_answered_or_never_ran(void **state)
{
    static echo service;

    (void)state;
    echo_init(&service);
    echo_open(&service);
    for (int round = 0; round < ROUNDS; round++)
        stop_under_load(&service);
    echo_dispose(&service);
}

/* A thread that runs the handlers, as that of the program does while nobody closes. */
typedef struct runner {
    pipc_event_loop loop;
    pthread_t thread;
    atomic_bool stopping;
} runner;

static void *run_handlers(void *argument)
{
    runner *self = argument;

    struct pollfd descriptor = {.fd = pipc_event_loop_fd(&self->loop), .events = POLLIN};

    while (!atomic_load(&self->stopping)) {
        poll(&descriptor, 1, LOOK_MS);
        pipc_event_loop_process(&self->loop);
    }
    return NULL;
}

static void every_call_in_a_loop_of_the_program_is_answered_or_never_ran(void **state)
{
    static echo service;
    static runner program;
    pipc_references *references = NULL;
    pipc_error *error = NULL;

    (void)state;
    pipc_event_loop_init(&program.loop);
    assert_ok(pipc_open(&program.loop.component, NULL, &error), error);
    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(
        pipc_references_put(references, "p:event-loop:own:d:1.0", &program.loop.component, &error),
        error);
    echo_init(&service);
    assert_ok(pipc_set_references(&service.service.service.component, references, &error), error);
    echo_open(&service);
    assert_int_equal(pthread_create(&program.thread, NULL, run_handlers, &program), 0);
    for (int round = 0; round < ROUNDS; round++)
        stop_under_load(&service);
    atomic_store(&program.stopping, true);
    pthread_join(program.thread, NULL);
    echo_dispose(&service);
    pipc_references_free(references);
    pipc_dispose(&program.loop.component);
}

/* --- with a successor ----------------------------------------------------------------------- */

static void open_beside(echo *service, const char *uri)
{
    char config[100];
    pipc_error *error = NULL;

    snprintf(config, sizeof config, "connection.uri=%s;options.reuse_port=true", uri);
    echo_init(service);
    configure_component(&service->service.service.component, config);
    assert_ok(pipc_open(&service->service.service.component, NULL, &error), error);
}

static void open_client(tests_echo_client *client, const char *uri)
{
    char config[100];
    pipc_error *error = NULL;

    snprintf(config, sizeof config,
             "connection.uri=%s;options.retries=100;options.retry_backoff_max=100", uri);
    tests_echo_client_init(client);
    configure_component(&client->client.component, config);
    assert_ok(pipc_open(&client->client.component, NULL, &error), error);
}

/* The last one stays. Returns how many calls of Say the others have seen. */
static unsigned replace_again_and_again(echo *services, const char *uri)
{
    unsigned said = 0;

    for (int round = 0; round < ROUNDS; round++) {
        wait_until_said(&services[round % 2], 100);
        open_beside(&services[(round + 1) % 2], uri);
        pipc_dispose(&services[round % 2].service.service.component);
        said += echo_look(&services[round % 2]).said;
        echo_dispose(&services[round % 2]);
    }
    wait_until_said(&services[ROUNDS % 2], 100);
    return said;
}

/*
 * Of the services the first is open at `uri`. Say may not be repeated: a call is made anew only
 * where it is known that it has not run.
 */
static void check_that_no_call_is_lost(echo *services, const char *uri)
{
    atomic_bool stopping = false;
    tests_echo_client client;
    caller callers[CALLERS];
    unsigned said, answered;

    open_client(&client, uri);
    start_callers(callers, &client, &stopping, true);
    said = replace_again_and_again(services, uri);
    atomic_store(&stopping, true);
    answered = join_callers(callers);
    for (int i = 0; i < CALLERS; i++) {
        assert_string_equal(callers[i].message, "");
        if (callers[i].left_behind > 0)
            print_message("  left behind: %ld\n", callers[i].left_behind);
    }
    assert_int_equal(answered, said + echo_look(&services[ROUNDS % 2]).said);
    pipc_dispose(&client.client.component);
    echo_dispose(&services[ROUNDS % 2]);
}

static void no_call_is_lost_where_another_server_takes_over(void **state)
{
    static echo services[2];
    char uri[40];

    (void)state;
    open_beside(&services[0], "http://127.0.0.1:0");
    snprintf(uri, sizeof uri, "http://127.0.0.1:%d", echo_port(&services[0]));
    check_that_no_call_is_lost(services, uri);
}

static void no_call_is_lost_where_another_server_takes_over_a_unix_socket(void **state)
{
    static echo services[2];
    char directory[] = "/tmp/pipc-test-XXXXXX";
    char uri[40];

    (void)state;
    assert_non_null(mkdtemp(directory));
    snprintf(uri, sizeof uri, "unix:%s/s", directory);
    open_beside(&services[0], uri);
    check_that_no_call_is_lost(services, uri);
    assert_int_equal(rmdir(directory), 0); /* as the last one has removed the socket */
}

/* --- what is under way ---------------------------------------------------------------------- */

static void *close_it(void *component)
{
    return (void *)(intptr_t)pipc_close(component, NULL, NULL);
}

static void check_chat(pipc_grpc_client_stream *stream, const char *text)
{
    const ProtobufCMessage *answer = NULL;
    Tests__Text message = TESTS__TEXT__INIT;
    pipc_error *error = NULL;

    message.text = (char *)text;
    assert_ok(pipc_grpc_client_stream_write(stream, &message.base, &error), error);
    assert_int_equal(pipc_grpc_client_stream_read(stream, &answer, &error), 1);
    assert_string_equal(((const Tests__Text *)answer)->text, text);
}

/* What goes on is cancelled after the timeout, which is not to come before the end. */
static void open_patiently(streams *self)
{
    pipc_error *error = NULL;

    pipc_dispose(&self->client.component);
    pipc_dispose(&self->service.component);
    pipc_grpc_service_init(&self->service, &streams_desc);
    configure_component(&self->service.component, "connection.host=127.0.0.1;connection.port=0;"
                                                  "options.shutdown_timeout=60000");
    assert_ok(pipc_open(&self->service.component, NULL, &error), error);
    streams_open_client(self, ";options.timeout=60000");
}

static void a_stream_goes_on_to_its_end_while_new_calls_are_refused(void **state)
{
    streams *self = *state;
    pipc_grpc_client_stream *stream = NULL;
    pipc_grpc_client_stream *late = NULL;
    const ProtobufCMessage *answer = NULL;
    pipc_error *error = NULL;
    pthread_t thread;
    void *code;

    open_patiently(self);
    assert_ok(pipc_grpc_client_stream_open(&self->client, &streams_methods[CHAT], NULL, NULL,
                                           &stream, &error),
              error);
    check_chat(stream, "before");
    assert_int_equal(pthread_create(&thread, NULL, close_it, &self->service.component), 0);
    do {
        pipc_grpc_client_stream_free(late);
        assert_ok(pipc_grpc_client_stream_open(&self->client, &streams_methods[CHAT], NULL, NULL,
                                               &late, &error),
                  error);
        assert_ok(pipc_grpc_client_stream_writes_done(late, &error), error);
    } while (pipc_grpc_client_stream_read(late, &answer, &error) == 0);
    assert_error(PIPC_E_NO_RESPONSE, error, PIPC_E_NO_RESPONSE, "UNAVAILABLE", "");
    pipc_grpc_client_stream_free(late);
    for (int i = 0; i < 10; i++)
        check_chat(stream, "meanwhile");
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    assert_int_equal(pipc_grpc_client_stream_read(stream, &answer, &error), 0);
    pipc_grpc_client_stream_free(stream);
    pthread_join(thread, &code);
    assert_int_equal((intptr_t)code, PIPC_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_call_is_answered_or_never_ran),
        cmocka_unit_test(every_call_in_a_loop_of_the_program_is_answered_or_never_ran),
        cmocka_unit_test(no_call_is_lost_where_another_server_takes_over),
        cmocka_unit_test(no_call_is_lost_where_another_server_takes_over_a_unix_socket),
        cmocka_unit_test_setup_teardown(a_stream_goes_on_to_its_end_while_new_calls_are_refused,
                                        streams_setup, streams_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
