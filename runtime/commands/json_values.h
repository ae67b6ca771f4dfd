/* JSON values taken as what they are not quite, as Pip.Services' converters do. */
#ifndef PIPC_RUNTIME_COMMANDS_JSON_VALUES_H_
#define PIPC_RUNTIME_COMMANDS_JSON_VALUES_H_

#include <jansson.h>
#include <stdbool.h>

#include <pipc/types.h>

/* Whether the value is missing or null. */
bool pipc__json_is_nothing(const json_t *value);

/* The text, NULL if it is none or holds a 0, so that C would see half of it. */
const char *pipc__json_text(const json_t *value);

/* A number, or text that is one throughout; false: it is neither, and *out is untouched. */
bool pipc__json_to_number(const json_t *value, double *out);

/* The same, rounded, halves upwards; false also where it does not fit. */
bool pipc__json_to_long(const json_t *value, json_int_t *out);

bool pipc__json_to_boolean(const json_t *value, bool *out);

/* *slot = value (taken), or PIPC_E_NO_MEMORY if that is NULL. */
int pipc__json_keep(json_t *value, json_t **slot, pipc_error **error);

#endif
