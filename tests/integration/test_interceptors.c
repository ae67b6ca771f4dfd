#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "base/sync.h"
#include "support/echo.h"
#include "support/streams.h"

enum { INTERCEPTORS = 3, TRACE_BYTES = 256 };

/* Writes down what it sees, in a text that all share: "+0 +1 -1:0 -0:0". */
typedef struct tracer {
    pipc_grpc_server_interceptor interceptor;
    int number;
    bool refuses;
} tracer;

static echo service;
static tests_echo_client client;
static tracer tracers[INTERCEPTORS];
static pipc__mutex mutex; /* guards the trace */
static char trace[TRACE_BYTES];

static void write_down(const char *format, int number, int code)
{
    char part[32];

    snprintf(part, sizeof part, format, number, code);
    pipc__mutex_lock(&mutex);
    snprintf(trace + strlen(trace), sizeof trace - strlen(trace), "%s%s",
             trace[0] == '\0' ? "" : " ", part);
    pipc__mutex_unlock(&mutex);
}

static void assert_trace(const char *expected)
{
    pipc__mutex_lock(&mutex);
    assert_string_equal(trace, expected);
    trace[0] = '\0';
    pipc__mutex_unlock(&mutex);
}

static int begin(pipc_grpc_server_interceptor *interceptor, pipc_call *call, pipc_error **error)
{
    tracer *self = PIPC_CONTAINER_OF(interceptor, tracer, interceptor);

    if (self->refuses)
        return pipc_fail(error, PIPC_E_CONFLICT, "NOT_NOW", "%d refuses", self->number);
    write_down("+%d", self->number, 0);
    return pipc_call_set_value(call, self, &self->number, error);
}

static void end(pipc_grpc_server_interceptor *interceptor, pipc_call *call, int code,
                const pipc_error *error)
{
    tracer *self = PIPC_CONTAINER_OF(interceptor, tracer, interceptor);

    assert_ptr_equal(pipc_call_value(call, self), &self->number);
    assert_int_equal(pipc_error_category(error), code);
    write_down("-%d:%d", self->number, code);
}

static int setup(void **state)
{
    (void)state;
    pipc__mutex_init(&mutex);
    trace[0] = '\0';
    echo_init(&service);
    for (int i = 0; i < INTERCEPTORS; i++)
        tracers[i] = (tracer){.interceptor = {.begin = begin, .end = end}, .number = i};
    return 0;
}

static void register_tracers(pipc_grpc_service *at)
{
    pipc_error *error = NULL;

    for (int i = 0; i < INTERCEPTORS; i++)
        assert_ok(pipc_grpc_service_register_interceptor(at, &tracers[i].interceptor, &error),
                  error);
}

static void open_both(void)
{
    echo_open(&service);
    echo_client_open(&client, echo_port(&service), "");
}

static int teardown(void **state)
{
    (void)state;
    pipc_dispose(&client.client.component);
    echo_dispose(&service);
    pipc__mutex_dispose(&mutex);
    return 0;
}

static void the_first_is_the_outermost(void **state)
{
    (void)state;
    register_tracers(&service.service.service);
    open_both();
    echo_client_check(&client, "hello");
    assert_trace("+0 +1 +2 -2:0 -1:0 -0:0");
}

static void who_refuses_is_not_told_the_end(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    tracers[1].refuses = true;
    register_tracers(&service.service.service);
    open_both();
    assert_int_equal(echo_client_say(&client, NULL, "hello", &error), PIPC_E_CONFLICT);
    assert_string_equal(pipc_error_message(error), "1 refuses");
    pipc_error_free(error);
    assert_trace("+0 -0:-11");
    assert_string_equal(echo_look(&service).peer, ""); /* the handler was not run */
}

static int fail_plainly(pipc_call *call, pipc_error **error)
{
    (void)call;
    (void)error;
    return PIPC_E_NOT_FOUND;
}

static void an_end_is_told_of_errors(void **state)
{
    (void)state;
    service.say = fail_plainly;
    register_tracers(&service.service.service);
    open_both();
    assert_int_equal(echo_client_say(&client, NULL, "hello", NULL), PIPC_E_NOT_FOUND);
    assert_trace("+0 +1 +2 -2:-10 -1:-10 -0:-10");
}

