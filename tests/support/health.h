/* A service whose endpoint tells of its health and of itself, and a client of both. */
#ifndef PIPC_TESTS_SUPPORT_HEALTH_H_
#define PIPC_TESTS_SUPPORT_HEALTH_H_

#include "grpc/health/v1/health.pipc.h"
#include "support/echo.h"

#define HEALTH_IS(status) GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__##status

typedef grpc_health_v1_health_client_watch_reader health_watch;

typedef struct health_test {
    echo service; /* tests.Echo, at an endpoint of its own */
    grpc_health_v1_health_client client;
} health_test;

/* For cmocka: *state is a `health_test`, both of it open; four handlers at once, no more. */
int health_setup(void **state);
int health_teardown(void **state);

/* Has the client, open or not, call at `port` from now on. */
void health_connect(health_test *self, int port);

pipc_grpc_endpoint *health_endpoint(health_test *self);

/* What Check answers. */
void health_expect(health_test *self, const char *service, int status);

/* Opens a watch, and checks what it tells first. */
health_watch *health_watch_open(health_test *self, const char *service, int status);

/* Checks what it tells next. */
void health_watch_expect(health_watch *watch, int status);

/* It has been ended, as the endpoint closes. Frees it. */
void health_watch_expect_end(health_watch *watch);

#endif
