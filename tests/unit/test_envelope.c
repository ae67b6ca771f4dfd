#include "support/cmocka.h"

#include <grpc/support/string_util.h>
#include <grpc/support/time.h>
#include <stdio.h>
#include <string.h>

#include <pipc/metadata.h>

#include "grpc/envelope.h"
#include "grpc/status_details.h"
#include "support/failing_allocator.h"

static pipc_metadata *new_metadata(int count)
{
    pipc_metadata *metadata = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_metadata_new(&metadata, &error), error);
    for (int i = 0; i < count; i++) {
        char value[32];

        snprintf(value, sizeof value, "value %d", i);
        assert_ok(pipc_metadata_add(metadata, "key", value, &error), error);
    }
    return metadata;
}

static void expect_sent(int count, const char *correlation_id)
{
    pipc_metadata *metadata = new_metadata(count);
    size_t offset = correlation_id == NULL || correlation_id[0] == '\0' ? 0 : 1;
    pipc__envelope envelope;
    pipc_error *error = NULL;

    assert_ok(pipc__envelope_init(&envelope, correlation_id, metadata, &error), error);
    assert_int_equal(envelope.sent_count, (size_t)count + offset);
    if (offset == 1)
        assert_int_equal(grpc_slice_str_cmp(envelope.sent[0].value, correlation_id), 0);
    for (int i = 0; i < count; i++) {
        char value[32];

        snprintf(value, sizeof value, "value %d", i);
        assert_int_equal(grpc_slice_str_cmp(envelope.sent[(size_t)i + offset].value, value), 0);
    }
    pipc__envelope_dispose(&envelope);
    pipc_metadata_free(metadata);
}

static void any_number_of_metadata_go_out_after_the_correlation_id(void **state)
{
    (void)state;
    for (int count = 0; count < 10; count++) {
        expect_sent(count, NULL);
        expect_sent(count, "");
        expect_sent(count, "cid");
    }
}

/* Whatever else goes out, there is room for it. */
static void the_compression_goes_out_last(void **state)
{
    (void)state;
    for (int count = 0; count < 10; count++) {
        pipc_metadata *metadata = new_metadata(count);
        pipc__envelope envelope;
        pipc_error *error = NULL;

        assert_ok(pipc__envelope_init(&envelope, "cid", metadata, &error), error);
        pipc__envelope_compress(&envelope, PIPC_GRPC_COMPRESSION_DEFAULT);
        assert_int_equal(envelope.sent_count, count + 1);
        pipc__envelope_compress(&envelope, PIPC_GRPC_COMPRESSION_NONE);
        assert_int_equal(envelope.sent_count, count + 2);
        assert_int_equal(
            grpc_slice_str_cmp(envelope.sent[count + 1].key, "grpc-internal-encoding-request"), 0);
        assert_int_equal(grpc_slice_str_cmp(envelope.sent[count + 1].value, "identity"), 0);
        pipc__envelope_dispose(&envelope);
        pipc_metadata_free(metadata);
    }
}

