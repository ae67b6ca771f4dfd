/* Commands: what can be called by name, with parameters. Needs pipc built with jansson. */
#ifndef PIPC_COMMAND_H_
#define PIPC_COMMAND_H_

#include <jansson.h>

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A command: static const, of a table that pipc_command_set_add_commands() takes. */
struct pipc_command {
    const char *name;          /**< as "get_dummy_by_id" */
    const pipc_schema *schema; /**< of its arguments, checked before it runs; NULL: none */
    /**
     * Does it. Returns PIPC_OK, or a PIPC_E_* (with *error set or not), which the caller gets as it
     * is. An error of PIPC_E_UNKNOWN without a code is one that nobody has thought of: the caller
     * gets PIPC_E_FAILED_INVOCATION EXEC_FAILED, and its message as the cause.
     *
     * @param owner    what was given with the table.
     * @param context  the correlation id, and for calls made in the course of this one; or NULL.
     * @param args     an object, never NULL; borrowed: json_incref() what is to be kept.
     * @param result   points to NULL, which stands for null; what it is set to is the caller's
     *                 (json_decref()), also if the command fails.
     *
     * Threads: called on any thread, concurrently with itself.
     */
    int (*execute)(void *owner, const pipc_context *context, json_t *args, json_t **result,
                   pipc_error **error);
};

/** What is left of a command for an interceptor to let go on: inner ones, and the command. */
typedef struct pipc_command_call pipc_command_call;

/** The name of the command. */
PIPC_API const char *pipc_command_call_name(const pipc_command_call *self);

/** Goes on, with these arguments; as pipc_command's `execute`. May be called again, or not. */
PIPC_API PIPC_NODISCARD int pipc_command_call_execute(const pipc_command_call *self,
                                                      const pipc_context *context, json_t *args,
                                                      json_t **result, pipc_error **error);

/** Goes on with the check of the arguments: adds to `results` what is wrong, see schema.h. */
PIPC_API PIPC_NODISCARD int pipc_command_call_validate(const pipc_command_call *self, json_t *args,
                                                       json_t *results, pipc_error **error);

/** Stands around all commands of a set: embed it. A slot that is NULL lets all pass. */
typedef struct pipc_command_interceptor pipc_command_interceptor;
struct pipc_command_interceptor {
    /** Called in place of the command, which pipc_command_call_execute() has run. */
    int (*execute)(pipc_command_interceptor *self, const pipc_command_call *call,
                   const pipc_context *context, json_t *args, json_t **result, pipc_error **error);
    /** Called in place of the check, which pipc_command_call_validate() does. */
    int (*validate)(pipc_command_interceptor *self, const pipc_command_call *call, json_t *args,
                    json_t *results, pipc_error **error);
};

/** Told of events: embed it. */
typedef struct pipc_event_listener pipc_event_listener;
struct pipc_event_listener {
    /** Something has happened. What it returns is as of pipc_command's `execute`. */
    int (*on_event)(pipc_event_listener *self, const pipc_context *context, const char *event,
                    json_t *args, pipc_error **error);
};

#ifdef __cplusplus
}
#endif

#endif