static void an_interceptor_without_slots_lets_calls_pass(void **state)
{
    static pipc_grpc_server_interceptor empty;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_grpc_service_register_interceptor(&service.service.service, &empty, &error),
              error);
    open_both();
    echo_client_check(&client, "hello");
}

static void an_open_service_takes_none(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    open_both();
    assert_int_equal(pipc_grpc_service_register_interceptor(&service.service.service,
                                                            &tracers[0].interceptor, &error),
                     PIPC_E_INVALID_STATE);
    assert_string_equal(pipc_error_code(error), "ALREADY_OPENED");
    pipc_error_free(error);
}

/* --- metadata ------------------------------------------------------------------------------- */

static int stamp_initial(pipc_grpc_server_interceptor *self, pipc_call *call, pipc_error **error)
{
    const char *token = pipc_metadata_get(pipc_call_metadata(call), "x-token", NULL);

    (void)self;
    return pipc_metadata_add(pipc_call_initial_metadata(call), "x-seen",
                             token == NULL ? "none" : token, error);
}

static void stamp_trailing(pipc_grpc_server_interceptor *self, pipc_call *call, int code,
                           const pipc_error *error)
{
    (void)self;
    (void)error;
    assert_int_equal(pipc_metadata_add(pipc_call_trailing_metadata(call), "x-code",
                                       code == PIPC_OK ? "ok" : "bad", NULL),
                     PIPC_OK);
}

static void metadata_are_seen_and_added(void **state)
{
    static pipc_grpc_server_interceptor stamper = {.begin = stamp_initial, .end = stamp_trailing};
    pipc_metadata *initial = NULL;
    pipc_metadata *trailing = NULL;
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_grpc_service_register_interceptor(&service.service.service, &stamper, &error),
              error);
    open_both();
    assert_ok(pipc_metadata_new(&initial, &error), error);
    assert_ok(pipc_metadata_new(&trailing, &error), error);
    assert_ok(pipc_context_new(NULL, &context, &error), error);
    assert_ok(pipc_metadata_add(pipc_context_metadata(context), "x-token", "abc", &error), error);
    pipc_context_receive_metadata(context, initial, trailing);
    assert_ok(echo_client_say(&client, context, "hello", &error), error);
    assert_string_equal(pipc_metadata_get(initial, "x-seen", NULL), "abc");
    assert_string_equal(pipc_metadata_get(trailing, "x-code", NULL), "ok");
    pipc_context_free(context);
    pipc_metadata_free(trailing);
    pipc_metadata_free(initial);
}

/* --- authorization -------------------------------------------------------------------------- */

static int authorize(pipc_grpc_authorizer *self, pipc_call *call, pipc_error **error)
{
    const char *token = pipc_metadata_get(pipc_call_metadata(call), "x-token", NULL);

    (void)self;
    write_down("?%d", 0, 0);
    if (token == NULL)
        return pipc_fail(error, PIPC_E_UNAUTHORIZED, "NO_TOKEN", "metadata x-token is missing");
    if (strcmp(token, "good") == 0)
        return PIPC_OK;
    pipc_fail(error, PIPC_E_UNAUTHORIZED, "BAD_TOKEN", "metadata x-token is not known");
    pipc_error_set_status(*error, 403);
    return PIPC_E_UNAUTHORIZED;
}

static pipc_grpc_authorizer authorizer = {.authorize = authorize};

static pipc_grpc_status say_with_token(const char *token)
{
    pipc_context *context = NULL;
    pipc_error *error = NULL;
    pipc_grpc_status status;
    int code;

    assert_ok(pipc_context_new(NULL, &context, &error), error);
    if (token != NULL)
        assert_ok(pipc_metadata_add(pipc_context_metadata(context), "x-token", token, &error),
                  error);
    code = echo_client_say(&client, context, "hello", &error);
    assert_int_equal(code, pipc_error_category(error));
    status = pipc_error_grpc_status(error);
    pipc_error_free(error);
    pipc_context_free(context);
    return status;
}

