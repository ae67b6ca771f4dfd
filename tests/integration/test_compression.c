#include "support/cmocka.h"

#include <grpc/compression.h>
#include <string.h>

#include "support/raw_client.h"
#include "support/zipped.h"

/* --- configured ----------------------------------------------------------------------------- */

static void nothing_is_compressed_by_default(void **state)
{
    zipped_open(*state, "", "");
    zipped_check_say(*state, "identity", "identity");
    zipped_open(*state, ";options.compression=none", ";options.compression=none");
    zipped_check_say(*state, "identity", "identity");
}

static void a_client_compresses_requests_as_configured(void **state)
{
    zipped_open(*state, "", ";options.compression=gzip");
    zipped_check_say(*state, "gzip", "identity");
    zipped_open(*state, "", ";options.compression=deflate");
    zipped_check_say(*state, "deflate", "identity");
}

static void an_endpoint_compresses_responses_as_configured(void **state)
{
    zipped_open(*state, ";options.compression=gzip", "");
    zipped_check_say(*state, "identity", "gzip");
    zipped_open(*state, ";options.compression=Deflate", "");
    zipped_check_say(*state, "identity", "deflate");
}

static const char *answer_to(zipped *self, int compressions)
{
    int port = pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service));
    static char packed[2 + 127];
    raw_answer answer;

    packed[0] = 0x0a; /* field 1, of 127 bytes */
    packed[1] = 127;
    memset(packed + 2, 'a', 127);
    answer = raw_call_accepting(port, zipped_methods[ZIPPED_SAY].path, packed, sizeof packed,
                                compressions);
    assert_int_equal(answer.status, PIPC_GRPC_OK);
    return answer.compression;
}

static void a_caller_gets_what_it_can_read(void **state)
{
    enum { NONE = 1 << GRPC_COMPRESS_NONE };
    enum { GZIP = NONE | 1 << GRPC_COMPRESS_GZIP, DEFLATE = NONE | 1 << GRPC_COMPRESS_DEFLATE };

    zipped_open(*state, ";options.compression=gzip", "");
    assert_string_equal(answer_to(*state, GZIP | DEFLATE), "gzip");
    assert_string_equal(answer_to(*state, DEFLATE), "deflate");
    assert_string_equal(answer_to(*state, NONE), "identity");
    zipped_open(*state, ";options.compression=deflate", "");
    assert_string_equal(answer_to(*state, GZIP | DEFLATE), "deflate");
    assert_string_equal(answer_to(*state, GZIP), "gzip");
    assert_string_equal(answer_to(*state, NONE), "identity");
}

static void streams_are_compressed_as_configured(void **state)
{
    pipc_grpc_client_stream *stream;

    zipped_open(*state, ";options.compression=deflate", ";options.compression=gzip");
    stream = zipped_open_talk(*state);
    zipped_check_talk(stream, "gzip", "deflate");
    zipped_check_talk(stream, "gzip", "deflate");
    zipped_end_talk(stream);
}

static void what_is_no_compression_is_refused(void **state)
{
    zipped *self = *state;
    pipc_grpc_endpoint endpoint;
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    pipc_grpc_endpoint_init(&endpoint);
    assert_ok(pipc_config_params_from_string("options.compression=lzma", &config, &error), error);
    assert_error(pipc_configure(&endpoint.component, config, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_VALUE",
                 "options.compression is \"lzma\", expected none, gzip or deflate");
    assert_error(pipc_configure(&self->client.component, config, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_VALUE",
                 "options.compression is \"lzma\", expected none, gzip or deflate");
    pipc_config_params_free(config);
    pipc_dispose(&endpoint.component);
}

/* --- by call -------------------------------------------------------------------------------- */

static void a_context_overrides_what_is_configured(void **state)
{
    zipped *self = *state;

    zipped_open(self, "", ";options.compression=gzip");
    pipc_context_set_compression(self->context, PIPC_GRPC_COMPRESSION_DEFLATE);
    zipped_check_say(self, "deflate", "identity");
    pipc_context_set_compression(self->context, PIPC_GRPC_COMPRESSION_NONE);
    zipped_check_say(self, "identity", "identity");
    pipc_context_set_compression(self->context, PIPC_GRPC_COMPRESSION_DEFAULT);
    zipped_check_say(self, "gzip", "identity");
}

static void a_context_may_ask_for_compression_of_a_stream(void **state)
{
    zipped *self = *state;
    pipc_grpc_client_stream *stream;

    zipped_open(self, "", "");
    pipc_context_set_compression(self->context, PIPC_GRPC_COMPRESSION_GZIP);
    stream = zipped_open_talk(self);
    zipped_check_talk(stream, "gzip", "identity");
    zipped_end_talk(stream);
}

static void a_handler_overrides_what_is_configured(void **state)
{
    zipped *self = *state;

    zipped_open(self, ";options.compression=gzip", "");
    self->wanted = PIPC_GRPC_COMPRESSION_DEFLATE;
    zipped_check_say(self, "identity", "deflate");
    self->wanted = PIPC_GRPC_COMPRESSION_NONE;
    zipped_check_say(self, "identity", "identity");
    self->wanted = PIPC_GRPC_COMPRESSION_DEFAULT;
    zipped_check_say(self, "identity", "gzip");
}

static void a_handler_may_ask_for_compression(void **state)
{
    zipped *self = *state;
    pipc_grpc_client_stream *stream;

    zipped_open(self, "", "");
    self->wanted = PIPC_GRPC_COMPRESSION_GZIP;
    zipped_check_say(self, "identity", "gzip");
    stream = zipped_open_talk(self);
    zipped_check_talk(stream, "identity", "gzip");
    zipped_end_talk(stream);
}

/* --- by message ----------------------------------------------------------------------------- */

static void a_client_may_leave_out_messages(void **state)
{
    pipc_grpc_client_stream *stream;

    zipped_open(*state, "", ";options.compression=gzip");
    stream = zipped_open_talk(*state);
    zipped_check_talk(stream, "gzip", "identity");
    pipc_grpc_client_stream_compress_messages(stream, false);
    zipped_check_talk(stream, "identity", "identity");
    zipped_check_talk(stream, "identity", "identity");
    pipc_grpc_client_stream_compress_messages(stream, true);
    zipped_check_talk(stream, "gzip", "identity");
    zipped_end_talk(stream);
}

static void a_handler_may_leave_out_messages(void **state)
{
    zipped *self = *state;
    pipc_grpc_client_stream *stream;

    zipped_open(self, ";options.compression=gzip", "");
    self->leaves_out_odd_ones = true;
    stream = zipped_open_talk(self);
    zipped_check_talk(stream, "identity", "identity");
    zipped_check_talk(stream, "identity", "gzip");
    zipped_check_talk(stream, "identity", "identity");
    zipped_end_talk(stream);
    zipped_check_say(self, "identity", "identity");
}

#define case_of(test) cmocka_unit_test_setup_teardown(test, zipped_setup, zipped_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        case_of(nothing_is_compressed_by_default),
        case_of(a_client_compresses_requests_as_configured),
        case_of(an_endpoint_compresses_responses_as_configured),
        case_of(a_caller_gets_what_it_can_read),
        case_of(streams_are_compressed_as_configured),
        case_of(what_is_no_compression_is_refused),
        case_of(a_context_overrides_what_is_configured),
        case_of(a_context_may_ask_for_compression_of_a_stream),
        case_of(a_handler_overrides_what_is_configured),
        case_of(a_handler_may_ask_for_compression),
        case_of(a_client_may_leave_out_messages),
        case_of(a_handler_may_leave_out_messages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
