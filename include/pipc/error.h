/* Errors: what every operation of pipc that can fail returns, and fills in. */
#ifndef PIPC_ERROR_H_
#define PIPC_ERROR_H_

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * What a fallible operation returns: PIPC_OK, or one of these, which are the categories of
 * Pip.Services' ApplicationException. A switch over them is stable within a major version.
 */
enum {
    PIPC_OK = 0,
    PIPC_PENDING = 2,     /**< no error: not done yet; only where a function or slot says so */
    PIPC_E_UNKNOWN = -1,  /**< not classified; HTTP status 500 */
    PIPC_E_INTERNAL = -2, /**< a mistake in code; 500 */
    PIPC_E_MISCONFIGURATION = -3,   /**< a mistake in the configuration; 500 */
    PIPC_E_INVALID_STATE = -4,      /**< not possible in this state of the component; 500 */
    PIPC_E_NO_RESPONSE = -5,        /**< no connection, or no answer in time; 500 */
    PIPC_E_FAILED_INVOCATION = -6,  /**< the other side, or a command, failed; 500 */
    PIPC_E_FILE_ERROR = -7,         /**< a file cannot be read or written; 500 */
    PIPC_E_BAD_REQUEST = -8,        /**< the caller's mistake; 400 */
    PIPC_E_UNAUTHORIZED = -9,       /**< who are you (401), or you may not (403) */
    PIPC_E_NOT_FOUND = -10,         /**< no such thing; 404 */
    PIPC_E_CONFLICT = -11,          /**< the thing is not in the state the caller believes; 409 */
    PIPC_E_UNSUPPORTED = -12,       /**< known, but not implemented; 500 */
    PIPC_E_TOO_MANY_REQUESTS = -13, /**< a bound is reached, try later; 429 */
    PIPC_E_NO_MEMORY = -14          /**< an allocation failed; 500 */
};

/**
 * Makes an error and returns its category, so that a function can end with `return pipc_fail(…)`.
 *
 * @param error     where the error goes; NULL if the caller does not want it. Points to NULL on
 *                  entry (asserted). Receives the out-of-memory error if there is no memory for
 *                  another one.
 * @param category  one of PIPC_E_*; anything else is taken as PIPC_E_UNKNOWN.
 * @param code      which error it is, as "BAD_PORT", for programs.
 * @param format    printf format of the message for people: one line that names the thing, the
 *                  value and what was expected.
 *
 * Ownership: copies all it is given; free *error with pipc_error_free().
 */
PIPC_API int pipc_fail(pipc_error **error, int category, const char *code, const char *format, ...)
    PIPC_PRINTF(4, 5);

/**
 * As pipc_fail(), with the lower error that caused this one. Its message becomes the cause text.
 *
 * Ownership: takes `cause`, which may be NULL.
 */
PIPC_API int pipc_fail_cause(pipc_error **error, int category, const char *code, pipc_error *cause,
                             const char *format, ...) PIPC_PRINTF(5, 6);

/** Fills `error` in with the out-of-memory error, a static object, and returns PIPC_E_NO_MEMORY. */
PIPC_API int pipc_fail_no_memory(pipc_error **error);

/** Frees `error`; accepts NULL and the out-of-memory error. */
PIPC_API void pipc_error_free(pipc_error *error);

/** The category, one of PIPC_E_*. Of NULL: PIPC_OK. */
PIPC_API int pipc_error_category(const pipc_error *error);

/** Pip.Services' name of a category: "BadRequest" for PIPC_E_BAD_REQUEST; else "Unknown". */
PIPC_API const char *pipc_category_name(int category);

/** The category of that name, in any case; PIPC_E_UNKNOWN if there is none, or `name` is NULL. */
PIPC_API int pipc_category_from_name(const char *name);

/** The HTTP status that a category has unless an error says otherwise: 404 for "NotFound". */
PIPC_API int pipc_category_status(int category);

/*
 * The parts of an error. What returns text returns it borrowed until the error is changed or
 * freed; NULL where the error has no such part. `error` may be NULL, which has no parts and the
 * status 0.
 */
PIPC_API const char *pipc_error_code(const pipc_error *error);
PIPC_API const char *pipc_error_message(const pipc_error *error);
PIPC_API const char *pipc_error_cause(const pipc_error *error);
PIPC_API const char *pipc_error_correlation_id(const pipc_error *error);
PIPC_API int pipc_error_status(const pipc_error *error); /**< as in HTTP */

/** The detail called `key`, or NULL. */
PIPC_API const char *pipc_error_detail(const pipc_error *error, const char *key);

/** How many details there are; pipc_error_detail_at() has them in the order they were set. */
PIPC_API size_t pipc_error_detail_count(const pipc_error *error);

/** The key (and, unless `value` is NULL, the value) of detail `index`; NULL past the last. */
PIPC_API const char *pipc_error_detail_at(const pipc_error *error, size_t index,
                                          const char **value);

/*
 * These add to an error. They copy what they are given, and do nothing when `error` is NULL, is the
 * out-of-memory error, or when there is no memory: an error is never lost for want of a detail.
 */
PIPC_API void pipc_error_set_status(pipc_error *error, int status);
PIPC_API void pipc_error_set_cause(pipc_error *error, const char *cause);
PIPC_API void pipc_error_set_correlation_id(pipc_error *error, const char *correlation_id);
PIPC_API void pipc_error_set_detail(pipc_error *error, const char *key, const char *value);

#ifdef __cplusplus
}
#endif

#endif
