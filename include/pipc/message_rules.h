/* What the fields of a request must keep to before its handler runs. */
#ifndef PIPC_MESSAGE_RULES_H_
#define PIPC_MESSAGE_RULES_H_

#include <stdbool.h>

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pipc_message_rules pipc_message_rules;

/**
 * What one field must keep to; zeroed members ask for nothing. Of repeated fields all but
 * `required`, `min_items` and `max_items` go for each element, of maps for each value. A field
 * without a value is `required` or not, and breaks no other rule; one of proto3 that is not
 * `optional` always has a value, that may be 0 or "".
 */
typedef struct pipc_field_rules {
    uint32_t field;    /**< its number in the .proto */
    bool required;     /**< there, not empty, and not 0 where 0 cannot be told from nothing */
    bool enum_defined; /**< one of the values that the enum names */
    bool has_min;      /**< of numbers: `min` at least, or more if `above_min`; never a NaN */
    bool has_max;      /**< of numbers: `max` at most, or less if `below_max`; never a NaN */
    bool above_min;
    bool below_max;
    double min;
    double max;
    size_t min_length; /**< of text in characters, of bytes in bytes */
    size_t max_length; /**< 0: no bound */
    size_t min_items;  /**< of repeated fields and maps */
    size_t max_items;  /**< 0: no bound */
    /**
     * Of text: a POSIX extended regular expression (regcomp()), found anywhere unless it is
     * anchored by ^ and $; bytes are compared, in the locale of the program. Text of more than
     * 4096 bytes breaks it unread, and back-references are refused, as the time both take has no
     * bound that is worth the name.
     */
    const char *pattern;
    const pipc_message_rules *message; /**< of messages: what their fields must keep to */
} pipc_field_rules;

/** The rules of a message; static const, generated from pipc/validate.proto, or written by hand. */
struct pipc_message_rules {
    size_t count;
    const pipc_field_rules *fields;
};

#ifdef __cplusplus
}
#endif

#endif
