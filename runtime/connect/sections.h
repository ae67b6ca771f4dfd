/* The parts of a configuration that tell a connection each. */
#ifndef PIPC_RUNTIME_CONNECT_SECTIONS_H_
#define PIPC_RUNTIME_CONNECT_SECTIONS_H_

#include <stdbool.h>
#include <stddef.h>

#include <pipc/config_params.h>

typedef struct pipc__section {
    char *name; /* "connection" or "connections.<n>", for messages */
    pipc_config_params *params;
} pipc__section;

/* Zeroed is none. */
typedef struct pipc__sections {
    pipc__section *list;
    size_t count;
} pipc__sections;

/*
 * The sections below `connections`, in their order, or, where there are none, `connection`, which
 * may be empty.
 *
 * Errors: PIPC_E_NO_MEMORY. *out is untouched then.
 */
int pipc__sections_read(const pipc_config_params *config, pipc__sections *out, pipc_error **error);

/* Adds one. Takes `params`, even if there is no memory; copies `name`. */
int pipc__sections_add(pipc__sections *self, const char *name, pipc_config_params *params,
                       pipc_error **error);

/* Whether it tells host, port or uri by itself. */
bool pipc__section_says_where(const pipc__section *section);

void pipc__sections_dispose(pipc__sections *self);

#endif
