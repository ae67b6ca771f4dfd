#include "support/cmocka.h"

#include "support/zipped.h"

/* What goes over the wire is some hundred bytes. */
static void a_request_counts_decompressed(void **state)
{
    Tests__Text *response = NULL;
    pipc_error *error = NULL;

    zipped_open(*state, ";options.request_max_size=100000", ";options.compression=gzip");
    assert_error(zipped_say(*state, &response, &error), error, PIPC_E_TOO_MANY_REQUESTS,
                 "RESOURCE_EXHAUSTED", "larger than max");
    zipped_open(*state, ";options.request_max_size=100010", ";options.compression=gzip");
    zipped_check_say(*state, "gzip", "identity");
}

static void a_response_counts_decompressed(void **state)
{
    Tests__Text *response = NULL;
    pipc_error *error = NULL;

    zipped_open(*state, ";options.compression=deflate", ";options.response_max_size=100000");
    assert_error(zipped_say(*state, &response, &error), error, PIPC_E_TOO_MANY_REQUESTS,
                 "RESOURCE_EXHAUSTED", "larger than max");
    zipped_open(*state, ";options.compression=deflate", ";options.response_max_size=100020");
    zipped_check_say(*state, "identity", "deflate");
}

static void streams_count_decompressed(void **state)
{
    const ProtobufCMessage *response = NULL;
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    zipped_open(*state, ";options.request_max_size=100000", ";options.compression=gzip");
    stream = zipped_open_talk(*state);
    assert_ok(zipped_send(stream, &error), error);
    assert_error(pipc_grpc_client_stream_read(stream, &response, &error), error,
                 PIPC_E_TOO_MANY_REQUESTS, "RESOURCE_EXHAUSTED", "larger than max");
    pipc_grpc_client_stream_free(stream);
}

#define case_of(test) cmocka_unit_test_setup_teardown(test, zipped_setup, zipped_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        case_of(a_request_counts_decompressed),
        case_of(a_response_counts_decompressed),
        case_of(streams_count_decompressed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
