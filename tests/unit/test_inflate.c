#include "support/cmocka.h"

#include <grpc/byte_buffer.h>
#include <grpc/compression.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "grpc/inflate.h"
#include "support/compressing.h"
#include "support/failing_allocator.h"
#include "support/measuring_allocator.h"

/* What gRPC calls the two wrappings. */
typedef struct wrapping {
    int bits;
    grpc_compression_algorithm algorithm;
} wrapping;

static const wrapping wrappings[] = {{AS_GZIP, GRPC_COMPRESS_GZIP},
                                     {AS_DEFLATE, GRPC_COMPRESS_DEFLATE}};

enum { WRAPPINGS = sizeof wrappings / sizeof wrappings[0] };

/* Neither dull nor without any order. */
static uint8_t sample[300000];

static void fill_sample(void)
{
    uint32_t random = 1;

    for (size_t i = 0; i < sizeof sample; i++) {
        random = random * 1664525u + 1013904223u;
        sample[i] = (uint8_t)(random >> 24 & (i % 1000 < 500 ? 0xff : 0x03));
    }
}

/* In slices of `slice_length` bytes, the last of which may be shorter. */
static grpc_byte_buffer *in_slices(grpc_compression_algorithm algorithm, const uint8_t *bytes,
                                   size_t length, size_t slice_length)
{
    size_t count = (length + slice_length - 1) / slice_length;
    grpc_slice *slices = calloc(count + 1, sizeof *slices);
    grpc_byte_buffer *buffer;

    for (size_t i = 0; i < count; i++) {
        size_t left = length - i * slice_length;

        slices[i] = grpc_slice_from_copied_buffer((const char *)bytes + i * slice_length,
                                                  left < slice_length ? left : slice_length);
    }
    buffer = grpc_raw_compressed_byte_buffer_create(slices, count, algorithm);
    for (size_t i = 0; i < count; i++)
        grpc_slice_unref(slices[i]);
    free(slices);
    return buffer;
}

static int inflate_bytes(grpc_compression_algorithm algorithm, const uint8_t *bytes, size_t length,
                         size_t max_bytes, pipc__inflated *out, pipc_error **error)
{
    grpc_byte_buffer *buffer = in_slices(algorithm, bytes, length, length + 1);
    int code = pipc__inflate(buffer, max_bytes, out, error);

    grpc_byte_buffer_destroy(buffer);
    return code;
}

/* The first `length` bytes of the sample, compressed and inflated again. */
static void check_sample(const wrapping *how, size_t length, size_t slice_length)
{
    compressed packed = compress_bytes(how->bits, sample, length, 0);
    grpc_byte_buffer *buffer = in_slices(how->algorithm, packed.bytes, packed.length, slice_length);
    pipc__inflated out = {.bytes = NULL};
    pipc_error *error = NULL;

    assert_ok(pipc__inflate(buffer, length, &out, &error), error);
    assert_int_equal(out.length, length);
    assert_memory_equal(out.bytes, sample, length);
    pipc__free(out.bytes);
    grpc_byte_buffer_destroy(buffer);
    free(packed.bytes);
}

static void what_was_compressed_is_inflated(void **state)
{
    static const size_t lengths[] = {0, 1, 2, 255, 256, 257, 1023, 4096, 70000, sizeof sample};

    (void)state;
    for (size_t i = 0; i < WRAPPINGS; i++)
        for (size_t j = 0; j < sizeof lengths / sizeof lengths[0]; j++)
            check_sample(&wrappings[i], lengths[j], SIZE_MAX / 2);
}

static void slices_may_end_anywhere(void **state)
{
    static const size_t lengths[] = {1, 2, 3, 7, 100, 8192};

    (void)state;
    for (size_t i = 0; i < WRAPPINGS; i++)
        for (size_t j = 0; j < sizeof lengths / sizeof lengths[0]; j++)
            check_sample(&wrappings[i], 20000, lengths[j]);
}

