/* A client that sends any bytes as a message, and anything else a proper client would not. */
#ifndef PIPC_TESTS_SUPPORT_RAW_CLIENT_H_
#define PIPC_TESTS_SUPPORT_RAW_CLIENT_H_

#include <stddef.h>

typedef struct raw_answer {
    int status; /* as in gRPC */
    char message[256];
    size_t response_bytes;
    const char *compression; /* of the response: "identity", "gzip", "deflate" */
} raw_answer;

/* What is sent as one message. */
typedef struct raw_message {
    const void *bytes;
    size_t length;
} raw_message;

/*
 * Calls `path` on 127.0.0.1:`port` with `count` messages, and waits for one message and the status.
 */
raw_answer raw_call_with(int port, const char *path, const raw_message *messages, size_t count);

/* Calls `path` on 127.0.0.1:`port` with one message, or with none if `bytes` is NULL. */
raw_answer raw_call(int port, const char *path, const void *bytes, size_t length);

/* The same for a client that can read only some compressions: a bit for each of the core's. */
raw_answer raw_call_accepting(int port, const char *path, const void *bytes, size_t length,
                              int compressions);

/*
 * The same with a message that says it is compressed, whatever it is: with `encoding`, "gzip" or
 * "deflate", or, if that is NULL, without saying how.
 */
raw_answer raw_call_compressed(int port, const char *path, const char *encoding, const void *bytes,
                               size_t length);

#endif
