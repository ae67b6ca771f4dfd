/* Schemas: what values of jansson must be like, as in Pip.Services. Needs pipc built with it. */
#ifndef PIPC_SCHEMA_H_
#define PIPC_SCHEMA_H_

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Schemas are data, static const outside of functions, and need no memory:
 *
 *     static const pipc_schema dummy_schema = {
 *         .kind = PIPC_SCHEMA_OBJECT,
 *         PIPC_SCHEMA_PROPERTIES({.name = "id", .type = PIPC_TYPE_STRING},
 *                                {.name = "key", .type = PIPC_TYPE_STRING, .required = true}),
 *     };
 *
 * A value that is missing and one that is null are the same: wrong where it is `required`, and
 * otherwise right whatever else is asked for.
 *
 * Threads: any; nothing here is changed.
 */

/** Types of values, as TypeCode of Pip.Services. */
typedef enum pipc_value_type {
    PIPC_TYPE_ANY = 0,
    PIPC_TYPE_STRING, /**< text; not that which holds a 0, so that C reads all of it */
    PIPC_TYPE_BOOLEAN,
    PIPC_TYPE_INTEGER, /**< like the next three, any number: JSON has but one kind */
    PIPC_TYPE_LONG,
    PIPC_TYPE_FLOAT,
    PIPC_TYPE_DOUBLE,
    PIPC_TYPE_DATE_TIME, /**< text as 2026-01-31, 2026-01-31T23:59:59, …59.999Z or …59+01:00 */
    PIPC_TYPE_DURATION,  /**< a number */
    PIPC_TYPE_OBJECT,    /**< like PIPC_TYPE_MAP, a JSON object */
    PIPC_TYPE_ENUM,      /**< text, or a number */
    PIPC_TYPE_ARRAY,
    PIPC_TYPE_MAP
} pipc_value_type;

/** The name in messages: "string", "long"; "unknown" for PIPC_TYPE_ANY and for what is no type. */
PIPC_API const char *pipc_value_type_name(pipc_value_type type);

typedef enum pipc_schema_kind {
    PIPC_SCHEMA_VALUE = 0, /**< Schema: of one `type` */
    PIPC_SCHEMA_OBJECT,    /**< ObjectSchema: with `properties` */
    PIPC_SCHEMA_ARRAY,     /**< ArraySchema: of `items` */
    PIPC_SCHEMA_MAP        /**< MapSchema: whose values are `items` */
} pipc_schema_kind;

struct pipc_schema {
    pipc_schema_kind kind;
    bool required;
    pipc_value_type type;                     /**< of PIPC_SCHEMA_VALUE */
    const pipc_property_schema *properties;   /**< of PIPC_SCHEMA_OBJECT */
    size_t property_count;                    /**< likewise */
    bool allow_undefined;                     /**< likewise: others do not get a warning */
    const pipc_schema *items;                 /**< of the other two; NULL: anything */
    const pipc_validation_rule *const *rules; /**< ended by NULL; NULL: none */
};

/** A property of an object: PropertySchema. */
struct pipc_property_schema {
    const char *name;
    bool required;
    pipc_value_type type;
    const pipc_schema *schema;                /**< in place of `type`, unless NULL */
    const pipc_validation_rule *const *rules; /**< ended by NULL; NULL: none */
};

/** Among the initialisers of an object's schema: its properties. */
#define PIPC_SCHEMA_PROPERTIES(...)                                                                \
    .properties = (const pipc_property_schema[]){__VA_ARGS__},                                     \
    .property_count = PIPC_ARRAY_SIZE(((const pipc_property_schema[]){__VA_ARGS__}))

/** What is wrong with a value matters less or more, as in Pip.Services. */
typedef enum pipc_validation_result_type {
    PIPC_VALIDATION_INFORMATION = 0,
    PIPC_VALIDATION_WARNING = 1, /**< wrong only where the check is strict */
    PIPC_VALIDATION_ERROR = 2
} pipc_validation_result_type;