static void no_bytes_are_an_empty_message(void **state)
{
    pipc__inflated out = {.length = 1};
    pipc_error *error = NULL;

    (void)state;
    assert_ok(inflate_bytes(GRPC_COMPRESS_GZIP, sample, 0, 10, &out, &error), error);
    assert_int_equal(out.length, 0);
    assert_null(out.bytes);
}

/* `out` must not be touched. */
static void expect_failure(grpc_compression_algorithm algorithm, const uint8_t *bytes,
                           size_t length, size_t max_bytes, int category, const char *code,
                           const char *text)
{
    pipc__inflated out = {.length = 12345};
    pipc_error *error = NULL;

    assert_error(inflate_bytes(algorithm, bytes, length, max_bytes, &out, &error), error, category,
                 code, text);
    assert_int_equal(out.length, 12345);
    assert_null(out.bytes);
}

static void expect_bad(grpc_compression_algorithm algorithm, const uint8_t *bytes, size_t length,
                       const char *text)
{
    expect_failure(algorithm, bytes, length, sizeof sample, PIPC_E_INTERNAL, "BAD_MESSAGE", text);
}

static void no_more_than_the_bound_is_inflated(void **state)
{
    static const size_t lengths[] = {1, 255, 256, 257, 512, 1024, 100000};

    (void)state;
    for (size_t i = 0; i < WRAPPINGS; i++)
        for (size_t j = 0; j < sizeof lengths / sizeof lengths[0]; j++) {
            compressed packed = compress_bytes(wrappings[i].bits, sample, lengths[j], 0);

            expect_failure(wrappings[i].algorithm, packed.bytes, packed.length, lengths[j] - 1,
                           PIPC_E_TOO_MANY_REQUESTS, "RESOURCE_EXHAUSTED",
                           "received message larger than max (more than ");
            free(packed.bytes);
        }
}

static void a_bomb_costs_no_more_than_the_bound(void **state)
{
    enum { MAX_BYTES = 1 << 20, OF_ZLIB = 64 << 10 };
    compressed packed;

    (void)state;
    measuring_allocator_install();
    for (size_t i = 0; i < WRAPPINGS; i++) {
        packed = compress_bytes(wrappings[i].bits, "", 0, 64 << 20);
        measuring_allocator_start();
        expect_failure(wrappings[i].algorithm, packed.bytes, packed.length, MAX_BYTES,
                       PIPC_E_TOO_MANY_REQUESTS, "RESOURCE_EXHAUSTED",
                       "larger than max (more than 1048576 bytes, decompressed)");
        assert_in_range(measuring_allocator_peak(), MAX_BYTES, 2 * MAX_BYTES + OF_ZLIB);
        free(packed.bytes);
    }
    measuring_allocator_remove();
}

static void whatever_is_cut_off_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < WRAPPINGS; i++) {
        compressed packed = compress_bytes(wrappings[i].bits, sample, 600, 0);

        for (size_t length = 1; length < packed.length; length++)
            expect_bad(wrappings[i].algorithm, packed.bytes, length, "decompressed: it is cut off");
        free(packed.bytes);
    }
}

/* It is refused, at the checksum at its end if not before, unless the change means nothing. */
static void check_changed(const wrapping *how, const compressed *changed, size_t length)
{
    pipc__inflated out = {.bytes = NULL};
    pipc_error *error = NULL;
    int code = inflate_bytes(how->algorithm, changed->bytes, changed->length, length, &out, &error);

    if (code != PIPC_OK) {
        assert_null(out.bytes);
        pipc_error_free(error);
        return;
    }
    assert_int_equal(out.length, length);
    assert_memory_equal(out.bytes, sample, length);
    pipc__free(out.bytes);
}

static void a_change_does_not_go_unnoticed(void **state)
{
    (void)state;
    for (size_t i = 0; i < WRAPPINGS; i++) {
        compressed packed = compress_bytes(wrappings[i].bits, sample, 600, 0);

        for (size_t bit = 0; bit < packed.length * 8; bit++) {
            packed.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
            check_changed(&wrappings[i], &packed, 600);
            packed.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        free(packed.bytes);
    }
}

static void garbage_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < WRAPPINGS; i++)
        for (size_t length = 2; length < 2000; length++)
            expect_bad(wrappings[i].algorithm, sample, length, "incorrect header check");
}

