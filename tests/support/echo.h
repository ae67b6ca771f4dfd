/* A service and a client for the tests of the runtime. */
#ifndef PIPC_TESTS_SUPPORT_ECHO_H_
#define PIPC_TESTS_SUPPORT_ECHO_H_

#include <pthread.h>

#include <pipc/pipc.h>

#include "echo.pipc.h"

/* What the handlers saw. */
typedef struct echo_seen {
    unsigned running;   /* handlers of Wait */
    unsigned started;   /* handlers of Wait, ever */
    unsigned cancelled; /* handlers of Wait that saw it */
    unsigned said;      /* calls of Say, ever */
    /* The rest is of the last call of Say. */
    char correlation_id[64];
    char peer[64];
    char traceparent[64]; /* if it is to be kept */
    int64_t time_left_ms;
} echo_seen;

typedef int echo_handler(pipc_call *call, pipc_error **error);

/* Answers as echo.proto says, and keeps in mind what it sees. */
typedef struct echo {
    tests_echo_service service;
    bool keeps_traceparent; /* may be set before it is opened */

    pthread_mutex_t mutex; /* guards the rest */
    pthread_cond_t changed;
    echo_handler *say; /* called by Say, unless it is NULL */
    bool let_go;       /* the handlers of Wait return */
    echo_seen seen;
} echo;

void echo_init(echo *self);

/* Disposes the service first. */
void echo_dispose(echo *self);

/* Waits until `count` handlers of Wait run. */
void echo_wait_for_running(echo *self, unsigned count);

/* Waits until `count` of them have seen that they are cancelled. */
void echo_wait_for_cancelled(echo *self, unsigned count);

/* Has Say answer by `handler` from now on. */
void echo_set_say(echo *self, echo_handler *handler);

/* What it has seen so far. Threads: any. */
echo_seen echo_look(echo *self);

/* Lets all handlers of Wait return. */
void echo_let_go(echo *self);

/* Configures from text, as pipc_config_params_from_string(), or fails the test. */
void configure_component(pipc_component *component, const char *config);

/* Configures for a free port of 127.0.0.1 and opens. */
void echo_open(echo *self);

/* The same with `more`, as ";a=b", or "". */
void echo_open_with(echo *self, const char *more);

/* The port of its endpoint. */
int echo_port(echo *self);

/* Initialises, configures for `port` (with `more`, as ";a=b", or "") and opens. */
void echo_client_open(tests_echo_client *self, int port, const char *more);

/*
 * The same, until somebody answers: where handshakes are cut off soon, so is one that a busy
 * machine delays.
 */
void echo_client_open_served(tests_echo_client *self, int port);

/* Says `text` and checks the answer. */
void echo_client_check(tests_echo_client *self, const char *text);

/* Says `text`; what came back is checked only if it is PIPC_OK. */
int echo_client_say(tests_echo_client *self, const pipc_context *context, const char *text,
                    pipc_error **error);

#endif
