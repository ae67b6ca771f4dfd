/* A mock of mocked.proto, and a client of it. */
#ifndef PIPC_TESTS_SUPPORT_MOCKED_H_
#define PIPC_TESTS_SUPPORT_MOCKED_H_

#include "mocked.pipc-mock.h"

typedef struct mocked {
    tests_lines_mock mock;
    tests_lines_client client;
} mocked;

/* Initialises and opens both, in one process without a port. */
void mocked_open(mocked *self);

/* The same over a socket. */
void mocked_open_at_port(mocked *self);

void mocked_dispose(mocked *self);

/* Opens without a port, configured with `config`, and fails no test: any of it may be refused. */
int mocked_try_open(mocked *self);

/* A line with that text; borrows it. */
Tests__Line mocked_line(const char *text);

/* Says `text`; *answer, of `size` bytes, is the text that came back, untouched if it fails. */
int mocked_say(mocked *self, const pipc_context *context, const char *text, char *answer,
               size_t size, pipc_error **error);

/* Says "text", and checks that `expected` comes back. */
void mocked_expect(mocked *self, const char *expected);

#endif
