/* A service whose handlers leave their calls to whoever finishes them, and callers of it. */
#ifndef PIPC_TESTS_SUPPORT_PENDING_H_
#define PIPC_TESTS_SUPPORT_PENDING_H_

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "echo.pipc.h"

/* Rows as they are generated, but for the typed stubs around them; all messages are Text. */
enum { PEND, PEND_SERVER_STREAMING, PEND_CLIENT_STREAMING, PEND_BIDI };
extern const pipc_grpc_method pending_methods[];
extern const pipc_grpc_service_desc pending_desc;

/* A call that is kept, in memory of its own. */
typedef struct pending_call {
    pipc_call_listener call_listener;
    pipc_grpc_server_listener stream_listener;
    pipc_call *call;
    pipc_grpc_server_stream *stream; /* NULL of unary calls */
    ProtobufCMessage *response;      /* NULL where there is none */
    atomic_bool handler_returned;    /* or does so next */
    atomic_int inside;               /* callbacks */
    char refused[64];                /* what pending_say_back() still has to write, or "" */
} pending_call;

/* What the handlers do besides keeping the call; zeroed: nothing. Set before a call comes. */
typedef struct pending_plan {
    bool listens_to_call;
    bool listens_to_stream;
    int (*handle)(pending_call *self, pipc_error **error); /* what it returns; NULL: PIPC_PENDING */
    int (*message)(pending_call *self, const char *text);  /* likewise; NULL: PIPC_OK */
    void (*half_closed)(pending_call *self);
    void (*writable)(pending_call *self);
    void (*cancelled)(pending_call *self); /* of the stream, or of a call without */
} pending_plan;

/* What they saw. */
typedef struct pending_seen {
    int calls;
    int messages;
    int half_closes;
    int writables;
    int cancels;      /* of streams */
    int call_cancels; /* of pipc_call_listener */
    int overlaps;     /* callbacks that ran while another one of the call did */
    int early;        /* those of streams that ran before the handler had returned */
    char last_text[64];
} pending_seen;

typedef struct pending {
    pipc_grpc_service service;
    pipc_grpc_client client;
    pending_plan plan;
    const pipc_references *references;        /* of the service, for pending_open(); NULL: none */
    const pipc_references *client_references; /* likewise */
} pending;

/* All zero, and what the handlers use; nothing was seen yet. */
void pending_prepare(pending *self);

/* For cmocka: *state is a `pending`, both of it open; nothing is planned. */
int pending_setup(void **state);
int pending_listening_setup(void **state); /* as that, but listens_to_stream is planned */
int pending_teardown(void **state);

/* Both, configured with `more`, as ";a=b", or "". */
void pending_open(pending *self, const char *service_more, const char *client_more);

pending_seen pending_look(void);

/* The call that came as number `index`. */
pending_call *pending_get(int index);

/* Waits until that much was seen, or fails the test: pending_await(calls, 1). */
#define pending_await(field, count) pending_await_at(offsetof(pending_seen, field), count)
void pending_await_at(size_t offset, int count);

/* The same for one of the first or of the second: pending_await_either(messages, cancels). */
#define pending_await_either(field, other)                                                         \
    pending_await_either_at(offsetof(pending_seen, field), offsetof(pending_seen, other))
void pending_await_either_at(size_t offset, size_t other);

/* Counts one more call; for handlers that do not return for long, which count twice. */
void pending_note_call(pending_call *self);

void pending_finish_text(pending_call *self, const char *text);

/* For plans. */
void pending_finish_well(pending_call *self);
void pending_finish_badly(pending_call *self);
int pending_say_back(pending_call *self, const char *text); /* reads no faster than it writes */

/* Writes what pending_say_back() could not, and reads on; `writable` does so by itself. */
void pending_say_refused(pending_call *self);

/* PIPC_OK, PIPC_PENDING or an error. */
int pending_write(pending_call *self, const char *text, pipc_error **error);

/* A thread that calls the unary rpc, and what it got. */
typedef struct pending_caller {
    pending *pending;
    const pipc_context *context;
    pthread_t thread;
    int code;
    pipc_error *error;
    char text[64];
} pending_caller;

void pending_start(pending *self, const pipc_context *context, pending_caller *caller);
void pending_join(pending_caller *caller);

/* A stream of the client. `text` is the request of a server stream, NULL of the others. */
pipc_grpc_client_stream *pending_stream(pending *self, int method, const pipc_context *context,
                                        const char *text);

#endif