static void an_authorizer_decides_who_may_call(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    assert_ok(
        pipc_grpc_service_register_authorizer(&service.service.service, "Say", &authorizer, &error),
        error);
    open_both();
    assert_int_equal(say_with_token(NULL), PIPC_GRPC_UNAUTHENTICATED);
    assert_int_equal(say_with_token("stolen"), PIPC_GRPC_PERMISSION_DENIED);
    assert_int_equal(say_with_token("good"), PIPC_GRPC_OK);
}

static void authorizers_stand_inside_all_interceptors(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    assert_ok(
        pipc_grpc_service_register_authorizer(&service.service.service, NULL, &authorizer, &error),
        error);
    register_tracers(&service.service.service);
    open_both();
    assert_int_equal(say_with_token("good"), PIPC_GRPC_OK);
    assert_trace("+0 +1 +2 ?0 -2:0 -1:0 -0:0");
    assert_int_equal(say_with_token(NULL), PIPC_GRPC_UNAUTHENTICATED);
    assert_trace("+0 +1 +2 ?0 -2:-9 -1:-9 -0:-9");
}

static void an_authorizer_is_asked_for_its_method_only(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_grpc_service_register_authorizer(&service.service.service, "Grow", &authorizer,
                                                    &error),
              error);
    open_both();
    assert_int_equal(say_with_token(NULL), PIPC_GRPC_OK);
    assert_trace("");
}

static void a_method_that_is_not_there_is_named(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    assert_int_equal(pipc_grpc_service_register_authorizer(&service.service.service, "Shout",
                                                           &authorizer, &error),
                     PIPC_E_NOT_FOUND);
    assert_string_equal(pipc_error_code(error), "METHOD_NOT_FOUND");
    assert_string_equal(pipc_error_message(error),
                        "service tests.Echo has no method Shout, expected the name of one");
    pipc_error_free(error);
}

/* --- streams -------------------------------------------------------------------------------- */

static void streams_pass_through(void **state)
{
    streams self;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    (void)state;
    pipc_grpc_service_init(&self.service, &streams_desc);
    register_tracers(&self.service);
    configure_component(&self.service.component, "connection.host=127.0.0.1;connection.port=0");
    assert_ok(pipc_open(&self.service.component, NULL, &error), error);
    streams_open_client(&self, "");
    stream = streams_open(&self, COUNT_DOWN, "1");
    streams_expect(stream, "1");
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
    assert_trace("+0 +1 +2 -2:0 -1:0 -0:0");
    stream = streams_open(&self, CHAT, NULL);
    assert_ok(streams_send(stream, "a", &error), error);
    streams_expect(stream, "a");
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
    assert_trace("+0 +1 +2 -2:0 -1:0 -0:0");
    stream = streams_open(&self, JOIN, NULL);
    assert_ok(streams_send(stream, "fail", &error), error);
    assert_int_equal(streams_read(stream, &error), PIPC_E_CONFLICT);
    pipc_error_free(error);
    pipc_grpc_client_stream_free(stream);
    assert_trace("+0 +1 +2 -2:-11 -1:-11 -0:-11");
    pipc_dispose(&self.client.component);
    pipc_dispose(&self.service.component);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_first_is_the_outermost, setup, teardown),
        cmocka_unit_test_setup_teardown(who_refuses_is_not_told_the_end, setup, teardown),
        cmocka_unit_test_setup_teardown(an_end_is_told_of_errors, setup, teardown),
        cmocka_unit_test_setup_teardown(an_interceptor_without_slots_lets_calls_pass, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(an_open_service_takes_none, setup, teardown),
        cmocka_unit_test_setup_teardown(metadata_are_seen_and_added, setup, teardown),
        cmocka_unit_test_setup_teardown(an_authorizer_decides_who_may_call, setup, teardown),
        cmocka_unit_test_setup_teardown(authorizers_stand_inside_all_interceptors, setup, teardown),
        cmocka_unit_test_setup_teardown(an_authorizer_is_asked_for_its_method_only, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_method_that_is_not_there_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(streams_pass_through, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