typedef enum pipc_validation_rule_kind {
    PIPC_RULE_AND,                   /**< all of `rules` hold */
    PIPC_RULE_OR,                    /**< one of `rules` holds */
    PIPC_RULE_NOT,                   /**< the first of `rules` does not hold */
    PIPC_RULE_INCLUDED,              /**< the value is one of `words` */
    PIPC_RULE_EXCLUDED,              /**< the value is none of `words` */
    PIPC_RULE_VALUE_COMPARISON,      /**< value `operation` words[0] */
    PIPC_RULE_PROPERTIES_COMPARISON, /**< property words[0] `operation` property words[1] */
    PIPC_RULE_AT_LEAST_ONE_EXISTS,   /**< one of the properties `words` is there */
    PIPC_RULE_ONLY_ONE_EXISTS,       /**< exactly one of them is */
    PIPC_RULE_CUSTOM                 /**< what `validate` says */
} pipc_validation_rule_kind;

/**
 * What else must hold for a value that is there.
 *
 * Operations are = == EQ, != <> NE, < LT, <= LE LTE, > GT, >= GE GTE, and LIKE, which takes the
 * second value as an extended regular expression of POSIX. What is a number, or text that is one
 * throughout, is compared as a number if the other one is, too, and as text otherwise. Only numbers
 * are less or greater.
 */
struct pipc_validation_rule {
    pipc_validation_rule_kind kind;
    const char *operation;
    const char *const *words;                 /**< ended by NULL */
    const pipc_validation_rule *const *rules; /**< ended by NULL */
    /**
     * Of PIPC_RULE_CUSTOM: adds what is wrong with `value`, which is called `name` in messages and
     * stands at `path`, by pipc_validation_add(). Returns PIPC_OK or PIPC_E_NO_MEMORY.
     */
    int (*validate)(const pipc_validation_rule *self, const char *path, const char *name,
                    const json_t *value, json_t *results);
};

/**
 * Adds a result to `results`: an object with `path`, `type`, `code`, `message`, `expected` and
 * `actual`, each but the second may be NULL.
 *
 * Past 100 of them no more are kept, but one error if there was none.
 *
 * Ownership: takes `expected` and `actual`. Returns PIPC_OK or PIPC_E_NO_MEMORY.
 */
PIPC_API PIPC_NODISCARD int pipc_validation_add(json_t *results, const char *path,
                                                pipc_validation_result_type type, const char *code,
                                                json_t *expected, json_t *actual,
                                                const char *format, ...) PIPC_PRINTF(7, 8);

/**
 * All that is wrong with `value` (NULL: missing), warnings too: an array of what
 * pipc_validation_add() adds. Codes: VALUE_IS_NULL, TYPE_MISMATCH, UNEXPECTED_PROPERTY (a warning),
 * VALUE_ISNOT_ARRAY, VALUE_ISNOT_MAP, and of rules NOT_FAILED, VALUE_NOT_INCLUDED, VALUE_INCLUDED,
 * BAD_VALUE, PROPERTIES_NOT_MATCH, VALUE_NULL, VALUE_ONLY_ONE.
 *
 * Errors:    PIPC_E_NO_MEMORY.
 * Ownership: *results is yours, json_decref() it.
 */
PIPC_API PIPC_NODISCARD int pipc_schema_validate(const pipc_schema *self, const json_t *value,
                                                 json_t **results, pipc_error **error);

/**
 * Fails if there is an error among `results`, or, if `strict`, a warning.
 *
 * Errors: PIPC_E_BAD_REQUEST INVALID_DATA "Validation failed: dummy.key must not be null", all
 *         messages joined by ", "; the detail `results` has them as JSON.
 */
PIPC_API PIPC_NODISCARD int pipc_validation_check(const json_t *results, bool strict,
                                                  pipc_error **error);

/** Both of them: whether `value` is right. `self` NULL: it is. */
PIPC_API PIPC_NODISCARD int pipc_schema_check(const pipc_schema *self, const json_t *value,
                                              bool strict, pipc_error **error);

/*
 * Schemas of what commands are often given; see paging.h.
 */
PIPC_API extern const pipc_schema pipc_filter_params_schema;     /**< a map of anything */
PIPC_API extern const pipc_schema pipc_paging_params_schema;     /**< skip, take, total */
PIPC_API extern const pipc_schema pipc_projection_params_schema; /**< an array of text */
PIPC_API extern const pipc_schema pipc_sort_params_schema;       /**< an array of name, ascending */

#ifdef __cplusplus
}
#endif

#endif
