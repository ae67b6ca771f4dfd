/* JSON to the bytes of a packed message, which protobuf-c then unpacks. */
#ifndef PIPC_RUNTIME_MESSAGES_FROM_JSON_H_
#define PIPC_RUNTIME_MESSAGES_FROM_JSON_H_

#include <pipc/message_json.h>

#include "base/str.h"
#include "messages/json_path.h"
#include "messages/json_reader.h"

/* All functions return PIPC_OK or fail the reader's error; they append to `out`. */
typedef struct pipc__from_json {
    pipc__json_reader reader;
    const pipc_message_json_options *options;
    const pipc__json_path *path;
    pipc__str *out;
} pipc__from_json;

/* Of pipc__from_json_scalar(): there is none, and it is passed over. */
enum { PIPC__FROM_JSON_IGNORED = 1 };

/* What stands from `start` to where the reader is cannot be what is `expected` at the path. */
int pipc__from_json_fail(pipc__from_json *self, const char *code, const char *start,
                         const char *expected);

/* As pipc__from_json_fail(), of the value that comes next, which is of another type. */
int pipc__from_json_fail_type(pipc__from_json *self, const char *expected);

/* `key` comes a second time in what is at the path. */
int pipc__from_json_fail_twice(pipc__from_json *self, const pipc__json_text *key);

/* `key` is no field of `type`, the message at the path. */
int pipc__from_json_fail_unknown(pipc__from_json *self, const ProtobufCMessageDescriptor *type,
                                 const pipc__json_text *key);

/* The content of a message of `type`, from any value. */
int pipc__from_json_message(pipc__from_json *self, const ProtobufCMessageDescriptor *type);

/*
 * The content of a message of `type` that has no form of its own, from an object. `in_any`: it has
 * an "@type" besides.
 */
int pipc__from_json_members(pipc__from_json *self, const ProtobufCMessageDescriptor *type,
                            bool in_any);

/* The content of a google.protobuf.Any. */
int pipc__from_json_any(pipc__from_json *self);

/* One value of `field`, without a key; or PIPC__FROM_JSON_IGNORED. Not for text, bytes, messages.
 */
int pipc__from_json_scalar(pipc__from_json *self, const ProtobufCFieldDescriptor *field);

/* As pipc__from_json_scalar(), of `key`, which is one of a map of such keys. */
int pipc__from_json_key(pipc__from_json *self, const ProtobufCFieldDescriptor *field,
                        const pipc__json_text *key);

/* One value of `field`, of any type, with its key; may be PIPC__FROM_JSON_IGNORED. */
int pipc__from_json_value(pipc__from_json *self, const ProtobufCFieldDescriptor *field);

/* All values of a repeated `field`, with their keys. */
int pipc__from_json_repeated(pipc__from_json *self, const ProtobufCFieldDescriptor *field,
                             bool is_map);

/*
 * Takes text, and nothing else; `expected` is what it should be. Unless it is NULL, *start is where
 * the text begins.
 */
int pipc__from_json_text(pipc__from_json *self, pipc__json_text *text, const char **start,
                         const char *expected);

/* Takes the bracket of an object, or of an array, and nothing else. */
int pipc__from_json_enter(pipc__from_json *self, bool is_object);

/* Whether a field with `type` goes without a key in a list. */
bool pipc__is_packable(ProtobufCType type);
unsigned pipc__wire_type_of(ProtobufCType type);

#endif
