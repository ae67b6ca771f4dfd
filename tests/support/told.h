/* A listener of asynchronous calls that keeps in mind what it is told. */
#ifndef PIPC_TESTS_SUPPORT_TOLD_H_
#define PIPC_TESTS_SUPPORT_TOLD_H_

#include <stdbool.h>

#include <pipc/generated.h>

#include "base/sync.h"

/* What it was told. All messages and responses are Text. */
typedef struct told_seen {
    int messages;
    int writables;
    int dones;
    int overlaps;    /* callbacks that were called while another one ran */
    int late;        /* callbacks that were called after `done` */
    char text[4096]; /* of the response, or the message last given */
    int code;        /* how the call ended, with: */
    char error_code[64];
    char error_message[256];
} told_seen;

typedef struct told told;
struct told {
    pipc_grpc_client_listener listener;
    /* May be set before the call is made; called in the callbacks, without the mutex. */
    int (*on_message)(told *self, pipc_grpc_client_stream *stream);
    void (*on_writable)(told *self, pipc_grpc_client_stream *stream);
    void (*on_done)(told *self);
    void *data; /* for them */

    pipc__mutex mutex; /* guards the rest */
    pipc__condition changed;
    bool inside; /* a callback runs */
    told_seen seen;
};

/* Not with a call that has not ended. */
void told_init(told *self);
void told_dispose(told *self);

/* Threads: any. */
told_seen told_look(told *self);

/* These fail the test when it takes longer than half a minute. */
void told_wait_for_messages(told *self, int count);
void told_wait_for_writables(told *self, int count);
void told_wait_for_done(told *self);

/* Whether so many come before the call is over, which a deadline may end at any moment. */
bool told_gets_messages(told *self, int count);
bool told_gets_writables(told *self, int count);

/* Waits until it is done, and checks how, once: as assert_ok() and assert_error() do. */
void told_expect_ok(told *self, const char *text);
void told_expect_error(told *self, int category, const char *error_code, const char *text);

#endif
