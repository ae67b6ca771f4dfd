/* grpc-status-details-bin of a stranger: an error of the status it came with; it can be sent on. */
#include <pipc/pipc.h>

#include "fuzz.h"
#include "grpc/status_details.h"

enum { MOST_BYTES = 4096 };

static int text_equal(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void check_equal(const pipc_error *a, const pipc_error *b)
{
    FUZZ_CHECK(pipc_error_category(a) == pipc_error_category(b));
    FUZZ_CHECK(pipc_error_status(a) == pipc_error_status(b));
    FUZZ_CHECK(text_equal(pipc_error_code(a), pipc_error_code(b)));
    FUZZ_CHECK(text_equal(pipc_error_message(a), pipc_error_message(b)));
    FUZZ_CHECK(text_equal(pipc_error_cause(a), pipc_error_cause(b)));
    FUZZ_CHECK(text_equal(pipc_error_correlation_id(a), pipc_error_correlation_id(b)));
    FUZZ_CHECK(pipc_error_detail_count(a) == pipc_error_detail_count(b));
    for (size_t i = 0; i < pipc_error_detail_count(a); i++) {
        const char *value_a;
        const char *value_b;
        const char *key_a = pipc_error_detail_at(a, i, &value_a);
        const char *key_b = pipc_error_detail_at(b, i, &value_b);

        FUZZ_CHECK(text_equal(key_a, key_b) && text_equal(value_a, value_b));
    }
}

static pipc_error *receive(pipc_grpc_status status, grpc_slice bytes)
{
    pipc_error *error = NULL;
    int code = pipc__fail_with_details(&error, (int)status, grpc_empty_slice(), bytes);

    FUZZ_CHECK(code < 0 && pipc_error_category(error) == code);
    FUZZ_CHECK(pipc_error_grpc_status(error) == status);
    FUZZ_CHECK(pipc__fail_with_details(NULL, (int)status, grpc_empty_slice(), bytes) == code);
    return error;
}

/* Packs `error` and unpacks it again. */
static pipc_error *send_on(const pipc_error *error)
{
    grpc_slice slice = pipc__status_details_pack(error);
    pipc_error *received = receive(pipc_error_grpc_status(error), slice);

    FUZZ_CHECK(GRPC_SLICE_LENGTH(slice) > 0 && GRPC_SLICE_LENGTH(slice) <= MOST_BYTES);
    grpc_slice_unref(slice);
    return received;
}

/* What is sent once may be shortened and mended; after that it stays as it is. */
static void check_sent_on(const pipc_error *error)
{
    pipc_error *once = send_on(error);
    pipc_error *twice = send_on(once);

    FUZZ_CHECK(pipc_error_category(error) == pipc_error_category(once));
    FUZZ_CHECK(pipc_error_status(error) == pipc_error_status(once));
    check_equal(once, twice);
    pipc_error_free(twice);
    pipc_error_free(once);
}

/* Of these, the one is told from its like by the code, the other by the HTTP status. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const pipc_grpc_status statuses[] = {PIPC_GRPC_ABORTED, PIPC_GRPC_PERMISSION_DENIED};
    grpc_slice slice = grpc_slice_from_copied_buffer((const char *)data, size);

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(statuses); i++) {
        pipc_error *error = receive(statuses[i], slice);

        check_sent_on(error);
        pipc_error_free(error);
    }
    grpc_slice_unref(slice);
    return 0;
}
