/* What handlers and those who finish for them must not do, where assertions are off. */
#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "base/sync.h"
#include "support/capturing_logger.h"
#include "support/echo.h"
#include "support/failing_allocator.h"
#include "support/pending.h"
#include "support/streams.h"

static capturing_logger logger;

static int broken_setup(void **state)
{
    pipc_references *references = NULL;
    pipc_error *error = NULL;
    pending *self;

    failing_allocator_install();
    capturing_logger_init(&logger);
    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(
        pipc_references_put(references, "p:logger:test:d:1.0", &logger.logger.component, &error),
        error);
    pending_setup(state);
    self = *state;
    pipc_dispose(&self->client.component);
    pipc_dispose(&self->service.component);
    self->references = references;
    pending_open(self, ";options.shutdown_timeout=0", "");
    return 0;
}

static int broken_teardown(void **state)
{
    pending *self = *state;
    pipc_references *references = (pipc_references *)self->references;

    pending_teardown(state);
    pipc_references_free(references);
    pipc_dispose(&logger.logger.component);
    assert_int_equal(failing_allocator_live_blocks(), 0);
    failing_allocator_remove();
    return 0;
}

static void call_well(pending *self, int index)
{
    pending_caller caller;

    self->plan.handle = NULL;
    pending_start(self, NULL, &caller);
    pending_await(calls, index + 1);
    pending_finish_text(pending_get(index), "well");
    pending_join(&caller);
    assert_ok(caller.code, caller.error);
    assert_string_equal(caller.text, "well");
}

static void finishing_twice_is_logged_and_has_no_effect(void **state)
{
    pending *self = *state;
    pipc_error *error = NULL;

    call_well(self, 0);
    pipc_fail(&error, PIPC_E_CONFLICT, "TWICE", "twice");
    pipc_call_finish(pending_get(0)->call, PIPC_E_CONFLICT, error);
    pipc_call_finish(pending_get(0)->call, PIPC_OK, NULL);
    assert_int_equal(capturing_logger_count_with(&logger, "ERROR service tests.Pending: "
                                                          "pipc_call_finish() was called twice"),
                     2);
    for (int i = 1; i < 100; i++)
        call_well(self, i);
}

static int answer_at_once(pending_call *self, pipc_error **error)
{
    (void)error;
    atomic_store(&self->handler_returned, true);
    ((Tests__Text *)self->response)->text = (char *)"at once";
    return PIPC_OK;
}

static void finishing_what_the_handler_has_answered_is_logged_and_has_no_effect(void **state)
{
    pending *self = *state;
    pending_caller caller;

    self->plan.handle = answer_at_once;
    pending_start(self, NULL, &caller);
    pending_join(&caller);
    assert_ok(caller.code, caller.error);
    assert_string_equal(caller.text, "at once");
    pipc_call_finish(pending_get(0)->call, PIPC_E_UNKNOWN, NULL);
    assert_int_equal(capturing_logger_count_with(&logger, "did not return PIPC_PENDING"), 1);
    call_well(self, 1);
}

static int finish_and_answer(pending_call *self, pipc_error **error)
{
    atomic_store(&self->handler_returned, true);
    pending_finish_text(self, "finished");
    return pipc_fail(error, PIPC_E_CONFLICT, "TOO_LATE", "too late");
}

static void a_handler_that_finishes_and_answers_has_finished(void **state)
{
    pending *self = *state;
    pending_caller caller;

    self->plan.handle = finish_and_answer;
    pending_start(self, NULL, &caller);
    pending_join(&caller);
    assert_ok(caller.code, caller.error);
    assert_string_equal(caller.text, "finished");
    assert_true(capturing_logger_wait_for(&logger, "but the handler did not return PIPC_PENDING"));
    call_well(self, 1);
}

static void close_in_time(pending *self)
{
    int64_t start_ns = pipc__now_ns();
    pipc_error *error = NULL;

    assert_ok(pipc_close(&self->service.component, NULL, &error), error);
    assert_in_range((pipc__now_ns() - start_ns) / 1000000, 900, 15000);
}

/* Whatever is still asked of a call that is abandoned. */
static void use(pending_call *self)
{
    const ProtobufCMessage *message = NULL;
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    assert_true(pipc_call_is_cancelled(self->call));
    assert_true(pipc_call_wait_cancelled(self->call, -1));
    assert_non_null(pipc_call_alloc(self->call, 10000));
    assert_string_equal(pipc_call_strdup(self->call, "text"), "text");
    assert_non_null(pipc_call_path(self->call));
    pipc_call_peer(self->call); /* these say NULL once the core has ended the call */
    pipc_call_metadata(self->call);
    pipc_call_correlation_id(self->call);
    assert_ok(pipc_metadata_add(pipc_call_trailing_metadata(self->call), "key", "value", &error),
              error);
    assert_ok(pipc_call_new_context(self->call, &context, &error), error);
    pipc_context_free(context);
    pipc_call_listen(self->call, &self->call_listener);
    if (self->stream == NULL)
        return;
    assert_error(pipc_grpc_server_stream_read(self->stream, &message, &error), error,
                 PIPC_E_FAILED_INVOCATION, "CANCELLED", "nobody waits");
    assert_error(pending_write(self, "text", &error), error, PIPC_E_FAILED_INVOCATION, "CANCELLED",
                 "nobody waits");
    pipc_grpc_server_stream_listen(self->stream, &self->stream_listener);
    pipc_grpc_server_stream_resume(self->stream);
}

