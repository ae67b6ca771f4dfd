/* A service of streams and a client of it, for the tests of the runtime. */
#ifndef PIPC_TESTS_SUPPORT_STREAMS_H_
#define PIPC_TESTS_SUPPORT_STREAMS_H_

#include "echo.pipc.h"

/* Rows as they are generated, but for the typed stubs around them; all messages are Text. */
enum {
    COUNT_DOWN, /* gives the numbers from the one asked for down to 1; "fail": one, then fails */
    JOIN,       /* joins what it reads; at "stop" it stops reading, and at "fail" it fails */
    CHAT        /* says everything back */
};
extern const pipc_grpc_method streams_methods[];
extern const pipc_grpc_service_desc streams_desc;

/* What the handlers saw. */
typedef struct streams_seen {
    int messages_read;
    int messages_written;
    int last_code; /* of a read or write */
    int handlers_ended;
} streams_seen;

typedef struct streams {
    pipc_grpc_service service;
    pipc_grpc_client client;
} streams;

/* What the handlers use; nothing was seen yet. */
void streams_prepare(void);

/* For cmocka: *state is a `streams`, both of it open. */
int streams_setup(void **state);
int streams_teardown(void **state);

/* Initialises, configures (with `more`, as ";a=b", or "") and opens the client. */
void streams_open_client(streams *self, const char *more);

/* Threads: any. */
streams_seen streams_look(void);
void streams_wait_for_ended(int handlers);
void streams_wait_for_written(int messages);

/* Waits until the handlers have done nothing for 300 ms. */
void streams_wait_for_standstill(void);

/* What the client does. `text` is the request of a server stream, NULL of the others. */
pipc_grpc_client_stream *streams_open(streams *self, int method, const char *text);
int streams_send(pipc_grpc_client_stream *stream, const char *text, pipc_error **error);
void streams_expect(pipc_grpc_client_stream *stream, const char *expected);
int streams_read(pipc_grpc_client_stream *stream, pipc_error **error);

#endif
