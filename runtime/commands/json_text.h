/* JSON values from text, and text from them. */
#ifndef PIPC_RUNTIME_COMMANDS_JSON_TEXT_H_
#define PIPC_RUNTIME_COMMANDS_JSON_TEXT_H_

#include <jansson.h>
#include <stddef.h>

#include <pipc/types.h>

/*
 * Any value, as pipc_parameters_from_json() reads objects.
 *
 * Errors: PIPC_E_BAD_REQUEST BAD_JSON; PIPC_E_NO_MEMORY.
 */
int pipc__json_read(const char *text, size_t length, json_t **out, pipc_error **error);

/*
 * Any value, without white space, reals in full; NULL as null.
 *
 * Errors:    PIPC_E_NO_MEMORY; PIPC_E_INTERNAL BAD_JSON for a value that holds itself.
 * Ownership: pipc__free() *out.
 */
int pipc__json_write(const json_t *value, char **out, pipc_error **error);

#endif