static void each_wrapping_is_taken_for_itself_only(void **state)
{
    compressed gzip = compress_bytes(AS_GZIP, sample, 600, 0);
    compressed deflate = compress_bytes(AS_DEFLATE, sample, 600, 0);
    compressed bare = compress_bytes(AS_NOTHING, sample, 600, 0);

    (void)state;
    expect_bad(GRPC_COMPRESS_GZIP, deflate.bytes, deflate.length, "incorrect header check");
    expect_bad(GRPC_COMPRESS_DEFLATE, gzip.bytes, gzip.length, "incorrect header check");
    expect_bad(GRPC_COMPRESS_GZIP, bare.bytes, bare.length, "incorrect header check");
    expect_bad(GRPC_COMPRESS_DEFLATE, bare.bytes, bare.length, "");
    free(gzip.bytes);
    free(deflate.bytes);
    free(bare.bytes);
}

static void a_dictionary_is_not_to_be_had(void **state)
{
    static const uint8_t asks_for_one[] = {0x78, 0xbb, 1, 2, 3, 4, 5, 6};

    (void)state;
    expect_bad(GRPC_COMPRESS_DEFLATE, asks_for_one, sizeof asks_for_one, "it needs a dictionary");
}

/* Nor another message of the kind, as a file of gzip could have it: the core takes none either. */
static void nothing_may_follow(void **state)
{
    (void)state;
    for (size_t i = 0; i < WRAPPINGS; i++) {
        compressed packed = compress_bytes(wrappings[i].bits, sample, 600, 0);
        uint8_t *twice = malloc(2 * packed.length);
        grpc_byte_buffer *slices;
        pipc__inflated out;
        pipc_error *error = NULL;

        memcpy(twice, packed.bytes, packed.length);
        memcpy(twice + packed.length, packed.bytes, packed.length);
        expect_bad(wrappings[i].algorithm, twice, 2 * packed.length, "more behind its end");
        expect_bad(wrappings[i].algorithm, twice, packed.length + 1, "more behind its end");
        slices = in_slices(wrappings[i].algorithm, twice, 2 * packed.length, packed.length);
        assert_error(pipc__inflate(slices, 1000, &out, &error), error, PIPC_E_INTERNAL,
                     "BAD_MESSAGE", "more behind its end");
        grpc_byte_buffer_destroy(slices);
        free(twice);
        free(packed.bytes);
    }
}

static int inflate_sample(void *data)
{
    pipc__inflated out = {.bytes = NULL};
    int code = pipc__inflate(data, sizeof sample, &out, NULL);

    pipc__free(out.bytes);
    return code;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t i = 0; i < WRAPPINGS; i++) {
        compressed packed = compress_bytes(wrappings[i].bits, sample, 100, 200000);
        grpc_byte_buffer *buffer =
            in_slices(wrappings[i].algorithm, packed.bytes, packed.length, 100);

        for_each_failing_allocation(inflate_sample, buffer);
        grpc_byte_buffer_destroy(buffer);
        free(packed.bytes);
    }
}

static int setup(void **state)
{
    (void)state;
    fill_sample();
    grpc_init();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    grpc_shutdown();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_compressed_is_inflated),
        cmocka_unit_test(slices_may_end_anywhere),
        cmocka_unit_test(no_bytes_are_an_empty_message),
        cmocka_unit_test(no_more_than_the_bound_is_inflated),
        cmocka_unit_test(a_bomb_costs_no_more_than_the_bound),
        cmocka_unit_test(whatever_is_cut_off_is_refused),
        cmocka_unit_test(a_change_does_not_go_unnoticed),
        cmocka_unit_test(garbage_is_refused),
        cmocka_unit_test(each_wrapping_is_taken_for_itself_only),
        cmocka_unit_test(a_dictionary_is_not_to_be_had),
        cmocka_unit_test(nothing_may_follow),
        cmocka_unit_test(every_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
