/* Configuration parameters: text keys as "connection.port", text values, in their order. */
#ifndef PIPC_CONFIG_PARAMS_H_
#define PIPC_CONFIG_PARAMS_H_

#include <stdbool.h>

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * As ConfigParams of Pip.Services: an ordered map of text to text, where a value may be null and
 * keys are case sensitive. All functions that make parameters return PIPC_E_NO_MEMORY when there
 * is none, and leave `out` untouched when they fail.
 *
 * A `config` that is only read may be NULL, which has no parameters.
 *
 * Ownership: `config` is borrowed for the call, all text is copied, *out is yours: free it with
 *            pipc_config_params_free(). Text that is returned is borrowed until `config` changes.
 */

/** No parameters at all. */
PIPC_API PIPC_NODISCARD int pipc_config_params_new(pipc_config_params **out, pipc_error **error);

/** Frees `config`; accepts NULL. */
PIPC_API void pipc_config_params_free(pipc_config_params *config);

/**
 * Parameters from pairs of key and value, ended by a NULL key:
 * `pipc_config_params_from_tuples(&config, &error, "connection.port", "50055", NULL)`.
 * A value may be NULL. Of a key given twice the later value counts.
 */
PIPC_API PIPC_NODISCARD int pipc_config_params_from_tuples(pipc_config_params **out,
                                                           pipc_error **error, ...) PIPC_SENTINEL;

/**
 * Parameters from text: `connection.protocol=http;connection.port=50055`.
 *
 * Split at `;`, empty pieces dropped; the first `=` that is not the first character ends the key;
 * both are trimmed of white space; a piece without one is a key whose value is null.
 */
PIPC_API PIPC_NODISCARD int
pipc_config_params_from_string(const char *line, pipc_config_params **out, pipc_error **error);

/** The text form, which pipc_config_params_from_string() reads; *out is yours: pipc_free() it. */
PIPC_API PIPC_NODISCARD int pipc_config_params_to_string(const pipc_config_params *config,
                                                         char **out, pipc_error **error);

/** Sets `key` to `value`, which may be NULL; a key that is there keeps its place. */
PIPC_API PIPC_NODISCARD int pipc_config_params_set(pipc_config_params *config, const char *key,
                                                   const char *value, pipc_error **error);

/** The value of `key`; NULL if there is none, if it is null, or empty (as in Pip.Services). */
PIPC_API const char *pipc_config_params_get(const pipc_config_params *config, const char *key);

/** Whether `key` is there, whatever its value. */
PIPC_API bool pipc_config_params_contains(const pipc_config_params *config, const char *key);

/** How many parameters there are. */
PIPC_API size_t pipc_config_params_count(const pipc_config_params *config);

/** The key (and, unless `value` is NULL, the value) of parameter `index`; NULL past the last. */
PIPC_API const char *pipc_config_params_at(const pipc_config_params *config, size_t index,
                                           const char **value);

/** The value of `key`, or `value` if pipc_config_params_get() has none. */
PIPC_API const char *pipc_config_params_get_default(const pipc_config_params *config,
                                                    const char *key, const char *value);

/*
 * Typed values. A key that is missing, null or empty gives `default_value`. Otherwise the whole
 * value must be readable, white space around it apart.
 *
 * Errors: PIPC_E_MISCONFIGURATION BAD_VALUE naming the key, the value and what was expected; *out
 *         is untouched then.
 */

/** A whole number from `least` to `most`; decimal, with a sign if need be. */
PIPC_API PIPC_NODISCARD int pipc_config_params_get_long(const pipc_config_params *config,
                                                        const char *key, long least, long most,
                                                        long default_value, long *out,
                                                        pipc_error **error);

/** A finite number, as strtod() reads it in the C locale. */
PIPC_API PIPC_NODISCARD int pipc_config_params_get_double(const pipc_config_params *config,
                                                          const char *key, double default_value,
                                                          double *out, pipc_error **error);

/** true: 1 true t yes y; false: 0 false f no n; in any case. */
PIPC_API PIPC_NODISCARD int pipc_config_params_get_boolean(const pipc_config_params *config,
                                                           const char *key, bool default_value,
                                                           bool *out, pipc_error **error);

/** The parameters whose keys begin with `section` and a dot, without that beginning. */
PIPC_API PIPC_NODISCARD int pipc_config_params_get_section(const pipc_config_params *config,
                                                           const char *section,
                                                           pipc_config_params **out,
                                                           pipc_error **error);

/**
 * The names of the sections, each once, in the order of their first keys: what stands before the
 * first dot; a key without a dot, or with one in front, is a section of that name. They are the
 * keys of *out.
 */
PIPC_API PIPC_NODISCARD int pipc_config_params_get_section_names(const pipc_config_params *config,
                                                                 pipc_config_params **out,
                                                                 pipc_error **error);

/**
 * Puts `section` into `config` under `name`: each of its keys with `name` and a dot before it, an
 * empty key as `name` alone. If there is no memory, `config` is unchanged.
 */
PIPC_API PIPC_NODISCARD int pipc_config_params_add_section(pipc_config_params *config,
                                                           const char *name,
                                                           const pipc_config_params *section,
                                                           pipc_error **error);

/** `defaults`, then `config` over them; a null in `config` overrides a default. */
PIPC_API PIPC_NODISCARD int pipc_config_params_set_defaults(const pipc_config_params *config,
                                                            const pipc_config_params *defaults,
                                                            pipc_config_params **out,
                                                            pipc_error **error);

/** `config`, then `other` over it, nulls included. Either may be NULL, which has no parameters. */
PIPC_API PIPC_NODISCARD int pipc_config_params_override(const pipc_config_params *config,
                                                        const pipc_config_params *other,
                                                        pipc_config_params **out,
                                                        pipc_error **error);

#ifdef __cplusplus
}
#endif

#endif
