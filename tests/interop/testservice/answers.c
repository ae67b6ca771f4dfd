#include "answers.h"

#include <stdbool.h>
#include <string.h>

/* Never written: the system keeps no memory for it. */
static uint8_t zeros[BODY_MAX];

static int echo(pipc_metadata *to, const char *key, const char *value, size_t length,
                const char *echoed, pipc_error **error)
{
    if (strcmp(key, echoed) != 0)
        return PIPC_OK;
    return pipc_metadata_add_bytes(to, key, value, length, error);
}

int answer_metadata(pipc_call *call, pipc_error **error)
{
    const pipc_metadata *came = pipc_call_metadata(call);
    pipc_metadata *initial = pipc_call_initial_metadata(call);
    pipc_metadata *trailing = pipc_call_trailing_metadata(call);
    const char *key;
    const char *value;
    size_t length;
    int code = PIPC_OK;

    if (came == NULL)
        return pipc_fail_no_memory(error);
    for (size_t i = 0; (key = pipc_metadata_at(came, i, &value, &length)) != NULL; i++) {
        code = echo(initial, key, value, length, ECHO_INITIAL, error);
        if (code == PIPC_OK)
            code = echo(trailing, key, value, length, ECHO_TRAILING, error);
        if (code != PIPC_OK)
            break;
    }
    return code;
}

int answer_status(const echo_status *wanted, pipc_error **error)
{
    if (wanted == NULL || wanted->code == PIPC_GRPC_OK)
        return PIPC_OK;
    return pipc_fail_grpc(error, (pipc_grpc_status)wanted->code, "%s", wanted->message);
}

int answer_compression(pipc_call *call, const bool_value *expected, pipc_error **error)
{
    bool was_compressed = pipc_call_message_compression(call) != PIPC_GRPC_COMPRESSION_NONE;

    if (expected == NULL || (expected->value != 0) == was_compressed)
        return PIPC_OK;
    return pipc_fail_grpc(
        error, PIPC_GRPC_INVALID_ARGUMENT, "expect_compressed is %s, and the message came %s",
        expected->value ? "true" : "false", was_compressed ? "compressed" : "uncompressed");
}

void answer_compressed(pipc_call *call, const bool_value *wanted)
{
    if (wanted != NULL)
        pipc_call_set_compression(call, PIPC_GRPC_COMPRESSION_GZIP);
    pipc_call_compress_messages(call, wanted != NULL && wanted->value);
}

int answer_payload(payload_type type, int32_t size, payload *out, pipc_error **error)
{
    if (type != GRPC__TESTING__PAYLOAD_TYPE__COMPRESSABLE)
        return pipc_fail_grpc(error, PIPC_GRPC_INVALID_ARGUMENT,
                              "response_type is %d, expected COMPRESSABLE", (int)type);
    if (size < 0 || size > BODY_MAX)
        return pipc_fail_grpc(error, PIPC_GRPC_INVALID_ARGUMENT,
                              "the size of a response is %ld, expected 0 to %d", (long)size,
                              BODY_MAX);
    grpc__testing__payload__init(out);
    out->type = type;
    out->body.len = (size_t)size;
    out->body.data = zeros;
    return PIPC_OK;
}
