/* A service that says how what it was told came, and a client that sees how that came back. */
#ifndef PIPC_TESTS_SUPPORT_ZIPPED_H_
#define PIPC_TESTS_SUPPORT_ZIPPED_H_

#include <stdatomic.h>
#include <stdbool.h>

#include "echo.pipc.h"

/* Rows as they are generated, but for the typed stubs around them; all messages are Text. */
enum { ZIPPED_SAY, ZIPPED_TALK };
extern const pipc_grpc_method zipped_methods[];

typedef struct zipped {
    pipc_grpc_service service;
    pipc_grpc_client client;
    pipc_context *context;

    /* What the handlers do about their answers. */
    _Atomic pipc_grpc_compression wanted;
    atomic_bool leaves_out_odd_ones;
} zipped;

/*
 * For cmocka: *state is a `zipped`, neither of it open. Only in programs that link core_last_call.c
 * as core_messages.h says.
 */
int zipped_setup(void **state);
int zipped_teardown(void **state);

/* Opens both, or opens both anew, with options as ";a=b", or "". */
void zipped_open(zipped *self, const char *of_service, const char *of_client);

/* Calls Say with 100,000 bytes of text. */
int zipped_say(zipped *self, Tests__Text **response, pipc_error **error);

/* Calls Say, whose messages must be compressed as named. */
void zipped_check_say(zipped *self, const char *request_came, const char *response_came);

/* A stream of Talk; zipped_send() sends it what zipped_say() says. */
pipc_grpc_client_stream *zipped_open_talk(zipped *self);
int zipped_send(pipc_grpc_client_stream *stream, pipc_error **error);

/* Sends a message and reads the answer, which must be compressed as named. */
void zipped_check_talk(pipc_grpc_client_stream *stream, const char *request_came,
                       const char *response_came);

/* Frees it, too. */
void zipped_end_talk(pipc_grpc_client_stream *stream);

#endif
