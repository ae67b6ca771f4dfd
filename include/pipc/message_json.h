/* Messages to and from JSON, as https://protobuf.dev/programming-guides/json/ has it. */
#ifndef PIPC_MESSAGE_JSON_H_
#define PIPC_MESSAGE_JSON_H_

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The `json_name` of a field, where its .proto gives one that differs from lowerCamelCase. */
typedef struct pipc_message_json_name {
    const char *message; /**< "acme.v1.Number", as in the .proto */
    uint32_t field;      /**< its number */
    const char *name;
} pipc_message_json_name;

/** Such names, of a .proto file and all that it imports; static const, generated. */
typedef struct pipc_message_json_names {
    size_t count;
    const pipc_message_json_name *names;
} pipc_message_json_names;

/** How JSON is written and read. Zeroed, or NULL in its place, is the default of each. */
typedef struct pipc_message_json_options {
    /** Writes fields without presence that have their default value, too: 0, "", [] and {}. */
    bool with_defaults;
    /** Writes names of fields as the .proto has them, not in lowerCamelCase. Both are read. */
    bool proto_names;
    /** Writes enum values as numbers. Both are read. */
    bool enum_numbers;
    /** Passes over fields, and names of enum values, that are not known, instead of failing. */
    bool ignore_unknown;
    /** How long JSON that is read may be, in bytes; 0: 4 MiB. */
    size_t max_bytes;
    /** The types that a google.protobuf.Any can be written and read with. */
    const ProtobufCMessageDescriptor *const *any_types;
    size_t any_type_count;
    /**
     * What protobuf-c's descriptors do not tell: pipc_json_names_of_<base>, of generated code,
     * which is there when a field has a `json_name` of its own. Without it such fields go by
     * lowerCamelCase.
     */
    const pipc_message_json_names *names;
    /** Where pipc_message_from_json() takes the message's memory from; NULL: malloc(). */
    ProtobufCAllocator *allocator;
} pipc_message_json_options;

/*
 * What holds for both directions:
 *
 * - Fields stand in the order of their numbers. 64-bit integers are written as text, bytes in
 *   base64, enum values by name, floats by the shortest text that reads back as the same, NaN and
 *   the infinities as text. Absent fields are left out, proto2 and `optional` ones by presence.
 * - Timestamp, Duration, FieldMask, Struct, Value, ListValue, NullValue, the wrappers, Any and
 *   Empty of google.protobuf have their own forms. A Value of no kind is written as null.
 * - A map is what protoc makes of one: a repeated message called <Field>Entry in the message that
 *   has it, with `key` and `value`. Descriptors do not tell it from such a message made by hand.
 * - Extensions and unknown fields are not written, as JSON has no names for them here.
 * - Messages, arrays and objects nest 100 levels deep at most. Text is valid UTF-8 without U+0000,
 *   at which C would end it.
 * - Files with `optimize_for = CODE_SIZE` have no names in their descriptors, hence no JSON.
 */

/**
 * Writes `message` as JSON, on one line.
 *
 * Errors:    PIPC_E_INTERNAL BAD_MESSAGE for what has no JSON, naming the field: text that is not
 *            UTF-8, a Timestamp past the year 9999, a NaN in a Value; UNKNOWN_TYPE for an Any of a
 *            type that is not among the options; TOO_DEEP; PIPC_E_UNSUPPORTED NO_NAMES;
 *            PIPC_E_NO_MEMORY.
 * Ownership: *json is yours, to be freed with pipc_free(); untouched if it fails.
 * Threads:   any.
 */
PIPC_API PIPC_NODISCARD int pipc_message_to_json(const ProtobufCMessage *message,
                                                 const pipc_message_json_options *options,
                                                 char **json, pipc_error **error);

/**
 * Reads a message of the type `descriptor` from the `length` bytes of JSON at `json`.
 *
 * A field that is null is absent, but for a Value, which is a null then. Names are accepted in
 * lowerCamelCase and as in the .proto, numbers as text, text in place of enum values by name only.
 *
 * Errors:    PIPC_E_BAD_REQUEST, with a message that names the path of the field, the value and
 *            what was expected: BAD_JSON for what is no JSON, with line and column; BAD_VALUE,
 *            UNKNOWN_FIELD, DUPLICATE_FIELD for a name, map key or oneof that comes twice,
 *            MISSING_FIELD for a required one, UNKNOWN_TYPE, TOO_DEEP, TOO_LARGE;
 *            PIPC_E_UNSUPPORTED NO_NAMES; PIPC_E_NO_MEMORY.
 * Ownership: *message is yours, freed by protobuf_c_message_free_unpacked() or the generated
 *            ..._free_unpacked() with `options->allocator`, NULL if that is; untouched if it fails.
 * Threads:   any.
 */
PIPC_API PIPC_NODISCARD int pipc_message_from_json(const ProtobufCMessageDescriptor *descriptor,
                                                   const char *json, size_t length,
                                                   const pipc_message_json_options *options,
                                                   ProtobufCMessage **message, pipc_error **error);

#ifdef __cplusplus
}
#endif

#endif
