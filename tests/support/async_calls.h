/* An echo service, a client of it, and asynchronous calls between the two. */
#ifndef PIPC_TESTS_SUPPORT_ASYNC_CALLS_H_
#define PIPC_TESTS_SUPPORT_ASYNC_CALLS_H_

#include "support/echo.h"
#include "support/told.h"

enum { SAY = 0, FAIL = 3, WAIT = 4, WATCH = 6 }; /* in the order of echo.proto */

typedef struct async_calls {
    echo service;
    tests_echo_client client;
    told told;
    pipc_context *context; /* with the correlation id "cid-1" */
} async_calls;

/* For cmocka: *state is an `async_calls`; all of it is open between the two. */
int async_calls_setup(void **state);
int async_calls_teardown(void **state);

/* Calls the method with `text`; returns what pipc_grpc_client_call_async() does. */
int async_calls_try(async_calls *self, int method, const pipc_context *context, const char *text,
                    told *listener, pipc_error **error);

/* As that, or fails the test. */
void async_calls_start(async_calls *self, int method, const pipc_context *context, const char *text,
                       told *listener);

#endif
