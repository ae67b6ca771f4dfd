#include "grpc/status_details.h"

#include <string.h>

#include <pipc/error.h>
#include <pipc/grpc_status.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "grpc/codec.h"
#include "pipc/error_description.pb-c.h"

#define TYPE_URL "type.googleapis.com/pipc.ErrorDescription"

enum { DETAILS_MAX_BYTES = 4096, TEXT_MAX_BYTES = 1024 };

/* --- packing -------------------------------------------------------------------------------- */

/* Text as a protobuf string: UTF-8 whatever it was, and not endless. Of NULL: "". */
static char *wire_text(pipc__arena *arena, const char *text)
{
    size_t length = text == NULL ? 0 : strlen(text);
    char *copy = pipc__arena_strndup(arena, text == NULL ? "" : text,
                                     pipc__utf8_fit(text, length, TEXT_MAX_BYTES));

    if (copy != NULL)
        pipc__utf8_repair(copy);
    return copy;
}

static bool describe_details(pipc__arena *arena, const pipc_error *error,
                             Pipc__ErrorDescription *description)
{
    size_t count = pipc_error_detail_count(error);
    Pipc__ErrorDescription__Detail *details = pipc__arena_alloc(arena, count * sizeof *details);

    description->details = pipc__arena_alloc(arena, count * sizeof *description->details);
    if (details == NULL || description->details == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *value;
        const char *key = pipc_error_detail_at(error, i, &value);

        pipc__error_description__detail__init(&details[i]);
        details[i].key = wire_text(arena, key);
        details[i].value = wire_text(arena, value);
        if (details[i].key == NULL || details[i].value == NULL)
            return false;
        description->details[i] = &details[i];
    }
    description->n_details = count;
    return true;
}

static bool describe(pipc__arena *arena, const pipc_error *error,
                     Pipc__ErrorDescription *description)
{
    pipc__error_description__init(description);
    description->category = (char *)pipc_category_name(pipc_error_category(error));
    description->status = pipc_error_status(error);
    description->code = wire_text(arena, pipc_error_code(error));
    description->message = wire_text(arena, pipc_error_message(error));
    description->cause = wire_text(arena, pipc_error_cause(error));
    description->correlation_id = wire_text(arena, pipc_error_correlation_id(error));
    return description->code != NULL && description->message != NULL &&
           description->cause != NULL && description->correlation_id != NULL &&
           describe_details(arena, error, description);
}

/* The least important parts go until the rest is small enough. */
static void shorten(Pipc__ErrorDescription *description, size_t most)
{
    while (pipc__error_description__get_packed_size(description) > most &&
           description->n_details > 0)
        description->n_details--;
    if (pipc__error_description__get_packed_size(description) > most)
        description->cause = (char *)"";
}

/* The description stands in an Any, and that in a Status. */
static grpc_slice wrap(const pipc_error *error, Pipc__ErrorDescription *description,
                       pipc__arena *arena)
{
    Pipc__Status status = PIPC__STATUS__INIT;
    Pipc__Any any = PIPC__ANY__INIT;
    Pipc__Any *details = &any;
    grpc_slice slice;

    any.type_url = (char *)TYPE_URL;
    any.value.len = pipc__error_description__get_packed_size(description);
    any.value.data = pipc__arena_alloc(arena, any.value.len);
    if (any.value.data == NULL)
        return grpc_empty_slice();
    pipc__error_description__pack(description, any.value.data);
    status.code = (int32_t)pipc_error_grpc_status(error);
    status.message = description->message;
    status.n_details = 1;
    status.details = &details;
    slice = grpc_slice_malloc(pipc__status__get_packed_size(&status));
    pipc__status__pack(&status, GRPC_SLICE_START_PTR(slice));
    return slice;
}

grpc_slice pipc__status_details_pack(const pipc_error *error)
{
    Pipc__ErrorDescription description;
    grpc_slice slice = grpc_empty_slice();
    pipc__arena arena;

    pipc__arena_init(&arena, NULL, 0);
    if (describe(&arena, error, &description)) {
        /* The message stands in it twice, and the wrapping takes less than a hundred bytes. */
        shorten(&description, DETAILS_MAX_BYTES - 100 - strlen(description.message));
        slice = wrap(error, &description, &arena);
    }
    pipc__arena_dispose(&arena);
    return slice;
}

/* --- unpacking ------------------------------------------------------------------------------ */

/* An error without a part has none, not an empty one. */
static const char *or_null(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

static int fail_as_described(const Pipc__ErrorDescription *description, pipc_error **error)
{
    int code = pipc_fail(error, pipc_category_from_name(description->category),
                         or_null(description->code), "%s", description->message);

    if (error == NULL)
        return code;
    if (description->status != 0)
        pipc_error_set_status(*error, description->status);
    if (or_null(description->cause) != NULL)
        pipc_error_set_cause(*error, description->cause);
    if (or_null(description->correlation_id) != NULL)
        pipc_error_set_correlation_id(*error, description->correlation_id);
    for (size_t i = 0; i < description->n_details; i++)
        pipc_error_set_detail(*error, description->details[i]->key, description->details[i]->value);
    return code;
}

static ProtobufCMessage *unpack(const ProtobufCMessageDescriptor *descriptor, pipc__arena *arena,
                                const uint8_t *bytes, size_t length)
{
    const pipc__message_type type = {.descriptor = descriptor, .inspected = true};
    ProtobufCMessage *message = NULL;

    pipc__codec_unpack_bytes(&type, bytes, length, arena, &message, NULL);
    return message;
}

static bool unpack_status(const Pipc__Status *status, pipc__arena *arena, int *code,
                          pipc_error **error)
{
    for (size_t i = 0; i < status->n_details; i++) {
        const Pipc__Any *any = status->details[i];
        ProtobufCMessage *description;

        if (strcmp(any->type_url, TYPE_URL) != 0)
            continue;
        description =
            unpack(&pipc__error_description__descriptor, arena, any->value.data, any->value.len);
        if (description == NULL)
            return false;
        *code = fail_as_described((const Pipc__ErrorDescription *)description, error);
        return true;
    }
    return false;
}

bool pipc__status_details_unpack(grpc_slice bytes, int *code, pipc_error **error)
{
    pipc__arena arena;
    ProtobufCMessage *status;
    bool described;

    pipc__arena_init(&arena, NULL, 0);
    status = unpack(&pipc__status__descriptor, &arena, GRPC_SLICE_START_PTR(bytes),
                    GRPC_SLICE_LENGTH(bytes));
    described = status != NULL && unpack_status((const Pipc__Status *)status, &arena, code, error);
    pipc__arena_dispose(&arena);
    return described;
}
