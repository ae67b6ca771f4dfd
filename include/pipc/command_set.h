/* Command sets: the commands and events of a component. Needs pipc built with jansson. */
#ifndef PIPC_COMMAND_SET_H_
#define PIPC_COMMAND_SET_H_

#include <stdbool.h>

#include <pipc/command.h>
#include <pipc/component.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A set is filled first, and then used by any number of threads at once: nothing is added or
 * removed while somebody may use it.
 *
 * Errors:    PIPC_E_NO_MEMORY, and the set is as it was.
 * Ownership: tables of commands, owners, interceptors and listeners are borrowed and must outlive
 *            the set; names of events are copied.
 */

/** An empty set. Ownership: free *out with pipc_command_set_free(). */
PIPC_API PIPC_NODISCARD int pipc_command_set_new(pipc_command_set **out, pipc_error **error);

/** Frees the set; accepts NULL. */
PIPC_API void pipc_command_set_free(pipc_command_set *self);

/** Adds `count` commands, whose `execute` is given `owner`. Of one name the last one counts. */
PIPC_API PIPC_NODISCARD int pipc_command_set_add_commands(pipc_command_set *self,
                                                          const pipc_command *commands,
                                                          size_t count, void *owner,
                                                          pipc_error **error);

/** Adds an event; one that is there already stays. */
PIPC_API PIPC_NODISCARD int pipc_command_set_add_event(pipc_command_set *self, const char *name,
                                                       pipc_error **error);

/** Adds the commands and events of `other`, without its interceptors and listeners. */
PIPC_API PIPC_NODISCARD int pipc_command_set_add_command_set(pipc_command_set *self,
                                                             const pipc_command_set *other,
                                                             pipc_error **error);

/** Has `listener` told of all events of the set, also of those that are added later. */
PIPC_API PIPC_NODISCARD int pipc_command_set_add_listener(pipc_command_set *self,
                                                          pipc_event_listener *listener,
                                                          pipc_error **error);

/** Ends that; a listener that is none changes nothing. */
PIPC_API void pipc_command_set_remove_listener(pipc_command_set *self,
                                               pipc_event_listener *listener);

/** Puts an interceptor around all commands, inside those that are there. */
PIPC_API PIPC_NODISCARD int pipc_command_set_add_interceptor(pipc_command_set *self,
                                                             pipc_command_interceptor *interceptor,
                                                             pipc_error **error);

/** The command of that name, NULL if there is none. Ownership: borrowed until the set changes. */
PIPC_API const pipc_command *pipc_command_set_find_command(const pipc_command_set *self,
                                                           const char *name);

/** Whether there is an event of that name. */
PIPC_API bool pipc_command_set_has_event(const pipc_command_set *self, const char *name);

/** How many commands there are; pipc_command_set_command_at() has them in order. */
PIPC_API size_t pipc_command_set_command_count(const pipc_command_set *self);
PIPC_API const pipc_command *pipc_command_set_command_at(const pipc_command_set *self,
                                                         size_t index);

/**
 * Checks the arguments and runs the command, through all interceptors.
 *
 * @param context  may be NULL.
 * @param args     an object; NULL: no arguments.
 *
 * Errors:    PIPC_E_BAD_REQUEST CMD_NOT_FOUND if there is no such command, with the detail
 *            `command`; INVALID_DATA of pipc_schema_check(); PIPC_E_FAILED_INVOCATION EXEC_FAILED,
 *            with the detail `command`, for an error nobody has thought of; otherwise what the
 *            command makes of it. They carry the context's correlation id.
 * Ownership: borrows all arguments; *result is yours, json_decref() it; NULL is null. It is
 *            untouched if it fails.
 * Threads:   any.
 */
PIPC_API PIPC_NODISCARD int pipc_command_set_execute(const pipc_command_set *self,
                                                     const pipc_context *context, const char *name,
                                                     json_t *args, json_t **result,
                                                     pipc_error **error);

/**
 * Checks the arguments only: *results, yours, has what is wrong, see schema.h. A command that is
 * not there is the error CMD_NOT_FOUND among them.
 *
 * Threads: any.
 */
PIPC_API PIPC_NODISCARD int pipc_command_set_validate(const pipc_command_set *self,
                                                      const char *name, json_t *args,
                                                      json_t **results, pipc_error **error);

/**
 * Tells all listeners that the event has happened, in the order in which they were added. An event
 * that is not in the set is told to nobody.
 *
 * Errors:  PIPC_E_FAILED_INVOCATION EXEC_FAILED, with the detail `event`, for a listener's error
 *          that nobody has thought of; otherwise the listener's. Those after it are not told.
 * Threads: any.
 */
PIPC_API PIPC_NODISCARD int pipc_command_set_notify(const pipc_command_set *self,
                                                    const pipc_context *context, const char *event,
                                                    json_t *args, pipc_error **error);

/** A component that has commands, as ICommandable: embed it in your own. */
struct pipc_commandable {
    pipc_component component;
    pipc_command_set *command_set; /**< yours; filled before anybody takes it as a reference */
};

/** Makes the part ready. Cannot fail. `component_class` must have the type "commandable". */
PIPC_API void pipc_commandable_init(pipc_commandable *self,
                                    const pipc_component_class *component_class);

/** The commandable that `component` is, NULL if it is another kind of component. */
PIPC_API pipc_commandable *pipc_commandable_from_component(pipc_component *component);

#ifdef __cplusplus
}
#endif

#endif
