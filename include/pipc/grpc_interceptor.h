/* Interceptors: see the calls of a service, or of a client, before and after all else. */
#ifndef PIPC_GRPC_INTERCEPTOR_H_
#define PIPC_GRPC_INTERCEPTOR_H_

#include <stdbool.h>

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The first that was registered is the outermost: it sees a call first, and its result last. All
 * four kinds of calls pass through, blocking and asynchronous ones alike.
 *
 * Threads: the slots are called on any thread, for different calls at once; for one call one at a
 *          time. `end` is called by who ends the call, maybe while a callback of it runs.
 */

/** Sees the calls to a service: embed it. A slot that is NULL lets calls pass. */
typedef struct pipc_grpc_server_interceptor pipc_grpc_server_interceptor;
struct pipc_grpc_server_interceptor {
    /**
     * Called before a call is answered, and before its message is decoded. PIPC_OK lets it go on; a
     * PIPC_E_* (with *error set or not) refuses it: neither the handler nor the inner interceptors
     * get to see it. Metadata that came are those of pipc_call_metadata(); the peer's identity is
     * told by pipc_call_peer() and pipc_call_peer_identity(). pipc_call_set_value() keeps what
     * `end` or the handler shall find.
     */
    int (*begin)(pipc_grpc_server_interceptor *self, pipc_call *call, pipc_error **error);
    /**
     * Called once for each call that `begin` let go on, when it was answered and before the answer
     * is sent: trailing metadata may still be added. `error` is NULL if `code` is PIPC_OK. A call
     * that is ended over the head of who owes pipc_call_finish(), as it was waited for in vain or a
     * message of its stream is none, is theirs meanwhile: it is only to be looked at.
     */
    void (*end)(pipc_grpc_server_interceptor *self, pipc_call *call, int code,
                const pipc_error *error);
};

/**
 * Puts an interceptor around all methods of a service, inside those that are there.
 *
 * Errors:    PIPC_E_INVALID_STATE ALREADY_OPENED while the service is open; PIPC_E_NO_MEMORY.
 * Ownership: `interceptor` is borrowed until the service is disposed.
 */
PIPC_API PIPC_NODISCARD int pipc_grpc_service_register_interceptor(
    pipc_grpc_service *self, pipc_grpc_server_interceptor *interceptor, pipc_error **error);

/** Decides who may call, as the `authorize` of registerMethodWithAuth does: embed it. */
typedef struct pipc_grpc_authorizer pipc_grpc_authorizer;
struct pipc_grpc_authorizer {
    /**
     * PIPC_OK lets the caller in; a PIPC_E_* keeps it out: PIPC_E_UNAUTHORIZED says who are you
     * (UNAUTHENTICATED), and with pipc_error_set_status(*error, 403) you may not
     * (PERMISSION_DENIED).
     */
    int (*authorize)(pipc_grpc_authorizer *self, pipc_call *call, pipc_error **error);
};

/**
 * Has `authorizer` asked, inside all interceptors and before the message is decoded. Several are
 * asked in the order of their registration.
 *
 * @param method  the rpc's name in the .proto file, "sum"; NULL: all of the service.
 *
 * Errors:    PIPC_E_NOT_FOUND METHOD_NOT_FOUND if the service has no such method; those of
 *            pipc_grpc_service_register_interceptor().
 * Ownership: `authorizer` is borrowed until the service is disposed.
 */
PIPC_API PIPC_NODISCARD int pipc_grpc_service_register_authorizer(pipc_grpc_service *self,
                                                                  const char *method,
                                                                  pipc_grpc_authorizer *authorizer,
                                                                  pipc_error **error);

/** A call of a client as its interceptors see it; theirs while a slot runs. */
typedef struct pipc_client_call pipc_client_call;

