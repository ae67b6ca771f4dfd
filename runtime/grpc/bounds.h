/* What the core is told to keep within bounds: of a connection, and of all that it holds. */
#ifndef PIPC_RUNTIME_GRPC_BOUNDS_H_
#define PIPC_RUNTIME_GRPC_BOUNDS_H_

#include <pipc/config_params.h>

#include "grpc/arguments.h"

enum { PIPC__BOUNDS_MAX = 12 };

/* As options.* say. Zeroed: as the core has them. */
typedef struct pipc__bounds {
    int values[PIPC__BOUNDS_MAX]; /* in the order of the table of keys; 0: as the core has it */
    long memory_quota_bytes;      /* 0: none */
    long connection_max;          /* 0: any number */
} pipc__bounds;

/*
 * Reads those of a side that listens, or of one that connects.
 *
 * Errors: PIPC_E_MISCONFIGURATION BAD_VALUE, also for what this core cannot bound. *out is
 * untouched then.
 */
int pipc__bounds_read(const pipc_config_params *config, bool listens, pipc__bounds *out,
                      pipc_error **error);

/* Adds them to the arguments of a channel or server, but for the memory quota. */
void pipc__bounds_add(const pipc__bounds *self, pipc__arguments *arguments);

/*
 * TCP_USER_TIMEOUT of a server's connections, as the core sets it on those that it accepts itself;
 * 0: none.
 */
int pipc__bounds_user_timeout_ms(const pipc__bounds *self);

/*
 * Adds the memory quota, if there is one. It is to be released by pipc__bounds_release_quota() when
 * what it is of has been created.
 */
grpc_resource_quota *pipc__bounds_add_quota(const pipc__bounds *self, pipc__arguments *arguments);

/* Accepts NULL. */
void pipc__bounds_release_quota(grpc_resource_quota *quota);

#endif