static void assert_finished_with(pending *self, int code, int expected)
{
    int count = pending_look().calls;
    pending_caller caller;

    pending_start(self, NULL, &caller);
    pending_await(calls, count + 1);
    pipc_call_finish(pending_get(count)->call, code, NULL);
    pending_join(&caller);
    assert_int_equal(caller.code, expected);
    assert_int_equal(pipc_error_category(caller.error), expected);
    pipc_error_free(caller.error);
}

static void what_is_no_category_is_an_error_too(void **state)
{
    assert_finished_with(*state, 1, PIPC_E_INTERNAL);
    assert_finished_with(*state, PIPC_PENDING, PIPC_E_INTERNAL);
    assert_finished_with(*state, -1000, PIPC_E_UNKNOWN);
}

static int return_one(pending_call *self, pipc_error **error)
{
    (void)self;
    (void)error;
    return 1;
}

/* As of a last read that was not the last. */
static void a_handler_that_returns_1_has_failed(void **state)
{
    pending *self = *state;
    pending_caller caller;

    self->plan.handle = return_one;
    pending_start(self, NULL, &caller);
    pending_join(&caller);
    assert_int_equal(caller.code, PIPC_E_INTERNAL);
    assert_int_equal(pipc_error_category(caller.error), PIPC_E_INTERNAL);
    pipc_error_free(caller.error);
}

/* Made in the course of a call that is abandoned. */
static void assert_cancelled_downstream(pending *self, pending_call *parent)
{
    Tests__Text request = TESTS__TEXT__INIT;
    ProtobufCMessage *response = NULL;
    pipc_grpc_client_stream *stream = NULL;
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_call_new_context(parent->call, &context, &error), error);
    assert_error(pipc_grpc_client_call(&self->client, &pending_methods[PEND], context,
                                       &request.base, &response, &error),
                 error, PIPC_E_FAILED_INVOCATION, "CANCELLED", "");
    stream = pending_stream(self, PEND_BIDI, context, NULL);
    assert_int_equal(streams_read(stream, &error), PIPC_E_FAILED_INVOCATION);
    pipc_error_free(error);
    pipc_grpc_client_stream_free(stream);
    pipc_context_free(context);
}

static void a_call_that_is_never_finished_is_abandoned(void **state)
{
    pending *self = *state;
    pending_caller caller;
    pipc_grpc_client_stream *pair[2];

    self->plan.listens_to_call = true;
    pending_start(self, NULL, &caller);
    pending_await(calls, 1);
    pair[0] = pending_stream(self, PEND_BIDI, NULL, NULL);
    pending_await(calls, 2);
    self->plan.listens_to_stream = true;
    pair[1] = pending_stream(self, PEND_BIDI, NULL, NULL);
    pending_await(calls, 3);
    close_in_time(self);
    pending_join(&caller);
    assert_int_equal(caller.code, PIPC_E_NO_RESPONSE);
    pipc_error_free(caller.error);
    assert_int_equal(pending_look().call_cancels, 3);
    assert_int_equal(pending_look().cancels, 1);
    assert_int_equal(capturing_logger_count_with(&logger, "is abandoned"), 3);
    for (int i = 0; i < 2; i++)
        pipc_grpc_client_stream_free(pair[i]);
    for (int i = 0; i < 3; i++)
        use(pending_get(i));
    pipc_call_finish(pending_get(0)->call, PIPC_OK, NULL);
    pipc_dispose(&self->service.component);
    use(pending_get(1));
    pipc_call_finish(pending_get(1)->call, PIPC_OK, NULL);
    pipc_call_finish(pending_get(1)->call, PIPC_OK, NULL);
    pipc_call_finish(pending_get(2)->call, PIPC_OK, NULL);
}

static void open_shared(pending *self, pipc_grpc_endpoint *endpoint)
{
    pipc_component *service = &self->service.component;
    char config[64];
    pipc_error *error = NULL;

    pipc_grpc_service_init(&self->service, &pending_desc);
    configure_component(service, "options.shutdown_timeout=0");
    assert_ok(pipc_set_references(service, self->references, &error), error);
    assert_ok(pipc_open(service, NULL, &error), error);
    assert_ok(pipc_open(&endpoint->component, NULL, &error), error);
    pipc_grpc_client_init(&self->client, &pending_desc);
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d",
             pipc_grpc_endpoint_port(endpoint));
    configure_component(&self->client.component, config);
    assert_ok(pipc_open(&self->client.component, NULL, &error), error);
}

