/* What a container is configured to hold. */
#ifndef PIPC_RUNTIME_CONTAINER_CONTAINER_PLAN_H_
#define PIPC_RUNTIME_CONTAINER_CONTAINER_PLAN_H_

#include <pipc/factory.h>

#include "container/config_tree.h"

/* A component, before it is made, and while it is there. */
typedef struct pipc__container_entry {
    char *name; /* its key in the list, for messages */
    pipc__config_values values;
    unsigned line; /* of the file; 0: there is none */
    /* While the container is open; NULL: not made. */
    pipc_factory *factory;
    const pipc_factory_type *type;
    pipc_component *component;
} pipc__container_entry;

/* Zeroed holds nothing. */
typedef struct pipc__container_plan {
    char *path; /* of the file; NULL: there is none */
    pipc__container_entry *entries;
    size_t count;
} pipc__container_plan;

/*
 * Errors: PIPC_E_MISCONFIGURATION BAD_CONFIG and BAD_DESCRIPTOR; those of pipc__config_file_read();
 *         PIPC_E_NO_MEMORY.
 */
int pipc__container_plan_read(const char *path, const pipc_config_params *parameters,
                              pipc__container_plan *out, pipc_error **error);
int pipc__container_plan_from_params(const pipc_config_params *config, pipc__container_plan *out,
                                     pipc_error **error);

void pipc__container_plan_dispose(pipc__container_plan *self);

/* The descriptor of an entry, which has one. */
const char *pipc__container_entry_descriptor(const pipc__container_entry *self);

/*
 * Tells in `error` where it comes from: file and line, those of the key that the message is about,
 * if it is about one of the entry, and otherwise those of the entry, and its descriptor.
 */
void pipc__container_plan_locate(const pipc__container_plan *self,
                                 const pipc__container_entry *entry, pipc_error *error);

#endif
