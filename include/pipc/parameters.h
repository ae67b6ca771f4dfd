/* Parameters: what commands are called with, as values of jansson. Needs pipc built with it. */
#ifndef PIPC_PARAMETERS_H_
#define PIPC_PARAMETERS_H_

#include <jansson.h>
#include <stdbool.h>

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Parameters are a JSON object, a json_t: whatever jansson has for those serves here too, as
 * json_pack() to make some and json_unpack() to take them apart.
 *
 * Paths are names joined by dots, "dummy.key"; in an array a name is a number from 0, "data.0.id".
 * Parameters that are only read may be NULL, which have none.
 *
 * jansson takes its memory from malloc(), or from what the program has given to
 * json_set_alloc_funcs(): pipc_set_allocator() has no effect on it, and pipc never changes it.
 *
 * Ownership: what is returned is borrowed until the parameters change; *out is yours, json_decref()
 *            it. Errors: PIPC_E_NO_MEMORY, and *out is untouched.
 */

/**
 * Reads JSON text. Without text (NULL or ""), and of `null`, there are no parameters: an empty
 * object. Of a name that comes twice the last one counts. Numbers that are whole but too large for
 * 64 bits are taken as reals. Text may hold a 0 (`\u0000`), which json_string_length() tells.
 *
 * Errors: PIPC_E_BAD_REQUEST BAD_JSON for what is no JSON, nests deeper than 2048 levels, or is no
 *         object, naming the place.
 */
PIPC_API PIPC_NODISCARD int pipc_parameters_from_json(const char *text, json_t **out,
                                                      pipc_error **error);

/** As text without white space; NULL as "{}". Ownership: pipc_free() *out. */
PIPC_API PIPC_NODISCARD int pipc_parameters_to_json(const json_t *parameters, char **out,
                                                    pipc_error **error);

/** Parameters from configuration: dots in the keys make objects within objects, values are text. */
PIPC_API PIPC_NODISCARD int pipc_parameters_from_config(const pipc_config_params *config,
                                                        json_t **out, pipc_error **error);

/** What stands at `path`, a JSON null too; NULL if nothing does. */
PIPC_API json_t *pipc_parameters_get(const json_t *parameters, const char *path);

/**
 * Puts `value` at `path`, in place of what was there; objects on the way are made, and take the
 * place of what is none.
 *
 * Ownership: takes `value`, even if it fails. NULL is taken as JSON's null.
 */
PIPC_API PIPC_NODISCARD int pipc_parameters_put(json_t *parameters, const char *path, json_t *value,
                                                pipc_error **error);

/*
 * Typed values: what stands at `path`, or `default_value` where nothing does, or what cannot be
 * taken as one.
 */

/** Text; not that which holds a 0. */
PIPC_API const char *pipc_parameters_get_string(const json_t *parameters, const char *path,
                                                const char *default_value);

/** A number, rounded, a boolean (1 and 0), or text that is a number throughout. */
PIPC_API json_int_t pipc_parameters_get_long(const json_t *parameters, const char *path,
                                             json_int_t default_value);

/** As pipc_parameters_get_long(), but not rounded. */
PIPC_API double pipc_parameters_get_double(const json_t *parameters, const char *path,
                                           double default_value);

/** A boolean, a number (0 is false), or text: 1 true t yes y, or 0 false f no n, in any case. */
PIPC_API bool pipc_parameters_get_boolean(const json_t *parameters, const char *path,
                                          bool default_value);

/** `defaults`, then `parameters` over them; if `recursive`, objects within objects likewise. */
PIPC_API PIPC_NODISCARD int pipc_parameters_set_defaults(const json_t *parameters,
                                                         const json_t *defaults, bool recursive,
                                                         json_t **out, pipc_error **error);

/** `parameters`, then `other` over them; if `recursive`, objects within objects likewise. */
PIPC_API PIPC_NODISCARD int pipc_parameters_override(const json_t *parameters, const json_t *other,
                                                     bool recursive, json_t **out,
                                                     pipc_error **error);

/** Only what stands at `paths` (ended by NULL). */
PIPC_API PIPC_NODISCARD int pipc_parameters_pick(const json_t *parameters, const char *const *paths,
                                                 json_t **out, pipc_error **error);

/** All but the members of those `names` (ended by NULL), which are no paths. */
PIPC_API PIPC_NODISCARD int pipc_parameters_omit(const json_t *parameters, const char *const *names,
                                                 json_t **out, pipc_error **error);

#ifdef __cplusplus
}
#endif

#endif