static void a_service_of_a_shared_endpoint_abandons_its_calls(void **state)
{
    pending *self = *state;
    pipc_grpc_endpoint endpoint;
    pipc_references *references = NULL;
    const pipc_references *shared;
    pending_caller caller;
    pipc_error *error = NULL;

    pipc_dispose(&self->client.component);
    pipc_dispose(&self->service.component);
    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(pipc_references_put(references, "p:endpoint:grpc:d:1.0", &endpoint.component, &error),
              error);
    pipc_grpc_endpoint_init(&endpoint);
    configure_component(&endpoint.component, "connection.host=127.0.0.1;connection.port=0;"
                                             "options.shutdown_timeout=0");
    shared = self->references;
    self->references = references;
    open_shared(self, &endpoint);
    for (int round = 0; round < 2; round++) {
        pending_start(self, NULL, &caller);
        pending_await(calls, round + 1);
        if (round == 0)
            close_in_time(self);
        else
            assert_ok(pipc_close(&endpoint.component, NULL, &error), error);
        pending_join(&caller);
        assert_true(caller.code < 0);
        pipc_error_free(caller.error);
        assert_ok(pipc_open(&self->service.component, NULL, &error), error);
        use(pending_get(round));
        assert_cancelled_downstream(self, pending_get(round));
    }
    pipc_dispose(&self->service.component);
    pipc_dispose(&endpoint.component);
    pipc_references_free(references);
    for (int i = 0; i < 2; i++)
        pipc_call_finish(pending_get(i)->call, PIPC_OK, NULL);
    self->references = shared;
}

/* --- an endpoint that goes first ------------------------------------------------------------ */

static void refer_to(pipc_component *service, pipc_grpc_endpoint *endpoint)
{
    pipc_references *references = NULL;
    pipc_error *error = NULL;

    pipc_grpc_endpoint_init(endpoint);
    configure_component(&endpoint->component, "connection.host=127.0.0.1;connection.port=0");
    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(
        pipc_references_put(references, "p:endpoint:grpc:d:1.0", &endpoint->component, &error),
        error);
    assert_ok(pipc_set_references(service, references, &error), error);
    pipc_references_free(references);
}

static void a_service_outlives_an_endpoint_that_is_disposed_before_it(void **state)
{
    pending *self = *state;
    pipc_component *service = &self->service.component;
    pipc_grpc_endpoint endpoint;
    pipc_error *error = NULL;

    pipc_dispose(&self->client.component);
    for (int open = 0; open < 2; open++) {
        pipc_dispose(service);
        pipc_grpc_service_init(&self->service, &pending_desc);
        refer_to(service, &endpoint);
        if (open) {
            assert_ok(pipc_open(service, NULL, &error), error);
            assert_ok(pipc_open(&endpoint.component, NULL, &error), error);
        }
        pipc_dispose(&endpoint.component);
        memset(&endpoint, 0x5a, sizeof endpoint); /* nobody looks at it any more */
        assert_null(pipc_grpc_service_endpoint(&self->service));
        assert_ok(pipc_close(service, NULL, &error), error);
        assert_error(pipc_open(service, NULL, &error), error, PIPC_E_INVALID_STATE,
                     "ENDPOINT_DISPOSED", "opened after its endpoint was disposed");
    }
    refer_to(service, &endpoint); /* at the same place */
    assert_ptr_equal(pipc_grpc_service_endpoint(&self->service), &endpoint);
    assert_ok(pipc_open(service, NULL, &error), error);
    assert_ok(pipc_open(&endpoint.component, NULL, &error), error);
    pipc_dispose(service);
    pipc_dispose(&endpoint.component);
}

#define BROKEN_TEST(name) cmocka_unit_test_setup_teardown(name, broken_setup, broken_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BROKEN_TEST(finishing_twice_is_logged_and_has_no_effect),
        BROKEN_TEST(finishing_what_the_handler_has_answered_is_logged_and_has_no_effect),
        BROKEN_TEST(a_handler_that_finishes_and_answers_has_finished),
        BROKEN_TEST(what_is_no_category_is_an_error_too),
        BROKEN_TEST(a_handler_that_returns_1_has_failed),
        BROKEN_TEST(a_call_that_is_never_finished_is_abandoned),
        BROKEN_TEST(a_service_of_a_shared_endpoint_abandons_its_calls),
        BROKEN_TEST(a_service_outlives_an_endpoint_that_is_disposed_before_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
