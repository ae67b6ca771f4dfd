#include "support/cmocka.h"

#include <poll.h>
#include <string.h>
#include <sys/resource.h>

#include "support/echo.h"
#include "support/pending.h"
#include "support/streams.h"
#include "support/told.h"

enum { PATIENCE_MS = 30000, MESSAGES = 20 };

/* A service and a client whose code runs in this thread. */
typedef struct fixture {
    pipc_event_loop loop;
    pipc_references *references;
    pending pending;
    told told;
    pthread_t thread;
    int elsewhere; /* handlers and callbacks that ran in another thread */
} fixture;

static fixture self;

static void note_thread(void)
{
    self.elsewhere += !pthread_equal(pthread_self(), self.thread);
}

static int setup(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    memset(&self, 0, sizeof self);
    self.thread = pthread_self();
    pipc_event_loop_init(&self.loop);
    assert_ok(pipc_open(&self.loop.component, NULL, &error), error);
    assert_ok(pipc_references_new(&self.references, &error), error);
    assert_ok(pipc_references_put(self.references, "p:event-loop:default:default:1.0",
                                  &self.loop.component, &error),
              error);
    pending_prepare(&self.pending);
    self.pending.references = self.references;
    self.pending.client_references = self.references;
    told_init(&self.told);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pipc_dispose(&self.pending.client.component);
    pipc_dispose(&self.pending.service.component);
    assert_int_equal(pending_look().overlaps, 0);
    told_dispose(&self.told);
    pipc_dispose(&self.loop.component);
    pipc_references_free(self.references);
    assert_int_equal(self.elsewhere, 0);
    return 0;
}

/* As a program's own loop does it, until `is_reached`. */
static void loop_until(bool (*is_reached)(void))
{
    struct pollfd descriptor = {.fd = pipc_event_loop_fd(&self.loop), .events = POLLIN};

    while (!is_reached()) {
        assert_int_equal(poll(&descriptor, 1, PATIENCE_MS), 1);
        pipc_event_loop_process(&self.loop);
    }
}

static bool is_called(void)
{
    return pending_look().calls == 1;
}

static bool is_done(void)
{
    return told_look(&self.told).dones == 1;
}

static bool is_cancelled(void)
{
    return pending_look().call_cancels == 1;
}

static int pend_here(pending_call *call, pipc_error **error)
{
    (void)call;
    (void)error;
    note_thread();
    return PIPC_PENDING;
}

static void note_done(told *listener)
{
    (void)listener;
    note_thread();
}

static void call_async(void)
{
    Tests__Text request = TESTS__TEXT__INIT;
    pipc_error *error = NULL;

    request.text = (char *)"text";
    self.told.on_done = note_done;
    assert_ok(pipc_grpc_client_call_async(&self.pending.client, &pending_methods[PEND], NULL,
                                          &request.base, &self.told.listener, &error),
              error);
}

static void handlers_and_callbacks_run_in_the_program_s_loop(void **state)
{
    (void)state;
    self.pending.plan.handle = pend_here;
    pending_open(&self.pending, "", "");
    call_async();
    loop_until(is_called);
    pending_finish_text(pending_get(0), "answer");
    loop_until(is_done);
    told_expect_ok(&self.told, "answer");
}

/* --- streams -------------------------------------------------------------------------------- */

static int say_back_here(pending_call *call, const char *text)
{
    note_thread();
    return pending_say_back(call, text);
}

static void send_refused(told *listener, pipc_grpc_client_stream *stream)
{
    pipc_error *error = NULL;

    (void)listener;
    note_thread();
    assert_ok(streams_send(stream, "next", &error), error);
}

/* An answer may come before it is told that what it answers is gone. */
static int send_next(told *listener, pipc_grpc_client_stream *stream)
{
    pipc_error *error = NULL;
    int code;

    note_thread();
    if (told_look(listener).messages < MESSAGES - 1) { /* this one is not counted yet */
        code = streams_send(stream, "next", &error);
        if (code != PIPC_PENDING)
            assert_ok(code, error);
    } else {
        assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    }
    return PIPC_OK;
}

static void streams_are_told_in_the_program_s_loop(void **state)
{
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    (void)state;
    self.pending.plan.listens_to_stream = true;
    self.pending.plan.message = say_back_here;
    self.pending.plan.half_closed = pending_finish_well;
    self.told.on_message = send_next;
    self.told.on_writable = send_refused;
    self.told.on_done = note_done;
    pending_open(&self.pending, "", "");
    assert_ok(pipc_grpc_client_stream_open_async(&self.pending.client, &pending_methods[PEND_BIDI],
                                                 NULL, NULL, &self.told.listener, &stream, &error),
              error);
    assert_ok(streams_send(stream, "first", &error), error);
    loop_until(is_done);
    assert_int_equal(told_look(&self.told).messages, MESSAGES);
    assert_int_equal(told_look(&self.told).code, PIPC_OK);
    assert_int_equal(pending_look().messages, MESSAGES);
}

static void *join_texts(void *argument)
{
    pipc_grpc_client_stream *stream = streams_open(argument, JOIN, NULL);
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    for (int i = 0; i < MESSAGES; i++)
        assert_ok(streams_send(stream, "x", &error), error);
    assert_ok(pipc_grpc_client_stream_finish(stream, &response, &error), error);
    assert_int_equal(strlen(((const Tests__Text *)response)->text), MESSAGES);
    protobuf_c_message_free_unpacked(response, NULL);
    pipc_grpc_client_stream_free(stream);
    return NULL;
}

static bool has_joined(void)
{
    return streams_look().handlers_ended == 1;
}

