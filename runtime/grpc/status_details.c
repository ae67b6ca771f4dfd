#include "grpc/status_details.h"

#include <string.h>

#include <pipc/error.h>
#include <pipc/grpc_status.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/utf8.h"
#include "grpc/any.h"
#include "grpc/codec.h"
#include "grpc/foreign_details.h"
#include "grpc/status.h"
#include "pipc/error_description.pb-c.h"

#define DESCRIPTION "pipc.ErrorDescription"

enum { DETAILS_MAX_BYTES = 4096, TEXT_MAX_BYTES = 1024, WRAPPING_BYTES = 100 };

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

/* What one more part may have, its wrapping aside. */
static size_t room_left(const Pipc__Status *status)
{
    size_t taken = pipc__status__get_packed_size(status) + WRAPPING_BYTES;

    return taken > DETAILS_MAX_BYTES ? 0 : DETAILS_MAX_BYTES - taken;
}

/* Each part stands in an Any, and those in a Status. What is for strangers comes last, and only if
 * there is room. */
static grpc_slice wrap(const pipc_error *error, Pipc__ErrorDescription *description,
                       pipc__arena *arena)
{
    Pipc__Status status = PIPC__STATUS__INIT;
    Pipc__Any anys[3];
    Pipc__Any *details[] = {&anys[0], &anys[1], &anys[2]};
    grpc_slice slice;

    if (!pipc__any_pack(&anys[0], "type.googleapis.com/" DESCRIPTION, &description->base, arena))
        return grpc_empty_slice();
    status.code = (int32_t)pipc_error_grpc_status(error);
    status.message = description->message;
    status.details = details;
    status.n_details = 1;
    if (pipc__foreign_details_write_violations(pipc__error_violations(error), room_left(&status),
                                               arena, &anys[1]))
        status.n_details++;
    if (pipc__foreign_details_write(description, arena, details[status.n_details]))
        status.n_details++;
    if (pipc__status__get_packed_size(&status) > DETAILS_MAX_BYTES)
        status.n_details--;
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
        /* The message stands in it twice, and what is wrong with fields too. */
        size_t most = DETAILS_MAX_BYTES - WRAPPING_BYTES - strlen(description.message);

        shorten(&description, pipc__error_violations(error)->count > 0 ? most / 2 : most);
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

/* NULL: there is none that can be read. */
static const Pipc__ErrorDescription *find_description(const Pipc__Status *status,
                                                      pipc__arena *arena)
{
    const ProtobufCMessage *found = NULL;

    for (size_t i = 0; i < status->n_details && found == NULL; i++)
        if (pipc__any_is(status->details[i], DESCRIPTION))
            found =
                pipc__any_unpack(status->details[i], &pipc__error_description__descriptor, arena);
    return (const Pipc__ErrorDescription *)found;
}

static int fail_as_strangers_do(const Pipc__Status *details, int status, grpc_slice message,
                                pipc__arena *arena, pipc_error **error)
{
    int code;

    if (GRPC_SLICE_LENGTH(message) == 0)
        message = grpc_slice_from_static_string(details->message);
    code = pipc__fail_with_status(error, status, message);
    if (error != NULL)
        pipc__foreign_details_read(details, arena, *error);
    return code;
}

static int fail_with(const Pipc__Status *details, int status, grpc_slice message,
                     pipc__arena *arena, pipc_error **error)
{
    const Pipc__ErrorDescription *description;

    if (details == NULL)
        return pipc__fail_with_status(error, status, message);
    description = find_description(details, arena);
    if (description == NULL)
        return fail_as_strangers_do(details, status, message, arena, error);
    return fail_as_described(description, error);
}

int pipc__fail_with_details(pipc_error **error, int status, grpc_slice message, grpc_slice bytes)
{
    static const pipc__message_type type = {.descriptor = &pipc__status__descriptor,
                                            .inspected = true};
    ProtobufCMessage *details = NULL;
    pipc__arena arena;
    int code;

    pipc__arena_init(&arena, NULL, 0);
    pipc__codec_unpack_bytes(&type, GRPC_SLICE_START_PTR(bytes), GRPC_SLICE_LENGTH(bytes), &arena,
                             &details, NULL);
    code = fail_with((const Pipc__Status *)details, status, message, &arena, error);
    if (error != NULL)
        pipc__error_keep_grpc_status(*error, status);
    pipc__arena_dispose(&arena);
    return code;
}
