/* The command line of a process container. */
#ifndef PIPC_RUNTIME_CONTAINER_PROCESS_ARGUMENTS_H_
#define PIPC_RUNTIME_CONTAINER_PROCESS_ARGUMENTS_H_

#include <stdbool.h>

#include <pipc/types.h>

typedef struct pipc__process_arguments {
    const char *config; /* the file; borrowed of the command line */
    bool wants_help;
    pipc_config_params *parameters; /* all -p together */
} pipc__process_arguments;

/*
 * Reads a command line.
 *
 * Errors: PIPC_E_BAD_REQUEST BAD_ARGUMENT naming the argument; PIPC_E_NO_MEMORY. Nothing is to be
 *         disposed then.
 */
int pipc__process_arguments_read(int argc, char **argv, pipc__process_arguments *out,
                                 pipc_error **error);

void pipc__process_arguments_dispose(pipc__process_arguments *self);

/*
 * Puts what `environment` holds, as "NAME=value" up to a NULL, over the parameters.
 *
 * Errors: PIPC_E_NO_MEMORY.
 */
int pipc__process_arguments_add(pipc__process_arguments *self, char *const *environment,
                                pipc_error **error);

#endif
