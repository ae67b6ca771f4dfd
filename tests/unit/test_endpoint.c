#include "support/cmocka.h"

#include <pipc/pipc.h>

#include "grpc/endpoint.h"
#include "grpc/server_call.h"
#include "support/echo.h"
#include "support/raw_client.h"

/* A service of routes alone, which keeps in mind how it was taken leave of. */
typedef struct bare_service {
    pipc__registration registration;
    pipc__route route;
    pipc__route *routes[1];
    pipc_grpc_endpoint *endpoint;
    int closings;
    int status_while_closing;
    int releases;
    int releases_before_closing;
} bare_service;

static bare_service *bare_service_of(pipc__registration *registration)
{
    return PIPC_CONTAINER_OF(registration, bare_service, registration);
}

static void answer(pipc__route *route, const pipc__incoming_call *incoming)
{
    (void)route;
    pipc__server_call_refuse(incoming, GRPC_STATUS_DATA_LOSS, "as ever");
}

static void call_once_more(pipc__registration *registration)
{
    bare_service *self = bare_service_of(registration);

    self->closings++;
    self->releases_before_closing = self->releases;
    self->status_while_closing =
        raw_call(pipc_grpc_endpoint_port(self->endpoint), "/bare/call", "", 0).status;
}

static void abandon_nothing(pipc__registration *registration)
{
    (void)registration;
}

static void count_release(pipc__registration *registration)
{
    bare_service_of(registration)->releases++;
}

static void add(bare_service *self, pipc_grpc_endpoint *endpoint)
{
    pipc_error *error = NULL;

    *self = (bare_service){
        .registration = {.name = "bare",
                         .routes = self->routes,
                         .route_count = 1,
                         .closing = call_once_more,
                         .abandon = abandon_nothing,
                         .release = count_release},
        .route = {.path = "/bare/call", .reads_message = true, .accept = answer},
        .routes = {&self->route},
        .endpoint = endpoint,
    };
    assert_ok(pipc__endpoint_add(endpoint, &self->registration, &error), error);
}

static void a_registration_is_told_of_closing_while_calls_are_still_answered(void **state)
{
    pipc_grpc_endpoint endpoint;
    bare_service service;
    pipc_error *error = NULL;

    (void)state;
    pipc_grpc_endpoint_init(&endpoint);
    configure_component(&endpoint.component, "connection.host=127.0.0.1;connection.port=0");
    add(&service, &endpoint);
    for (int round = 1; round <= 2; round++) {
        assert_ok(pipc_open(&endpoint.component, NULL, &error), error);
        assert_int_equal(service.closings, round - 1);
        service.status_while_closing = 0;
        assert_ok(pipc_close(&endpoint.component, NULL, &error), error);
        assert_int_equal(service.closings, round);
        assert_int_equal(service.status_while_closing, GRPC_STATUS_DATA_LOSS);
    }
    pipc_dispose(&endpoint.component);
    assert_int_equal(service.closings, 2);
    assert_int_equal(service.releases_before_closing, 0);
    assert_int_equal(service.releases, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_registration_is_told_of_closing_while_calls_are_still_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
