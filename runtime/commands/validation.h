/* How values are looked at, and what is said of them. */
#ifndef PIPC_RUNTIME_COMMANDS_VALIDATION_H_
#define PIPC_RUNTIME_COMMANDS_VALIDATION_H_

#include <pipc/schema.h>

/* Where a value stands, for messages: "dummy.key"; the outermost value has the path "". */
const char *pipc__validation_name(const char *path);

/* Adds a VALIDATION_ERROR without `expected` and `actual`. Returns PIPC_OK or PIPC_E_NO_MEMORY. */
int pipc__validation_add_error(json_t *results, const char *path, const char *code,
                               const char *format, ...) PIPC_PRINTF(4, 5);

/* Adds what `others` holds. */
int pipc__validation_add_all(json_t *results, const json_t *others);

/* Adds what is wrong with `value` to `results`; PIPC_OK or PIPC_E_NO_MEMORY. */
int pipc__schema_perform(const pipc_schema *self, const char *path, const json_t *value,
                         json_t *results);

/* Likewise, of a value that is there; `rules` may be NULL. */
int pipc__rules_perform(const pipc_validation_rule *const *rules, const char *path,
                        const json_t *value, json_t *results);

/* Whether the value, which is there, is of that type. */
bool pipc__value_is_of_type(const json_t *value, pipc_value_type type);

/* The type it is of, for messages. */
pipc_value_type pipc__value_type_of(const json_t *value);

/* Whether `a` stands to `b` as `operation` says, or is in `b`, which is text. */
bool pipc__value_compare(const json_t *a, const char *operation, const json_t *b);
bool pipc__value_compare_text(const json_t *a, const char *operation, const char *b);

#endif
