/*
 * Turns messages into JSON and back, a line of FILE at a time: `json_peer FILE`. A line is "TYPE
 * json {…}", answered by the packed message in hexadecimal, or "TYPE bytes 0a…", answered by JSON;
 * what cannot be done is answered by "error CODE: message".
 */
#define _GNU_SOURCE /* getline() */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pipc/alloc.h>
#include <pipc/error.h>
#include <pipc/message_json.h>

#include "kinds.pipc.h"
#include "old_kinds.pb-c.h"

static const ProtobufCMessageDescriptor *const types[] = {
    &tests__kinds__descriptor,
    &tests__old_kinds__descriptor,
    &google__protobuf__any__descriptor,
    &google__protobuf__duration__descriptor,
    &google__protobuf__empty__descriptor,
    &google__protobuf__field_mask__descriptor,
    &google__protobuf__int64_value__descriptor,
    &google__protobuf__struct__descriptor,
    &google__protobuf__timestamp__descriptor,
    &google__protobuf__value__descriptor,
};

static const pipc_message_json_options options = {.any_types = types,
                                                  .any_type_count = PIPC_ARRAY_SIZE(types),
                                                  .names = &pipc_json_names_of_kinds};

static const ProtobufCMessageDescriptor *find_type(const char *name)
{
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(types); i++)
        if (strcmp(types[i]->name, name) == 0)
            return types[i];
    return NULL;
}

static int from_json(const ProtobufCMessageDescriptor *type, const char *json, pipc_error **error)
{
    ProtobufCMessage *message = NULL;
    int code = pipc_message_from_json(type, json, strlen(json), &options, &message, error);
    uint8_t *bytes;
    size_t length;

    if (code != PIPC_OK)
        return code;
    length = protobuf_c_message_get_packed_size(message);
    bytes = malloc(length + 1);
    if (bytes == NULL)
        abort();
    protobuf_c_message_pack(message, bytes);
    for (size_t i = 0; i < length; i++)
        printf("%02x", bytes[i]);
    printf("\n");
    free(bytes);
    protobuf_c_message_free_unpacked(message, NULL);
    return PIPC_OK;
}

static int to_json(const ProtobufCMessageDescriptor *type, const char *hex, pipc_error **error)
{
    size_t length = strlen(hex) / 2;
    uint8_t *bytes = malloc(length + 1);
    ProtobufCMessage *message;
    char *json = NULL;
    int code;

    if (bytes == NULL)
        abort();
    for (size_t i = 0; i < length; i++)
        sscanf(hex + 2 * i, "%2hhx", &bytes[i]);
    message = protobuf_c_message_unpack(type, NULL, length, bytes);
    free(bytes);
    if (message == NULL)
        return pipc_fail(error, PIPC_E_INTERNAL, "BAD_LINE", "%s is no message", hex);
    code = pipc_message_to_json(message, &options, &json, error);
    if (code == PIPC_OK)
        printf("%s\n", json);
    pipc_free(json);
    protobuf_c_message_free_unpacked(message, NULL);
    return code;
}

static void answer(char *line)
{
    char *form = strchr(line, ' ');
    char *text = form == NULL ? NULL : strchr(form + 1, ' ');
    pipc_error *error = NULL;
    int code;

    line[strcspn(line, "\n")] = '\0';
    if (text == NULL)
        abort();
    *form++ = *text++ = '\0';
    code = strcmp(form, "json") == 0 ? from_json(find_type(line), text, &error)
                                     : to_json(find_type(line), text, &error);
    if (code != PIPC_OK)
        printf("error %s: %s\n", pipc_error_code(error), pipc_error_message(error));
    pipc_error_free(error);
}

int main(int argc, char **argv)
{
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
    char *line = NULL;
    size_t room = 0;

    if (file == NULL) {
        fprintf(stderr, "usage: json_peer FILE\n");
        return 1;
    }
    while (getline(&line, &room, file) > 0)
        answer(line);
    free(line);
    fclose(file);
    return 0;
}
