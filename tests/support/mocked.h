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

/* For cmocka: *state is a `mocked`, opened. */
int mocked_setup(void **state);
int mocked_setup_at_port(void **state);
int mocked_teardown(void **state);

#define MOCKED_TEST(test) cmocka_unit_test_setup_teardown(test, mocked_setup, mocked_teardown)
#define MOCKED_TEST_AT_PORT(test)                                                                  \
    {                                                                                              \
        .name = #test " over a socket", .test_func = test, .setup_func = mocked_setup_at_port,     \
        .teardown_func = mocked_teardown,                                                          \
    }

/* As mocked_open(), but fails no test: any of it may be refused. */
int mocked_try_open(mocked *self);

/* A line with that text; borrows it. */
Tests__Line mocked_line(const char *text);

/* Says `text`; *answer, of `size` bytes, is the text that came back, untouched if it fails. */
int mocked_say(mocked *self, const pipc_context *context, const char *text, char *answer,
               size_t size, pipc_error **error);

/* Says "text", and checks that `expected` comes back. */
void mocked_expect(mocked *self, const char *expected);

/* Says "text", for which nothing is set, and checks that. */
void mocked_expect_unimplemented(mocked *self);

/* After what was set before Say is answered so, so many times; fails with mocked_new_failure(). */
void mocked_set_answer(mocked *self, const char *text, size_t times);
void mocked_set_failure(mocked *self, size_t times);

/* A CONFLICT TAKEN, with a detail "by". Ownership: yours. */
pipc_error *mocked_new_failure(void);

/* A stream of Talk; mocked_hear_end() frees it. */
tests_lines_client_talk_stream *mocked_talk(mocked *self);
void mocked_tell(tests_lines_client_talk_stream *stream, const char *text);
void mocked_hear(tests_lines_client_talk_stream *stream, const char *text);
void mocked_end(tests_lines_client_talk_stream *stream);
void mocked_hear_end(tests_lines_client_talk_stream *stream, int category);

#endif
