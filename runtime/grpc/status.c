#include "grpc/status.h"

#include <stdarg.h>
#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"

enum { MESSAGE_MAX = 2048 };

/* The one table, both ways: the first row of a category is the status it goes out with. */
typedef struct status_row {
    pipc_grpc_status status;
    int category;
    const char *name;
    int http_status; /* 0: that of the category */
} status_row;

static const status_row rows[] = {
    {PIPC_GRPC_OK, PIPC_OK, "OK", 0},
    {PIPC_GRPC_UNKNOWN, PIPC_E_UNKNOWN, "UNKNOWN", 0},
    {PIPC_GRPC_INVALID_ARGUMENT, PIPC_E_BAD_REQUEST, "INVALID_ARGUMENT", 0},
    {PIPC_GRPC_UNAVAILABLE, PIPC_E_NO_RESPONSE, "UNAVAILABLE", 0},
    {PIPC_GRPC_DEADLINE_EXCEEDED, PIPC_E_NO_RESPONSE, "DEADLINE_EXCEEDED", 0},
    {PIPC_GRPC_NOT_FOUND, PIPC_E_NOT_FOUND, "NOT_FOUND", 0},
    {PIPC_GRPC_ALREADY_EXISTS, PIPC_E_CONFLICT, "ALREADY_EXISTS", 0},
    {PIPC_GRPC_ABORTED, PIPC_E_CONFLICT, "ABORTED", 0},
    {PIPC_GRPC_UNAUTHENTICATED, PIPC_E_UNAUTHORIZED, "UNAUTHENTICATED", 0},
    {PIPC_GRPC_PERMISSION_DENIED, PIPC_E_UNAUTHORIZED, "PERMISSION_DENIED", 403},
    {PIPC_GRPC_RESOURCE_EXHAUSTED, PIPC_E_TOO_MANY_REQUESTS, "RESOURCE_EXHAUSTED", 0},
    {PIPC_GRPC_FAILED_PRECONDITION, PIPC_E_INVALID_STATE, "FAILED_PRECONDITION", 0},
    {PIPC_GRPC_OUT_OF_RANGE, PIPC_E_BAD_REQUEST, "OUT_OF_RANGE", 0},
    {PIPC_GRPC_UNIMPLEMENTED, PIPC_E_UNSUPPORTED, "UNIMPLEMENTED", 0},
    {PIPC_GRPC_INTERNAL, PIPC_E_INTERNAL, "INTERNAL", 0},
    {PIPC_GRPC_DATA_LOSS, PIPC_E_INTERNAL, "DATA_LOSS", 0},
    {PIPC_GRPC_CANCELLED, PIPC_E_FAILED_INVOCATION, "CANCELLED", 0},
    /* Categories that have no status of their own; found after the rows above. */
    {PIPC_GRPC_UNKNOWN, PIPC_E_FAILED_INVOCATION, "UNKNOWN", 0},
    {PIPC_GRPC_INTERNAL, PIPC_E_MISCONFIGURATION, "INTERNAL", 0},
    {PIPC_GRPC_INTERNAL, PIPC_E_FILE_ERROR, "INTERNAL", 0},
    {PIPC_GRPC_RESOURCE_EXHAUSTED, PIPC_E_NO_MEMORY, "RESOURCE_EXHAUSTED", 0},
};

static const status_row *row_of_status(int status)
{
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++)
        if ((int)rows[i].status == status)
            return &rows[i];
    return row_of_status(PIPC_GRPC_UNKNOWN);
}

const char *pipc_grpc_status_name(int status)
{
    return row_of_status(status)->name;
}

int pipc_grpc_status_category(int status)
{
    return row_of_status(status)->category;
}

/* CANCELLED goes out only when it is named: a failed invocation of any other kind is UNKNOWN. */
static const status_row *row_of_error(int category, const char *code, int http_status)
{
    const status_row *first = NULL;

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        const status_row *row = &rows[i];

        if (row->category != category)
            continue;
        if (code != NULL && strcmp(code, row->name) == 0)
            return row;
        if (row->http_status != 0 && row->http_status == http_status)
            return row;
        if (first == NULL && row->status != PIPC_GRPC_CANCELLED)
            first = row;
    }
    return first == NULL ? row_of_status(PIPC_GRPC_UNKNOWN) : first;
}

pipc_grpc_status pipc_error_grpc_status(const pipc_error *error)
{
    int wire_status = pipc__error_wire_status(error);

    if (wire_status != 0)
        return row_of_status(wire_status)->status;
    return row_of_error(pipc_error_category(error), pipc_error_code(error),
                        pipc_error_status(error))
        ->status;
}

static int fail_with_row(pipc_error **error, const status_row *row, const char *text)
{
    int code = pipc_fail(error, row->category, row->name, "%s", text);

    if (error != NULL && row->http_status != 0)
        pipc_error_set_status(*error, row->http_status);
    return code;
}

static const status_row *row_of_failure(int status)
{
    return row_of_status(status == PIPC_GRPC_OK ? PIPC_GRPC_UNKNOWN : status);
}

void pipc__error_keep_grpc_status(pipc_error *error, int status)
{
    pipc_grpc_status came = row_of_failure(status)->status;

    if (pipc_error_grpc_status(error) != came)
        pipc__error_set_wire_status(error, (int)came);
}

int pipc_fail_grpc(pipc_error **error, pipc_grpc_status status, const char *format, ...)
{
    va_list arguments;
    char *text;
    int code;

    va_start(arguments, format);
    text = pipc__str_vformat(format, arguments);
    va_end(arguments);
    if (text == NULL)
        return pipc_fail_no_memory(error);
    code = fail_with_row(error, row_of_failure((int)status), text);
    pipc__free(text);
    return code;
}

int pipc__fail_with_status(pipc_error **error, int status, grpc_slice message)
{
    char *text =
        pipc__strndup((const char *)GRPC_SLICE_START_PTR(message), GRPC_SLICE_LENGTH(message));
    int code;

    if (text == NULL)
        return pipc_fail_no_memory(error);
    code = fail_with_row(error, row_of_failure(status), text);
    pipc__free(text);
    return code;
}

/* --- messages ------------------------------------------------------------------------------- */

/* How many bytes of `text` make at most MESSAGE_MAX when percent-encoded as gRPC's spec says. */
static size_t fit_percent_encoded(const char *text)
{
    size_t encoded = 0;
    size_t length = 0;

    for (; text[length] != '\0'; length++) {
        unsigned char byte = (unsigned char)text[length];

        encoded += byte < 0x20 || byte > 0x7e || byte == '%' ? 3 : 1;
        if (encoded > MESSAGE_MAX)
            return pipc__utf8_fit(text, length + 1, length);
    }
    return length;
}

grpc_slice pipc__status_message(const pipc_error *error)
{
    const char *text = pipc_error_message(error);

    if (text == NULL)
        return grpc_empty_slice();
    return grpc_slice_from_copied_buffer(text, fit_percent_encoded(text));
}