/** Sees the calls of a client: embed it. A slot that is NULL lets calls pass. */
typedef struct pipc_grpc_client_interceptor pipc_grpc_client_interceptor;
struct pipc_grpc_client_interceptor {
    /**
     * Called before a call is sent, and again before it is sent anew because this interceptor, or
     * an outer one, wants so; what options.retries sends anew is one call for all of them. PIPC_OK
     * lets it go on; a PIPC_E_* (with *error set or not) is its result: nothing is sent, and the
     * inner interceptors do not get to see it. Of an asynchronous call the function that starts it
     * returns that, and `done` is not called. Metadata that are added go out with this attempt.
     */
    int (*begin)(pipc_grpc_client_interceptor *self, pipc_client_call *call, pipc_error **error);
    /**
     * Called once for each `begin` that let the call go on, when it is over: of a stream when its
     * end is read, or told, or it is freed early. `error` is NULL if `code` is PIPC_OK.
     * pipc_client_call_retry() has it sent once more.
     */
    void (*end)(pipc_grpc_client_interceptor *self, pipc_client_call *call, int code,
                const pipc_error *error);
};

/**
 * Puts an interceptor around all calls of a client, inside those that are there.
 *
 * Errors:    PIPC_E_INVALID_STATE ALREADY_OPENED while the client is open; PIPC_E_NO_MEMORY.
 * Ownership: `interceptor` is borrowed until the client is disposed. The streams of a client that
 *            has interceptors are freed before that.
 */
PIPC_API PIPC_NODISCARD int pipc_grpc_client_register_interceptor(
    pipc_grpc_client *self, pipc_grpc_client_interceptor *interceptor, pipc_error **error);

/** The path that is called: "/Summator/sum". */
PIPC_API const char *pipc_client_call_path(const pipc_client_call *call);

/** The correlation id of the call's context, or NULL. */
PIPC_API const char *pipc_client_call_correlation_id(const pipc_client_call *call);

/** 1 when the call is sent for the first time, then 2, as often as interceptors want it anew. */
PIPC_API int pipc_client_call_attempt(const pipc_client_call *call);

/** Milliseconds until the call's deadline, 0 when it is over, INT64_MAX if there is none. */
PIPC_API int64_t pipc_client_call_time_left_ms(const pipc_client_call *call);

/** What goes out with this attempt; in `begin`, to add to. */
PIPC_API pipc_metadata *pipc_client_call_metadata(pipc_client_call *call);

/**
 * The metadata that came before the answer, and after it; in `end`, until it returns. None came of
 * what was not sent. NULL: no memory.
 */
PIPC_API const pipc_metadata *pipc_client_call_initial_metadata(pipc_client_call *call);
PIPC_API const pipc_metadata *pipc_client_call_trailing_metadata(pipc_client_call *call);

/** `size` bytes that die with the call, aligned for anything, not cleared; NULL: no memory. */
PIPC_API void *pipc_client_call_alloc(pipc_client_call *call, size_t size);

/** As pipc_call_value() and pipc_call_set_value(); kept from attempt to attempt. */
PIPC_API void *pipc_client_call_value(const pipc_client_call *call, const void *key);
PIPC_API PIPC_NODISCARD int pipc_client_call_set_value(pipc_client_call *call, const void *key,
                                                       void *value, pipc_error **error);

/**
 * In `end`: has the call sent once more after `delay_ms`, within its deadline, instead of giving
 * its result to the outer interceptors; this one, and then the inner ones, begin again. False where
 * that cannot be: of a stream from which a message was given to the program already, or to which
 * one was written by it; a client that closes; a deadline that comes sooner; a call that was
 * cancelled; one that is made in the course of another (pipc_call_new_context()), as that may be
 * over by then, unless it is unary and waited for. Writing to a stream waits meanwhile, or returns
 * PIPC_PENDING where it does not wait.
 */
PIPC_API bool pipc_client_call_retry(pipc_client_call *call, int64_t delay_ms);

#ifdef __cplusplus
}
#endif

#endif