/* It blocks the loop, but what it waits for comes all the same. */
static void a_handler_may_wait_for_its_stream(void **state)
{
    streams others;
    pthread_t thread;
    pipc_error *error = NULL;

    (void)state;
    pending_open(&self.pending, "", "");
    streams_prepare();
    pipc_grpc_service_init(&others.service, &streams_desc);
    configure_component(&others.service.component, "connection.host=127.0.0.1;connection.port=0");
    assert_ok(pipc_set_references(&others.service.component, self.references, &error), error);
    assert_ok(pipc_open(&others.service.component, NULL, &error), error);
    streams_open_client(&others, "");
    assert_int_equal(pthread_create(&thread, NULL, join_texts, &others), 0);
    loop_until(has_joined);
    pthread_join(thread, NULL);
    pipc_dispose(&others.client.component);
    pipc_dispose(&others.service.component);
}

/* --- closing -------------------------------------------------------------------------------- */

/* What has to run for the call to end runs while close waits. */
static void closing_the_service_runs_what_is_due(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    self.pending.plan.handle = pend_here;
    self.pending.plan.listens_to_call = true;
    self.pending.plan.cancelled = pending_finish_badly;
    pending_open(&self.pending, ";options.shutdown_timeout=50", "");
    call_async();
    loop_until(is_called);
    assert_ok(pipc_close(&self.pending.service.component, NULL, &error), error);
    assert_true(is_cancelled());
    loop_until(is_done);
    assert_int_not_equal(told_look(&self.told).code, PIPC_OK);
}

static void closing_the_client_runs_what_is_due(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    self.pending.plan.handle = pend_here;
    self.pending.plan.listens_to_call = true;
    self.pending.plan.cancelled = pending_finish_badly;
    pending_open(&self.pending, "", "");
    call_async();
    loop_until(is_called);
    assert_ok(pipc_close(&self.pending.client.component, NULL, &error), error);
    told_expect_error(&self.told, PIPC_E_INVALID_STATE, "CLOSED", "");
    loop_until(is_cancelled);
}

/* --- what it needs -------------------------------------------------------------------------- */

static void a_closed_loop_is_refused(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    pending_open(&self.pending, "", "");
    pipc_dispose(&self.pending.client.component);
    assert_ok(pipc_close(&self.pending.service.component, NULL, &error), error);
    assert_ok(pipc_close(&self.loop.component, NULL, &error), error);
    assert_int_equal(pipc_event_loop_fd(&self.loop), -1);
    assert_int_equal(pipc_event_loop_process(&self.loop), 0);
    assert_error(pipc_open(&self.pending.service.component, NULL, &error), error,
                 PIPC_E_INVALID_STATE, "EVENT_LOOP_CLOSED", "expected it open");
    assert_ok(pipc_open(&self.loop.component, NULL, &error), error);
    assert_ok(pipc_open(&self.pending.service.component, NULL, &error), error);
}

static void a_loop_without_a_descriptor_does_not_open(void **state)
{
    pipc_event_loop loop;
    struct rlimit before, none;
    pipc_error *error = NULL;
    int code;

    (void)state;
    pipc_event_loop_init(&loop);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = (struct rlimit){.rlim_cur = 0, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    code = pipc_open(&loop.component, NULL, &error);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_error(code, error, PIPC_E_INTERNAL, "NO_DESCRIPTOR", "needs a file descriptor");
    assert_int_equal(pipc_event_loop_fd(&loop), -1);
    assert_ok(pipc_open(&loop.component, NULL, &error), error);
    pipc_dispose(&loop.component);
}

static int close_from_inside(pending_call *call, pipc_error **error)
{
    (void)call;
    (void)error;
    assert_int_equal(pipc_event_loop_process(&self.loop), 0);
    assert_int_equal(pipc_close(&self.pending.client.component, NULL, NULL), PIPC_E_INVALID_STATE);
    assert_int_equal(pipc_close(&self.pending.service.component, NULL, NULL), PIPC_E_INVALID_STATE);
    assert_int_equal(pipc_close(&self.loop.component, NULL, NULL), PIPC_E_INVALID_STATE);
    return PIPC_PENDING;
}

static void nothing_is_closed_or_run_from_inside(void **state)
{
    (void)state;
    self.pending.plan.handle = close_from_inside;
    pending_open(&self.pending, "", "");
    call_async();
    loop_until(is_called);
    pending_finish_text(pending_get(0), "answer");
    loop_until(is_done);
    told_expect_ok(&self.told, "answer");
}

static void what_is_no_loop_is_named(void **state)
{
    pipc_references *references = NULL;
    pipc_console_logger logger;
    pipc_error *error = NULL;

    (void)state;
    pending_open(&self.pending, "", "");
    pipc_console_logger_init(&logger);
    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(pipc_references_put(references, "p:event-loop:default:default:1.0",
                                  &logger.logger.component, &error),
              error);
    assert_ok(pipc_close(&self.pending.client.component, NULL, &error), error);
    assert_error(pipc_set_references(&self.pending.client.component, references, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_REFERENCE", "of type logger");
    pipc_references_free(references);
    pipc_dispose(&logger.logger.component);
}

#define LOOP_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LOOP_TEST(handlers_and_callbacks_run_in_the_program_s_loop),
        LOOP_TEST(streams_are_told_in_the_program_s_loop),
        LOOP_TEST(a_handler_may_wait_for_its_stream),
        LOOP_TEST(closing_the_service_runs_what_is_due),
        LOOP_TEST(closing_the_client_runs_what_is_due),
        LOOP_TEST(a_closed_loop_is_refused),
        LOOP_TEST(a_loop_without_a_descriptor_does_not_open),
        LOOP_TEST(nothing_is_closed_or_run_from_inside),
        LOOP_TEST(what_is_no_loop_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
