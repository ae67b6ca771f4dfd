#include "support/health.h"

#include <stdio.h>

#include "support/cmocka.h"

void health_connect(health_test *self, int port)
{
    pipc_component *client = &self->client.client.component;
    char config[96];
    pipc_error *error = NULL;

    snprintf(config, sizeof config,
             "connection.host=127.0.0.1;connection.port=%d;options.timeout=60000", port);
    assert_ok(pipc_close(client, NULL, &error), error);
    configure_component(client, config);
    assert_ok(pipc_open(client, NULL, &error), error);
}

int health_setup(void **state)
{
    static health_test self;
    pipc_component *service = &self.service.service.service.component;
    pipc_error *error = NULL;

    echo_init(&self.service);
    configure_component(service, "connection.host=127.0.0.1;connection.port=0;options.health=true;"
                                 "options.max_handlers=4;options.shutdown_timeout=60000");
    assert_ok(pipc_open(service, NULL, &error), error);
    grpc_health_v1_health_client_init(&self.client);
    health_connect(&self, echo_port(&self.service));
    *state = &self;
    return 0;
}

int health_teardown(void **state)
{
    health_test *self = *state;

    pipc_dispose(&self->client.client.component);
    echo_dispose(&self->service);
    return 0;
}

pipc_grpc_endpoint *health_endpoint(health_test *self)
{
    return pipc_grpc_service_endpoint(&self->service.service.service);
}

void health_expect(health_test *self, const char *service, int status)
{
    Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
    Grpc__Health__V1__HealthCheckResponse *response = NULL;
    pipc_error *error = NULL;

    request.service = (char *)service;
    assert_ok(grpc_health_v1_health_client_check(&self->client, NULL, &request, &response, &error),
              error);
    assert_int_equal(response->status, status);
    grpc__health__v1__health_check_response__free_unpacked(response, NULL);
}

void health_watch_expect(health_watch *watch, int status)
{
    const Grpc__Health__V1__HealthCheckResponse *response = NULL;
    pipc_error *error = NULL;
    int code = grpc_health_v1_health_client_watch_reader_read(watch, &response, &error);

    assert_ok(code > 0 ? PIPC_OK : code, error);
    assert_int_equal(code, 1);
    assert_int_equal(response->status, status);
}

health_watch *health_watch_open(health_test *self, const char *service, int status)
{
    Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
    health_watch *watch = NULL;
    pipc_error *error = NULL;

    request.service = (char *)service;
    assert_ok(grpc_health_v1_health_client_watch(&self->client, NULL, &request, &watch, &error),
              error);
    health_watch_expect(watch, status);
    return watch;
}

void health_watch_expect_end(health_watch *watch)
{
    const Grpc__Health__V1__HealthCheckResponse *response = NULL;
    pipc_error *error = NULL;

    assert_error(grpc_health_v1_health_client_watch_reader_read(watch, &response, &error), error,
                 PIPC_E_NO_RESPONSE, "UNAVAILABLE", "the endpoint closes");
    grpc_health_v1_health_client_watch_reader_free(watch);
}
