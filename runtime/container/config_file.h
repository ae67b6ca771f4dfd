/* A configuration file from its name to what it holds. */
#ifndef PIPC_RUNTIME_CONTAINER_CONFIG_FILE_H_
#define PIPC_RUNTIME_CONTAINER_CONFIG_FILE_H_

#include "container/config_tree.h"

/* Zeroed holds nothing. It does not move once it is read. */
typedef struct pipc__config_file {
    pipc__config_text text;
    pipc__config_tree tree;
} pipc__config_file;

/*
 * The file of that name, which is borrowed, with `parameters` (may be NULL) filled in.
 *
 * Errors: those of <pipc/config_reader.h>; nothing is to be disposed then.
 */
int pipc__config_file_read(pipc__config_file *self, const char *name,
                           const pipc_config_params *parameters, pipc_error **error);

/* As pipc__config_file_read(), of text that is there already. */
int pipc__config_file_parse(pipc__config_file *self, const char *name, const char *text,
                            size_t length, const pipc_config_params *parameters,
                            pipc_error **error);

void pipc__config_file_dispose(pipc__config_file *self);

#endif
