/* Parameters by key, of which a key may have several: what the stores in memory are made of. */
#ifndef PIPC_RUNTIME_CONNECT_KEYED_PARAMS_H_
#define PIPC_RUNTIME_CONNECT_KEYED_PARAMS_H_

#include <pipc/config_params.h>

typedef struct pipc__keyed_params pipc__keyed_params;

/*
 * The functions below take the address of the pointer to what they work on, which is NULL until
 * something is kept there: `init` of a component allocates nothing.
 *
 * Errors:  PIPC_E_NO_MEMORY. Nothing changes then.
 * Threads: any, but for pipc__keyed_params_dispose().
 */

/* Adds a copy of `params` to those of `key`, unless the same are there already. */
int pipc__keyed_params_add(pipc__keyed_params **self, const char *key,
                           const pipc_config_params *params, pipc_error **error);

/* Puts a copy of `params` in place of those of `key`. */
int pipc__keyed_params_set(pipc__keyed_params **self, const char *key,
                           const pipc_config_params *params, pipc_error **error);

/* Removes the one of `key` that is the same as `params`. Cannot fail. */
void pipc__keyed_params_remove(pipc__keyed_params **self, const char *key,
                               const pipc_config_params *params);

/* A copy of the first ones of `key`, the caller's; *out is NULL if there are none. */
int pipc__keyed_params_get_first(pipc__keyed_params **self, const char *key,
                                 pipc_config_params **out, pipc_error **error);

/* All of `key`, as sections "0", "1" … of *out, the caller's, which is NULL if there are none. */
int pipc__keyed_params_get_all(pipc__keyed_params **self, const char *key, pipc_config_params **out,
                               pipc_error **error);

/* Frees all and makes *self NULL. */
void pipc__keyed_params_dispose(pipc__keyed_params **self);

#endif