/* Whatever else goes out, there is room for it. */
static void the_span_goes_out_in_place_of_those_of_the_metadata(void **state)
{
    static const char span[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    (void)state;
    for (int count = 0; count < 10; count++) {
        pipc_metadata *metadata = new_metadata(count);
        pipc__envelope envelope;
        pipc_error *error = NULL;

        if (count > 0) {
            assert_ok(pipc_metadata_add(metadata, "traceparent", "1", &error), error);
            assert_ok(pipc_metadata_add(metadata, "tracestate", "2", &error), error);
            assert_ok(pipc_metadata_add(metadata, "traceparent", "3", &error), error);
        }
        assert_ok(pipc__envelope_init(&envelope, "cid", metadata, &error), error);
        pipc__envelope_compress(&envelope, PIPC_GRPC_COMPRESSION_GZIP);
        pipc__envelope_trace(&envelope, span);
        pipc__envelope_count_attempts(&envelope, 1);
        assert_int_equal(envelope.sent_count, count == 0 ? 4 : count + 5);
        for (size_t i = 0; i < envelope.sent_count; i++)
            if (grpc_slice_str_cmp(envelope.sent[i].key, "traceparent") == 0)
                assert_int_equal(grpc_slice_str_cmp(envelope.sent[i].value, span), 0);
        assert_int_equal(
            grpc_slice_str_cmp(envelope.sent[envelope.sent_count - 2].key, "traceparent"), 0);
        pipc__envelope_dispose(&envelope);
        pipc_metadata_free(metadata);
    }
}

static void a_correlation_id_that_is_not_ascii_is_refused(void **state)
{
    pipc__envelope envelope;
    pipc_error *error = NULL;

    (void)state;
    assert_error(pipc__envelope_init(&envelope, "caf\xc3\xa9", NULL, &error), error,
                 PIPC_E_BAD_REQUEST, "BAD_CORRELATION_ID", "its byte 4 is 0xc3");
    pipc__envelope_dispose(&envelope);
}

static void a_call_waits_for_a_connection_only_if_told(void **state)
{
    pipc__envelope envelope;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc__envelope_init(&envelope, NULL, NULL, &error), error);
    assert_int_equal(pipc__envelope_op(&envelope, GRPC_OP_SEND_INITIAL_METADATA).flags, 0);
    envelope.wait_for_ready = true;
    assert_int_equal(pipc__envelope_op(&envelope, GRPC_OP_SEND_INITIAL_METADATA).flags,
                     GRPC_INITIAL_METADATA_WAIT_FOR_READY |
                         GRPC_INITIAL_METADATA_WAIT_FOR_READY_EXPLICITLY_SET);
    assert_int_equal(pipc__envelope_op(&envelope, GRPC_OP_SEND_MESSAGE).flags, 0);
    pipc__envelope_dispose(&envelope);
}

static void a_status_becomes_an_error(void **state)
{
    pipc__envelope envelope;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc__envelope_init(&envelope, NULL, NULL, &error), error);
    assert_ok(pipc__envelope_result(&envelope, &error), error);
    envelope.status = GRPC_STATUS_ABORTED;
    envelope.message = grpc_slice_from_static_string("somebody was quicker");
    assert_error(pipc__envelope_result(&envelope, &error), error, PIPC_E_CONFLICT, "ABORTED",
                 "somebody was quicker");
    pipc__envelope_dispose(&envelope);
}

static void details_say_more_than_the_status(void **state)
{
    pipc__envelope envelope;
    pipc_error *made = NULL;
    pipc_error *error = NULL;
    grpc_metadata trailer;

    (void)state;
    pipc_fail(&made, PIPC_E_CONFLICT, "MY_CODE", "the whole story");
    assert_ok(pipc__envelope_init(&envelope, NULL, NULL, &error), error);
    envelope.status = GRPC_STATUS_ALREADY_EXISTS;
    trailer.key = grpc_slice_from_static_string("grpc-status-details-bin");
    trailer.value = pipc__status_details_pack(made);
    envelope.trailing_metadata = (grpc_metadata_array){.count = 1, .metadata = &trailer};
    assert_error(pipc__envelope_result(&envelope, &error), error, PIPC_E_CONFLICT, "MY_CODE",
                 "the whole story");
    grpc_slice_unref(trailer.value);
    envelope.trailing_metadata = (grpc_metadata_array){.count = 0};
    pipc__envelope_dispose(&envelope);
    pipc_error_free(made);
}

