/* The client of commandable services: commands by name. Needs pipc built with jansson. */
#ifndef PIPC_COMMANDABLE_GRPC_CLIENT_H_
#define PIPC_COMMANDABLE_GRPC_CLIENT_H_

#include <jansson.h>

#include <pipc/grpc_client.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Calls the commands of a commandable service, whichever toolkit of Pip.Services, version 3 or 4,
 * it is written with. Configured, opened, closed and disposed as its `client`.
 *
 * Counters among its references count each command that is waited for, as
 * "<name>.<command>.call_count", `.call_time` and `.call_errors`, and all calls, also those that
 * nobody waits for, as "commandable.Commandable.invoke".
 */
struct pipc_commandable_grpc_client {
    pipc_grpc_client client;
    const char *name; /**< private */
};

/**
 * Makes `self` ready to configure. Cannot fail. Its component is `&self->client.component`.
 *
 * @param name  that of the service, as "dummy"; borrowed until it is disposed. NULL: commands are
 *              called by names that have it in them, as "dummy.get_dummies".
 */
PIPC_API void pipc_commandable_grpc_client_init(pipc_commandable_grpc_client *self,
                                                const char *name);

/**
 * Calls "<name>.<command>" and waits for its result. The context's correlation id goes out in the
 * request, and as metadata.
 *
 * @param args  an object; NULL: no arguments.
 *
 * Errors:    what the command fails with: the category (PIPC_E_UNKNOWN for one that is not known
 *            here), code, HTTP status, message, cause, details and correlation id of the reply; a
 *            reply whose error has nothing in it went well. PIPC_E_BAD_REQUEST BAD_ARGUMENTS for
 *            arguments that are no object; PIPC_E_FAILED_INVOCATION BAD_RESULT for a result that is
 *            no JSON; otherwise those of pipc_grpc_client's calls.
 * Ownership: borrows all arguments; *result is yours, json_decref() it; NULL is null. It is
 *            untouched if it fails.
 * Threads:   any; blocks up to the call's timeout.
 */
PIPC_API PIPC_NODISCARD int
pipc_commandable_grpc_client_call_command(pipc_commandable_grpc_client *self, const char *command,
                                          const pipc_context *context, const json_t *args,
                                          json_t **result, pipc_error **error);

/** Told how a call goes that nobody waits for: embed it. */
typedef struct pipc_command_listener pipc_command_listener;
struct pipc_command_listener {
    /**
     * Called exactly once. `result`, if `code` is PIPC_OK, and `error` otherwise, are yours.
     *
     * Threads: called on a thread of the client; in pipc_event_loop_process() if it has an event
     *          loop.
     */
    void (*done)(pipc_command_listener *self, int code, json_t *result, pipc_error *error);
};

/**
 * As pipc_commandable_grpc_client_call_command(), but does not wait: `listener` is told.
 *
 * Errors:    what is known before anything is sent; `done` is not called then.
 * Ownership: `listener` is borrowed until `done` is called, and of the context what
 *            pipc_grpc_client_call_async() says.
 */
PIPC_API PIPC_NODISCARD int pipc_commandable_grpc_client_call_command_async(
    pipc_commandable_grpc_client *self, const char *command, const pipc_context *context,
    const json_t *args, pipc_command_listener *listener, pipc_error **error);

#ifdef __cplusplus
}
#endif

#endif
