/* What fields are called in JSON. */
#ifndef PIPC_RUNTIME_MESSAGES_FIELD_NAMES_H_
#define PIPC_RUNTIME_MESSAGES_FIELD_NAMES_H_

#include <pipc/message_json.h>

#include "base/str.h"
#include "messages/json_reader.h"

/* The `json_name` that the .proto gives `field` of `type`; NULL if it gives none. */
const char *pipc__json_name_given(const ProtobufCMessageDescriptor *type,
                                  const ProtobufCFieldDescriptor *field,
                                  const pipc_message_json_names *names);

/* Appends `name` in lowerCamelCase, as protoc does: "foo_bar" becomes "fooBar". */
void pipc__camel_case_write(pipc__str *out, const char *name, size_t length);

/* The field of `type` that is called `key`; NULL if there is none. */
const ProtobufCFieldDescriptor *pipc__field_called(const ProtobufCMessageDescriptor *type,
                                                   const pipc__json_text *key,
                                                   const pipc_message_json_names *names);

/* Whether `field` of `type` is a map: <pipc/message_json.h> says how that is known. */
bool pipc__field_is_map(const ProtobufCMessageDescriptor *type,
                        const ProtobufCFieldDescriptor *field);

#endif