/* Of a call that ended with a message in which %s is the name of its attempt. */
static bool may_have_run(const char *format, const char *origin, bool is_connected,
                         size_t trailing_count)
{
    char message[200];
    pipc__envelope envelope;
    pipc_error *error = NULL;
    bool may;

    assert_ok(pipc__envelope_init(&envelope, NULL, NULL, &error), error);
    pipc__envelope_ask_origin(&envelope);
    snprintf(message, sizeof message, format, envelope.attempt.text);
    envelope.status = GRPC_STATUS_UNAVAILABLE;
    envelope.message = grpc_slice_from_copied_string(message);
    envelope.origin = gpr_strdup(origin);
    envelope.trailing_metadata.count = trailing_count;
    may = pipc__envelope_may_have_run(&envelope, is_connected);
    envelope.trailing_metadata.count = 0;
    pipc__envelope_dispose(&envelope);
    return may;
}

static void a_call_has_not_run_only_where_that_is_certain(void **state)
{
    static const char refusal[] = "the server is stopping and has not run the call (attempt %s)";
    static const char peer[] = "UNKNOWN:Error received from peer ipv4:127.0.0.1:1";
    static const char unconnected[] = "failed to connect to all addresses; last error: refused";

    (void)state;
    assert_false(may_have_run(unconnected, "UNKNOWN:failed to connect", true, 0));
    assert_true(may_have_run(unconnected, peer, true, 0));
    assert_false(may_have_run(refusal, peer, true, 0));
    assert_true(may_have_run("the server is stopping and has not run the call", peer, true, 0));
    assert_false(may_have_run("GOAWAY received", peer, false, 0));
    assert_true(may_have_run("GOAWAY received", peer, true, 0));
    assert_true(may_have_run("GOAWAY received", peer, false, 1));
    assert_true(may_have_run("Socket closed", peer, false, 0));
}

static void an_attempt_is_named_by_the_metadata(void **state)
{
    pipc__envelope envelope;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc__envelope_init(&envelope, "cid", NULL, &error), error);
    pipc__envelope_ask_origin(&envelope);
    assert_int_equal(envelope.sent_count, 2);
    assert_int_equal(grpc_slice_str_cmp(envelope.sent[1].key, "pipc-attempt"), 0);
    assert_int_equal(grpc_slice_str_cmp(envelope.sent[1].value, envelope.attempt.text), 0);
    pipc__envelope_dispose(&envelope);
}

static int make_large(void *metadata)
{
    pipc__envelope envelope;
    int code = pipc__envelope_init(&envelope, "cid", metadata, NULL);

    if (code == PIPC_OK)
        pipc__envelope_compress(&envelope, PIPC_GRPC_COMPRESSION_GZIP);
    pipc__envelope_dispose(&envelope);
    return code;
}

static void a_lack_of_memory_leaves_nothing_behind(void **state)
{
    pipc_metadata *metadata = new_metadata(20);

    (void)state;
    for_each_failing_allocation(make_large, metadata);
    pipc_metadata_free(metadata);
}

static void a_deadline_comes_when_its_time_is_over(void **state)
{
    (void)state;
    assert_false(pipc__deadline_is_over(pipc__deadline_after_ms(0)));
    assert_false(pipc__deadline_is_over(pipc__deadline_after_ms(10000)));
    assert_true(pipc__deadline_is_over(gpr_now(GPR_CLOCK_MONOTONIC)));
}

static int setup(void **state)
{
    (void)state;
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
        cmocka_unit_test(any_number_of_metadata_go_out_after_the_correlation_id),
        cmocka_unit_test(the_compression_goes_out_last),
        cmocka_unit_test(the_span_goes_out_in_place_of_those_of_the_metadata),
        cmocka_unit_test(a_correlation_id_that_is_not_ascii_is_refused),
        cmocka_unit_test(a_call_waits_for_a_connection_only_if_told),
        cmocka_unit_test(a_status_becomes_an_error),
        cmocka_unit_test(details_say_more_than_the_status),
        cmocka_unit_test(a_call_has_not_run_only_where_that_is_certain),
        cmocka_unit_test(an_attempt_is_named_by_the_metadata),
        cmocka_unit_test(a_lack_of_memory_leaves_nothing_behind),
        cmocka_unit_test(a_deadline_comes_when_its_time_is_over),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
