/* The inside of a command set. */
#ifndef PIPC_RUNTIME_COMMANDS_COMMAND_SET_H_
#define PIPC_RUNTIME_COMMANDS_COMMAND_SET_H_

#include <pipc/command_set.h>

typedef struct pipc__set_command {
    const pipc_command *command;
    void *owner;
} pipc__set_command;

struct pipc_command_set {
    pipc__set_command *commands;
    size_t command_count;
    char **events;
    size_t event_count;
    pipc_event_listener **listeners;
    size_t listener_count;
    pipc_command_interceptor **interceptors; /* the outermost first */
    size_t interceptor_count;
};

/* NULL: there is none of that name. */
const pipc__set_command *pipc__command_set_find(const pipc_command_set *self, const char *name);

/*
 * What becomes of an error that was made for `what` ("Execution", "Raising event") of `name`: it
 * has the correlation id, and one that nobody has thought of becomes EXEC_FAILED, with `name` as
 * the detail `key`. Returns what is to be returned.
 */
int pipc__command_error(int code, const pipc_context *context, const char *what, const char *key,
                        const char *name, pipc_error **error);

#endif
