/* Spans of calls, as tracers see them, and as W3C Trace Context has them on the wire. */
#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "support/echo.h"
#include "support/observers.h"

#define TRACE_ID "0af7651916cd43dd8448eb211c80319c"
#define SPAN_ID "b7ad6b7169203331"
#define TRACEPARENT "00-" TRACE_ID "-" SPAN_ID "-01"

/* A service that calls a second one in the course of a call, and a client of the first. */
typedef struct fixture {
    echo service;
    echo downstream;
    tests_echo_client client;
    tests_echo_client downstream_client;
    observers of_service;
    observers of_downstream;
    observers of_client;
    observers of_downstream_client;
    pipc_context *context;
    char tracestate[64]; /* that came downstream */
} fixture;

static fixture self;

/* The answer is empty. */
static int say_to(tests_echo_client *client, const pipc_context *context, pipc_error **error)
{
    Tests__Text request = TESTS__TEXT__INIT;
    Tests__Text *response = NULL;
    int code = tests_echo_client_say(client, context, &request, &response, error);

    if (code == PIPC_OK)
        tests__text__free_unpacked(response, NULL);
    return code;
}

static int say_downstream(pipc_call *call, pipc_error **error)
{
    pipc_context *context = NULL;
    int code = pipc_call_new_context(call, &context, error);

    if (code == PIPC_OK)
        code = say_to(&self.downstream_client, context, error);
    pipc_context_free(context);
    return code;
}

static int keep_tracestate(pipc_call *call, pipc_error **error)
{
    const char *text = pipc_metadata_get(pipc_call_metadata(call), "tracestate", NULL);

    (void)error;
    snprintf(self.tracestate, sizeof self.tracestate, "%s", text == NULL ? "" : text);
    return PIPC_OK;
}

static int setup(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    observers_init(&self.of_service);
    observers_init(&self.of_downstream);
    observers_init(&self.of_client);
    observers_init(&self.of_downstream_client);
    echo_init(&self.service);
    echo_open(&self.service);
    echo_init(&self.downstream);
    self.downstream.keeps_traceparent = true;
    echo_open(&self.downstream);
    echo_set_say(&self.service, say_downstream);
    echo_set_say(&self.downstream, keep_tracestate);
    echo_client_open(&self.client, echo_port(&self.service), "");
    echo_client_open(&self.downstream_client, echo_port(&self.downstream), "");
    assert_ok(pipc_context_new("cid-1", &self.context, &error), error);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pipc_context_free(self.context);
    pipc_dispose(&self.client.client.component);
    pipc_dispose(&self.downstream_client.client.component);
    echo_dispose(&self.service);
    echo_dispose(&self.downstream);
    observers_dispose(&self.of_downstream_client);
    observers_dispose(&self.of_client);
    observers_dispose(&self.of_downstream);
    observers_dispose(&self.of_service);
    return 0;
}

/* The services first: they get a port anew. */
static void link_services(void)
{
    observers_link(&self.of_service, &self.service.service.service.component);
    observers_link(&self.of_downstream, &self.downstream.service.service.component);
    pipc_dispose(&self.client.client.component);
    pipc_dispose(&self.downstream_client.client.component);
    echo_client_open(&self.client, echo_port(&self.service), "");
    echo_client_open(&self.downstream_client, echo_port(&self.downstream), "");
}

static void link_clients(void)
{
    observers_link(&self.of_client, &self.client.client.component);
    observers_link(&self.of_downstream_client, &self.downstream_client.client.component);
}

static void send(const char *key, const char *value)
{
    pipc_error *error = NULL;

    assert_ok(pipc_metadata_add(pipc_context_metadata(self.context), key, value, &error), error);
}

static void say(void)
{
    pipc_error *error = NULL;

    assert_ok(say_to(&self.client, self.context, &error), error);
}

static kept_trace last_trace(observers *of)
{
    return kept_tracer_wait_for(&of->tracer, 1);
}

