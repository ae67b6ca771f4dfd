/* Mocks: services for tests, which record what they are asked and answer what they are told. */
#ifndef PIPC_GRPC_MOCK_H_
#define PIPC_GRPC_MOCK_H_

#include <pthread.h>
#include <stdbool.h>

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * `--pipc_opt=mock` makes of each service X of a .proto an x_mock, in <base>.pipc-mock.h: an
 * x_service that has handlers already. It is initialised by x_mock_init(), configured and opened as
 * any service (mock.service.service.component), called over a socket, or without one
 * (pipc_grpc_client_call_directly()), and disposed of by pipc_grpc_mock_dispose(&mock.mock).
 *
 * Every call is recorded before it is answered: its correlation id, its metadata, and a copy of
 * each message; x_mock_<rpc>_request() has them with their type, and what is common to all rpcs is
 * below, for &mock.methods.<rpc>. Of a stream that a handler of the test's own reads, or listens
 * to, a message is recorded when the handler gets it. What is refused before there is a handler, by
 * an interceptor or by the rules of a field, say, is not recorded.
 *
 * It is answered by the first of these that there is:
 *
 * 1. what was set for so many calls (x_mock_<rpc>_answer(), pipc_grpc_mock_fail()): each in turn,
 *    in the order they were set;
 * 2. what was set last for PIPC_GRPC_MOCK_ALWAYS;
 * 3. a handler of the test's own (x_mock_set_handlers());
 * 4. UNIMPLEMENTED, as of any empty slot: a test that says nothing of an rpc expects no call.
 *
 * How streams are answered: of server streaming one response follows the other. Of client streaming
 * all messages are read first, also before it fails. Of bidirectional streaming ..._answer() has a
 * response follow each message, and those that are left follow the last one;
 * ..._answer_at_end() has all of them follow the last one; and pipc_grpc_mock_fail() does not wait
 * for a message at all. A thread of the endpoint waits for the messages of such a call: so a mock
 * that streams is to have no event loop among its references.
 *
 * Threads: all functions, any, but for x_mock_init() and pipc_grpc_mock_dispose().
 */

/** For `times`: all calls for which nothing else is left. */
#define PIPC_GRPC_MOCK_ALWAYS SIZE_MAX

typedef struct pipc_grpc_mock pipc_grpc_mock;
typedef struct pipc_grpc_mock_call pipc_grpc_mock_call;
typedef struct pipc_grpc_mock_method pipc_grpc_mock_method;

/** What is common to the mocks of all services; part of each. */
struct pipc_grpc_mock {
    /* All of it is private. */
    pipc_grpc_service *service;
    void *methods;
    const void *handlers;  /* of the test's own; NULL: none */
    pthread_mutex_t mutex; /* guards those, and what the methods hold */
    pthread_cond_t recorded;
};

/** One rpc of a mock. */
struct pipc_grpc_mock_method {
    /* All of it is private. */
    pipc_grpc_mock *mock;
    const pipc_grpc_method *method;
    pipc_grpc_mock_call **calls;
    size_t call_count;
    size_t forgotten; /* calls that were recorded before those */
    struct pipc__mock_answer *answers;
    struct pipc__mock_answer *standing_answer;
};

/** Disposes of the service, and frees what the mock holds; accepts a zeroed struct, and again. */
PIPC_API void pipc_grpc_mock_dispose(pipc_grpc_mock *self);

/** Forgets calls, answers and handlers, also while calls run: all is as after the init. */
PIPC_API void pipc_grpc_mock_reset(pipc_grpc_mock *self);

/**
 * Has the next `times` calls for which nothing was set yet fail.
 *
 * @param failure  what the caller gets: category, code, message, details, as of pipc_fail().
 *
 * Errors:    PIPC_E_BAD_REQUEST NO_FAILURE if that is NULL; PIPC_E_NO_MEMORY.
 * Ownership: takes `failure`, also if it fails.
 */
PIPC_API PIPC_NODISCARD int pipc_grpc_mock_fail(pipc_grpc_mock_method *self, pipc_error *failure,
                                                size_t times, pipc_error **error);

/** How many calls were recorded, since it was initialised or reset. */
PIPC_API size_t pipc_grpc_mock_call_count(pipc_grpc_mock_method *self);

/** Waits until there are `count`, but no longer than `timeout_ms`; whether there are. */
PIPC_API bool pipc_grpc_mock_wait_for_calls(pipc_grpc_mock_method *self, size_t count,
                                            int64_t timeout_ms);

/** The call that was recorded as number `index`; NULL past the last. Borrowed until a reset. */
PIPC_API const pipc_grpc_mock_call *pipc_grpc_mock_call_at(pipc_grpc_mock_method *self,
                                                           size_t index);

/** The correlation id that the caller sent, or NULL. Borrowed, like the rest, until a reset. */
PIPC_API const char *pipc_grpc_mock_call_correlation_id(const pipc_grpc_mock_call *self);

/** The metadata that came with the call. */
PIPC_API const pipc_metadata *pipc_grpc_mock_call_metadata(const pipc_grpc_mock_call *self);

/** How many messages came so far: of rpcs with one request, 1. */
PIPC_API size_t pipc_grpc_mock_call_message_count(const pipc_grpc_mock_call *self);

#ifdef __cplusplus
}
#endif

#endif
