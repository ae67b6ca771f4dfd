#include "expectations.h"

#include <stdio.h>
#include <string.h>

#include "support/core_messages.h"

#define UNEXPECTED PIPC_E_FAILED_INVOCATION, "UNEXPECTED"

static size_t count_zeros(const ProtobufCBinaryData *body)
{
    size_t count = 0;

    while (count < body->len && body->data[count] == 0)
        count++;
    return count;
}

int expect_payload(const char *call, const payload *came, size_t size, pipc_error **error)
{
    size_t length = came == NULL ? 0 : came->body.len;

    if (came == NULL && size > 0)
        return pipc_fail(error, UNEXPECTED, "%s: expected a payload of %zu bytes, none came", call,
                         size);
    if (length != size)
        return pipc_fail(error, UNEXPECTED, "%s: expected a payload of %zu bytes, %zu came", call,
                         size, length);
    if (came != NULL && came->type != GRPC__TESTING__PAYLOAD_TYPE__COMPRESSABLE)
        return pipc_fail(error, UNEXPECTED, "%s: expected a payload of type COMPRESSABLE, %d came",
                         call, (int)came->type);
    if (came != NULL && count_zeros(&came->body) != length)
        return pipc_fail(error, UNEXPECTED,
                         "%s: expected a payload of zeros, byte %zu came as 0x%02x", call,
                         count_zeros(&came->body), came->body.data[count_zeros(&came->body)]);
    return PIPC_OK;
}

int expect_number(const char *call, const char *what, long long came, long long expected,
                  pipc_error **error)
{
    if (came == expected)
        return PIPC_OK;
    return pipc_fail(error, UNEXPECTED, "%s: expected %s to be %lld, %lld came", call, what,
                     expected, came);
}

int expect_status(const char *call, pipc_error *came, pipc_grpc_status expected,
                  const char *message, pipc_error **error)
{
    pipc_grpc_status status = pipc_error_grpc_status(came);
    const char *text = pipc_error_message(came);
    int code = PIPC_OK;

    if (status != expected)
        code = pipc_fail(error, UNEXPECTED, "%s: expected the status %s, %s came: %s", call,
                         pipc_grpc_status_name((int)expected), pipc_grpc_status_name((int)status),
                         text == NULL ? "no error" : text);
    else if (message != NULL && (text == NULL || strcmp(text, message) != 0))
        code = pipc_fail(error, UNEXPECTED, "%s: expected the status message \"%s\", \"%s\" came",
                         call, message, text == NULL ? "" : text);
    pipc_error_free(came);
    return code;
}

int expect_compression(const char *call, bool compressed, pipc_error **error)
{
    const char *came = core_last_answer_compression();

    if ((strcmp(came, "identity") != 0) == compressed)
        return PIPC_OK;
    return pipc_fail(error, UNEXPECTED, "%s: expected a message that is %s, one came as %s", call,
                     compressed ? "compressed" : "not compressed", came);
}

static size_t count_key(const pipc_metadata *metadata, const char *key)
{
    size_t count = 0;
    const char *one;

    for (size_t i = 0; (one = pipc_metadata_at(metadata, i, NULL, NULL)) != NULL; i++)
        count += strcmp(one, key) == 0;
    return count;
}

static void to_hex(const void *bytes, size_t length, char *text, size_t room)
{
    text[0] = '\0';
    for (size_t i = 0; i < length && 2 * i + 2 < room; i++)
        snprintf(&text[2 * i], 3, "%02x", ((const unsigned char *)bytes)[i]);
}

int expect_metadata(const char *call, const pipc_metadata *came, const char *key, const void *value,
                    size_t length, pipc_error **error)
{
    char expected_hex[80];
    char came_hex[80];
    size_t came_length = 0;
    const char *came_value = pipc_metadata_get(came, key, &came_length);

    if (count_key(came, key) != 1)
        return pipc_fail(error, UNEXPECTED, "%s: expected %s once, %zu times it came", call, key,
                         count_key(came, key));
    if (came_length == length && memcmp(came_value, value, length) == 0)
        return PIPC_OK;
    to_hex(value, length, expected_hex, sizeof expected_hex);
    to_hex(came_value, came_length, came_hex, sizeof came_hex);
    return pipc_fail(error, UNEXPECTED, "%s: expected %s with the bytes %s, %s came", call, key,
                     expected_hex, came_hex);
}