static void assert_child(const kept_trace *child, const kept_trace *parent)
{
    assert_string_equal(child->trace_id, parent->trace_id);
    assert_string_equal(child->parent_span_id, parent->span_id);
    assert_string_not_equal(child->span_id, parent->span_id);
}

static void each_side_of_each_call_is_a_span_caused_by_the_one_before(void **state)
{
    kept_trace client, service, downstream_client, downstream;

    (void)state;
    link_services();
    link_clients();
    say();
    client = last_trace(&self.of_client);
    service = last_trace(&self.of_service);
    downstream_client = last_trace(&self.of_downstream_client);
    downstream = last_trace(&self.of_downstream);
    assert_string_equal(client.text, "cid-1 client tests.Echo.Say 0");
    assert_string_equal(service.text, "cid-1 server tests.Echo.Say 0");
    assert_string_equal(downstream.text, "cid-1 server tests.Echo.Say 0");
    assert_string_equal(client.parent_span_id, "---");
    assert_int_equal(strlen(client.trace_id), 32);
    assert_child(&service, &client);
    assert_child(&downstream_client, &service);
    assert_child(&downstream, &downstream_client);
}

static void the_span_that_the_program_names_is_the_first_parent(void **state)
{
    kept_trace client, service;

    (void)state;
    link_services();
    link_clients();
    send("traceparent", TRACEPARENT);
    say();
    client = last_trace(&self.of_client);
    service = last_trace(&self.of_service);
    assert_string_equal(client.trace_id, TRACE_ID);
    assert_string_equal(client.parent_span_id, SPAN_ID);
    assert_child(&service, &client);
}

static void who_has_no_tracer_passes_on_what_came(void **state)
{
    (void)state;
    send("traceparent", TRACEPARENT);
    send("tracestate", "congo=t61rcWkgMzE");
    say();
    assert_string_equal(echo_look(&self.downstream).traceparent, TRACEPARENT);
    assert_string_equal(self.tracestate, "congo=t61rcWkgMzE");
}

static void a_traceparent_that_is_malformed_goes_no_further(void **state)
{
    (void)state;
    send("traceparent", "00-" TRACE_ID "-0000000000000000-01");
    send("tracestate", "congo=t61rcWkgMzE");
    say();
    assert_string_equal(echo_look(&self.downstream).traceparent, "");
    assert_string_equal(self.tracestate, "");
}

static void a_server_with_a_tracer_begins_anew_where_it_is_malformed(void **state)
{
    kept_trace service;

    (void)state;
    link_services();
    send("traceparent", TRACEPARENT "-more");
    say();
    service = last_trace(&self.of_service);
    assert_string_not_equal(service.trace_id, TRACE_ID);
    assert_string_equal(service.parent_span_id, "---");
    assert_int_equal(strlen(echo_look(&self.downstream).traceparent), strlen(TRACEPARENT));
}

static void a_failure_is_a_trace_with_its_code(void **state)
{
    Tests__Failure request = TESTS__FAILURE__INIT;
    Tests__Text *response = NULL;

    (void)state;
    link_services();
    link_clients();
    request.category = (char *)"Conflict";
    assert_int_equal(tests_echo_client_fail(&self.client, self.context, &request, &response, NULL),
                     PIPC_E_CONFLICT);
    assert_string_equal(last_trace(&self.of_client).text, "cid-1 client tests.Echo.Fail -11");
    assert_string_equal(last_trace(&self.of_service).text, "cid-1 server tests.Echo.Fail -11");
}

#define TRACE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRACE_TEST(each_side_of_each_call_is_a_span_caused_by_the_one_before),
        TRACE_TEST(the_span_that_the_program_names_is_the_first_parent),
        TRACE_TEST(who_has_no_tracer_passes_on_what_came),
        TRACE_TEST(a_traceparent_that_is_malformed_goes_no_further),
        TRACE_TEST(a_server_with_a_tracer_begins_anew_where_it_is_malformed),
        TRACE_TEST(a_failure_is_a_trace_with_its_code),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
