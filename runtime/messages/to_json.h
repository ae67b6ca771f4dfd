/* Messages to JSON. */
#ifndef PIPC_RUNTIME_MESSAGES_TO_JSON_H_
#define PIPC_RUNTIME_MESSAGES_TO_JSON_H_

#include <pipc/message_json.h>

#include "base/arena.h"
#include "base/str.h"
#include "messages/json_path.h"

/*
 * All functions append to `out`, and return PIPC_OK or fail `error`. What finds no memory is told
 * by `out` alone.
 */
typedef struct pipc__to_json {
    const pipc_message_json_options *options;
    const pipc__json_path *path;
    pipc__arena *arena; /* for what an Any holds */
    unsigned depth;
    pipc__str *out;
    pipc_error **error;
} pipc__to_json;

/* What is at the path has no JSON: it `is` something, and something else was expected. */
int pipc__to_json_fail(const pipc__to_json *self, const char *is, const char *expected);

/* Writes what opens an array or an object, unless that nests too deep. */
int pipc__to_json_open(pipc__to_json *self, const char *bracket);

/* Writes what closes it; returns `code`. */
int pipc__to_json_close(pipc__to_json *self, const char *bracket, int code);

/* A message in the form that it has. */
int pipc__to_json_message(pipc__to_json *self, const ProtobufCMessage *message);

/* An object of a message that has no form of its own; with "@type" `url` if that is not NULL. */
int pipc__to_json_members(pipc__to_json *self, const ProtobufCMessage *message, const char *url);

/* A field of `message`, which is there: a value, an array or an object. */
int pipc__to_json_field(pipc__to_json *self, const ProtobufCMessage *message,
                        const ProtobufCFieldDescriptor *field);

/* One value of `field`, at `value`. */
int pipc__to_json_value(pipc__to_json *self, const ProtobufCFieldDescriptor *field,
                        const void *value);

/* Text, if it is UTF-8; NULL is "". */
int pipc__to_json_text(pipc__to_json *self, const char *text);

/* As pipc__to_json_value(), of a number, a boolean or an enum. */
void pipc__to_json_scalar(pipc__to_json *self, const ProtobufCFieldDescriptor *field,
                          const void *value);

/* A google.protobuf.Any. */
int pipc__to_json_any(pipc__to_json *self, const ProtobufCMessage *message);

/* The place of `field` in `message`. */
const void *pipc__field_at(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);

/* How many values a repeated `field` has. */
size_t pipc__field_count(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);

/* Whether `field` has a value, or values, which protobuf-c would send. */
bool pipc__field_is_present(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);

/* Value `index` of a repeated `field`. */
const void *pipc__field_element(const ProtobufCMessage *message,
                                const ProtobufCFieldDescriptor *field, size_t index);

#endif
