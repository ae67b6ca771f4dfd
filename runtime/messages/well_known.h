/* The types of google.protobuf that have a form of their own in JSON. */
#ifndef PIPC_RUNTIME_MESSAGES_WELL_KNOWN_H_
#define PIPC_RUNTIME_MESSAGES_WELL_KNOWN_H_

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

typedef enum pipc__well_known {
    PIPC__WELL_KNOWN_NOT,
    PIPC__WELL_KNOWN_ANY,
    PIPC__WELL_KNOWN_TIMESTAMP,
    PIPC__WELL_KNOWN_DURATION,
    PIPC__WELL_KNOWN_FIELD_MASK,
    PIPC__WELL_KNOWN_STRUCT,
    PIPC__WELL_KNOWN_VALUE,
    PIPC__WELL_KNOWN_LIST_VALUE,
    PIPC__WELL_KNOWN_WRAPPER
} pipc__well_known;

/* Which of them `type` is; one that has only the name, but not the fields, is none. */
pipc__well_known pipc__well_known_of(const ProtobufCMessageDescriptor *type);

/* Whether `field` takes null for a value: a Value, or the enum NullValue. */
bool pipc__takes_null(const ProtobufCFieldDescriptor *field);

/* Whether `type` is the enum NullValue. */
bool pipc__is_null_value(const ProtobufCEnumDescriptor *type);

#endif
