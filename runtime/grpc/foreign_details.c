#include "grpc/foreign_details.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "grpc/any.h"
#include "pipc/error_details.pb-c.h"

#define ERROR_INFO "google.rpc.ErrorInfo"

/* Of our ErrorInfos: who the reasons are those of. */
#define DOMAIN "pipc"

/* As google.protobuf.Duration has it: 10,000 years. */
#define MOST_SECONDS INT64_C(315576000000)

typedef struct reading {
    pipc_error *error;
    pipc__arena *arena;
    bool has_reason;
} reading;

/* What came first stays. */
static bool is_wanted(const pipc_error *error, const char *key)
{
    return pipc_error_detail_count(error) < PIPC__FOREIGN_DETAILS_MAX &&
           pipc_error_detail(error, key) == NULL;
}

static void add_detail(pipc_error *error, const char *key, const char *value)
{
    if (is_wanted(error, key))
        pipc_error_set_detail(error, key, value);
}

static void read_error_info(reading *self, const Pipc__ErrorInfo *info)
{
    if (!self->has_reason && info->reason[0] != '\0') {
        pipc__error_set_code(self->error, info->reason);
        self->has_reason = true;
    }
    if (info->domain[0] != '\0')
        add_detail(self->error, "domain", info->domain);
    for (size_t i = 0; i < info->n_metadata; i++)
        add_detail(self->error, info->metadata[i]->key, info->metadata[i]->value);
}

/* All that is said of the field of violation `first`, of which nothing is said before it. */
static char *join_descriptions(const Pipc__BadRequest *request, size_t first)
{
    const char *field = request->field_violations[first]->field;
    pipc__str text = {0};

    pipc__str_append(&text, request->field_violations[first]->description);
    for (size_t i = first + 1; i < request->n_field_violations; i++) {
        const Pipc__BadRequest__FieldViolation *violation = request->field_violations[i];

        if (strcmp(violation->field, field) != 0)
            continue;
        pipc__str_append(&text, ", ");
        pipc__str_append(&text, violation->description);
    }
    return pipc__str_take(&text);
}

static void read_bad_request(reading *self, const Pipc__BadRequest *request)
{
    for (size_t i = 0; i < request->n_field_violations; i++) {
        const char *field = request->field_violations[i]->field;
        size_t count = pipc_error_detail_count(self->error);
        char *text;

        if (!is_wanted(self->error, field))
            continue;
        text = join_descriptions(request, i);
        if (text != NULL)
            pipc_error_set_detail(self->error, field, text);
        pipc__free(text);
        /* Without memory each violation would be joined anew, and for nothing. */
        if (pipc_error_detail_count(self->error) == count)
            return;
    }
}

static void read_retry_info(reading *self, const Pipc__RetryInfo *info)
{
    const Pipc__RetryInfo__Duration *delay = info->retry_delay;
    char text[24];

    if (delay == NULL || delay->seconds < 0 || delay->seconds > MOST_SECONDS || delay->nanos < 0 ||
        delay->nanos > 999999999)
        return;
    snprintf(text, sizeof text, "%" PRId64,
             delay->seconds * 1000 + (delay->nanos + 999999) / 1000000);
    add_detail(self->error, "retry_delay_ms", text);
}

static void read_any(reading *self, const Pipc__Any *any)
{
    const ProtobufCMessage *message = NULL;

    if (pipc__any_is(any, ERROR_INFO)) {
        message = pipc__any_unpack(any, &pipc__error_info__descriptor, self->arena);
        if (message != NULL)
            read_error_info(self, (const Pipc__ErrorInfo *)message);
    } else if (pipc__any_is(any, "google.rpc.BadRequest")) {
        message = pipc__any_unpack(any, &pipc__bad_request__descriptor, self->arena);
        if (message != NULL)
            read_bad_request(self, (const Pipc__BadRequest *)message);
    } else if (pipc__any_is(any, "google.rpc.RetryInfo")) {
        message = pipc__any_unpack(any, &pipc__retry_info__descriptor, self->arena);
        if (message != NULL)
            read_retry_info(self, (const Pipc__RetryInfo *)message);
    }
}

void pipc__foreign_details_read(const Pipc__Status *status, pipc__arena *arena, pipc_error *error)
{
    reading self = {.error = error, .arena = arena};

    for (size_t i = 0; i < status->n_details; i++)
        read_any(&self, status->details[i]);
}

bool pipc__foreign_details_write(const Pipc__ErrorDescription *description, pipc__arena *arena,
                                 Pipc__Any *any)
{
    Pipc__ErrorInfo info = PIPC__ERROR_INFO__INIT;

    if (description->code[0] == '\0')
        return false;
    info.reason = description->code;
    info.domain = (char *)DOMAIN;
    info.metadata = description->details;
    info.n_metadata = description->n_details;
    return pipc__any_pack(any, "type.googleapis.com/" ERROR_INFO, &info.base, arena);
}

bool pipc__foreign_details_write_violations(const pipc__violations *violations, size_t most,
                                            pipc__arena *arena, Pipc__Any *any)
{
    size_t count = violations->count;
    Pipc__BadRequest request = PIPC__BAD_REQUEST__INIT;
    Pipc__BadRequest__FieldViolation *rows = pipc__arena_alloc(arena, count * sizeof *rows);

    request.field_violations = pipc__arena_alloc(arena, count * sizeof *request.field_violations);
    if (count == 0 || rows == NULL || request.field_violations == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        pipc__bad_request__field_violation__init(&rows[i]);
        rows[i].field = violations->items[i].field;
        rows[i].description = violations->items[i].description;
        request.field_violations[i] = &rows[i];
    }
    request.n_field_violations = count;
    while (pipc__bad_request__get_packed_size(&request) > most)
        request.n_field_violations--;
    return request.n_field_violations > 0 &&
           pipc__any_pack(any, "type.googleapis.com/google.rpc.BadRequest", &request.base, arena);
}
