/*
 * JSON: what is read as a message is written and read again as the same, and a message that arrived
 * packed has JSON that is read again, or is refused.
 *
 * The first byte of an input says what it is: an even one JSON, an odd one a packed message.
 */
#include <pipc/alloc.h>
#include <pipc/error.h>
#include <pipc/message_json.h>

#include "base/arena.h"
#include "fuzz.h"
#include "grpc/codec.h"
#include "kinds.pipc.h"
#include "old_kinds.pb-c.h"

static const ProtobufCMessageDescriptor *const types[] = {
    &tests__kinds__descriptor, &tests__old_kinds__descriptor, &google__protobuf__any__descriptor,
    &google__protobuf__value__descriptor, &google__protobuf__duration__descriptor};

static const pipc_message_json_options options = {.any_types = types,
                                                  .any_type_count = PIPC_ARRAY_SIZE(types),
                                                  .names = &pipc_json_names_of_kinds};

static ProtobufCMessage *read_json(const ProtobufCMessageDescriptor *type, const char *json,
                                   size_t length)
{
    ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;
    int code = pipc_message_from_json(type, json, length, &options, &message, &error);

    FUZZ_CHECK((code == PIPC_OK) == (message != NULL));
    FUZZ_CHECK((code == PIPC_OK) == (error == NULL));
    FUZZ_CHECK(code == PIPC_OK || strchr(pipc_error_message(error), '\n') == NULL);
    pipc_error_free(error);
    return message;
}

static char *write_json(const ProtobufCMessage *message)
{
    char *json = NULL;

    if (pipc_message_to_json(message, &options, &json, NULL) != PIPC_OK)
        FUZZ_CHECK(json == NULL);
    return json;
}

/* `json` was written: it is read, and written once more it is the same. */
static void check_comes_back(const ProtobufCMessageDescriptor *type, const char *json)
{
    ProtobufCMessage *message = read_json(type, json, strlen(json));
    char *again;

    FUZZ_CHECK(message != NULL);
    again = write_json(message);
    FUZZ_CHECK(again != NULL && strcmp(again, json) == 0);
    pipc_free(again);
    protobuf_c_message_free_unpacked(message, NULL);
}

static void check_json(const ProtobufCMessageDescriptor *type, const char *text, size_t length)
{
    ProtobufCMessage *message = read_json(type, text, length);
    char *json = message == NULL ? NULL : write_json(message);

    FUZZ_CHECK((message == NULL) == (json == NULL)); /* what JSON says, JSON can say */
    if (json != NULL)
        check_comes_back(type, json);
    pipc_free(json);
    if (message != NULL)
        protobuf_c_message_free_unpacked(message, NULL);
}

/*
 * Not read again, as a map may have a key twice then, and an Any an unknown enum value or a oneof
 * twice: only that it ends well.
 */
static void check_packed(const ProtobufCMessageDescriptor *descriptor, const char *bytes,
                         size_t length)
{
    const pipc__message_type type = {.descriptor = descriptor, .inspected = true};
    ProtobufCMessage *message = NULL;
    pipc__arena arena;

    pipc__arena_init(&arena, NULL, 0);
    if (pipc__codec_unpack_bytes(&type, (const uint8_t *)bytes, length, &arena, &message, NULL) ==
        PIPC_OK) {
        char *json = write_json(message);

        if (json != NULL) {
            ProtobufCMessage *back = read_json(descriptor, json, strlen(json));

            if (back != NULL)
                protobuf_c_message_free_unpacked(back, NULL);
        }
        pipc_free(json);
    }
    pipc__arena_dispose(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const ProtobufCMessageDescriptor *type;
    char *text;

    if (size == 0)
        return 0;
    type = types[data[0] / 2 % PIPC_ARRAY_SIZE(types)];
    text = malloc(size);
    if (text == NULL)
        abort();
    memcpy(text, data + 1, size - 1);
    if (data[0] % 2 == 0)
        check_json(type, text, size - 1);
    else
        check_packed(type, text, size - 1);
    free(text);
    return 0;
}
