/* What streams.h opens, and asynchronous streams between the two. */
#ifndef PIPC_TESTS_SUPPORT_ASYNC_STREAMS_H_
#define PIPC_TESTS_SUPPORT_ASYNC_STREAMS_H_

#include "support/streams.h"
#include "support/told.h"

typedef struct async_streams {
    streams *streams;
    told told;
    pipc_context *context; /* with the correlation id "cid-1", and no deadline */
} async_streams;

/* For cmocka: *state is an `async_streams`; all of it is open between the two. */
int async_streams_setup(void **state);
int async_streams_teardown(void **state);

/*
 * Opens a stream. `text` is the request of a server stream, NULL of the others. Returns what
 * pipc_grpc_client_stream_open_async() does.
 */
int async_streams_try(async_streams *self, const pipc_grpc_method *method, const char *text,
                      told *listener, pipc_grpc_client_stream **stream, pipc_error **error);

/* As that, of a method of streams.h, or fails the test. */
pipc_grpc_client_stream *async_streams_open(async_streams *self, int method, const char *text,
                                            told *listener);

void async_streams_finish_writing(pipc_grpc_client_stream *stream);

/* For told.on_message: reads no more before it is resumed. */
int async_streams_pause(told *one, pipc_grpc_client_stream *stream);

/* For told.on_writable: sends "x" until it is told to wait; `data` is how many are left. */
void async_streams_send_what_is_left(told *one, pipc_grpc_client_stream *stream);

#endif
