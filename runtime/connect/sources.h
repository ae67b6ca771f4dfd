/* The discoveries, or the credential stores, that a component's references hold. */
#ifndef PIPC_RUNTIME_CONNECT_SOURCES_H_
#define PIPC_RUNTIME_CONNECT_SOURCES_H_

#include <stddef.h>

#include <pipc/component.h>
#include <pipc/references.h>

typedef struct pipc__source {
    pipc_component *component; /* borrowed */
    char *name;                /* its descriptor, for messages */
} pipc__source;

/* Zeroed is none. */
typedef struct pipc__sources {
    pipc__source *list;
    size_t count;
} pipc__sources;

/*
 * Takes all of `references` (may be NULL) that match `descriptor` and are components of `type`, the
 * last one put first, in place of those it had.
 *
 * Errors: PIPC_E_NO_MEMORY. Nothing changes then.
 */
int pipc__sources_set_references(pipc__sources *self, const pipc_references *references,
                                 const char *descriptor, const char *type, pipc_error **error);

void pipc__sources_dispose(pipc__sources *self);

/* What was looked for in vain, for the error. */
typedef struct pipc__lookup {
    const char *section;    /* "connection" */
    const char *key_name;   /* "discovery_key" */
    const char *key;        /* its value */
    const char *descriptor; /* what was to be asked */
    const char *code;       /* of the error if nobody knows the key */
} pipc__lookup;

/*
 * Returns PIPC_E_INTERNAL REF_ERROR if there was nobody to ask, otherwise PIPC_E_MISCONFIGURATION
 * with `code`, naming the key and all that were asked.
 */
int pipc__sources_fail(const pipc__sources *self, const pipc__lookup *lookup, pipc_error **error);

#endif
