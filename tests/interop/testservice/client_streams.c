/* Cases of streams that end well. */
#include <stdbool.h>

#include "cases.h"
#include "duplex.h"
#include "expectations.h"

enum { STREAM_MESSAGES = 4 };

static const int32_t request_sizes[STREAM_MESSAGES] = {27182, 8, 1828, 45904};
static const int32_t response_sizes[STREAM_MESSAGES] = {31415, 9, 2653, 58979};

/* The error `came` of a call that had to go well. */
static int fail_unexpectedly(const char *call, pipc_error *came, pipc_error **error)
{
    return expect_status(call, came, PIPC_GRPC_OK, NULL, error);
}

/* --- client streaming ----------------------------------------------------------------------- */

#define input_writer grpc_testing_test_service_client_streaming_input_call_writer

/* What is written after the call has broken off fails; how the call ended is told at its end. */
static void write_inputs(input_writer *writer)
{
    bool going_on = true;

    for (size_t i = 0; going_on && i < STREAM_MESSAGES; i++) {
        input_request request = GRPC__TESTING__STREAMING_INPUT_CALL_REQUEST__INIT;
        payload body;

        case_make_body(&body, (size_t)request_sizes[i]);
        request.payload = &body;
        going_on = grpc_testing_test_service_client_streaming_input_call_writer_write(
                       writer, &request, NULL) == PIPC_OK;
    }
}

int case_client_streaming(peer *self, pipc_error **error)
{
    input_writer *writer = NULL;
    input_response *response = NULL;
    pipc_error *came = NULL;
    int code =
        grpc_testing_test_service_client_streaming_input_call(&self->test, NULL, &writer, error);

    if (code != PIPC_OK)
        return code;
    write_inputs(writer);
    code = grpc_testing_test_service_client_streaming_input_call_writer_finish(writer, &response,
                                                                               &came);
    grpc_testing_test_service_client_streaming_input_call_writer_free(writer);
    if (code != PIPC_OK)
        return fail_unexpectedly("StreamingInputCall", came, error);
    code = expect_number("StreamingInputCall", "aggregated_payload_size",
                         response->aggregated_payload_size, 74922, error);
    grpc__testing__streaming_input_call_response__free_unpacked(response, NULL);
    return code;
}

/* --- server streaming ----------------------------------------------------------------------- */

#define output_reader grpc_testing_test_service_client_streaming_output_call_reader

static int open_output(peer *self, output_reader **reader, pipc_error **error)
{
    output_request request = GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
    response_parameters parameters[STREAM_MESSAGES];
    response_parameters *pointers[STREAM_MESSAGES];

    for (size_t i = 0; i < STREAM_MESSAGES; i++) {
        grpc__testing__response_parameters__init(&parameters[i]);
        parameters[i].size = response_sizes[i];
        pointers[i] = &parameters[i];
    }
    request.response_parameters = pointers;
    request.n_response_parameters = STREAM_MESSAGES;
    return grpc_testing_test_service_client_streaming_output_call(&self->test, NULL, &request,
                                                                  reader, error);
}

/* Reads to the end. Of more messages than there should be the number matters, not the size. */
static int read_outputs(output_reader *reader, pipc_error **error)
{
    const output_response *response = NULL;
    pipc_error *came = NULL;
    size_t count = 0;
    int code = PIPC_OK;
    int got;

    while ((got = grpc_testing_test_service_client_streaming_output_call_reader_read(
                reader, &response, &came)) > 0) {
        if (code == PIPC_OK && count < STREAM_MESSAGES)
            code = expect_payload("StreamingOutputCall", response->payload,
                                  (size_t)response_sizes[count], error);
        count++;
    }
    if (code != PIPC_OK) {
        pipc_error_free(came);
        return code;
    }
    if (got != PIPC_OK)
        return fail_unexpectedly("StreamingOutputCall", came, error);
    return expect_number("StreamingOutputCall", "the number of responses", (long long)count,
                         STREAM_MESSAGES, error);
}

int case_server_streaming(peer *self, pipc_error **error)
{
    output_reader *reader = NULL;
    int code = open_output(self, &reader, error);

    if (code != PIPC_OK)
        return code;
    code = read_outputs(reader, error);
    grpc_testing_test_service_client_streaming_output_call_reader_free(reader);
    return code;
}

/* --- full duplex ---------------------------------------------------------------------------- */

int duplex_ask(duplex *self, int32_t response_size, size_t body_size, pipc_error **error)
{
    output_request request = GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
    response_parameters parameters = GRPC__TESTING__RESPONSE_PARAMETERS__INIT;
    response_parameters *pointer = &parameters;
    payload body;

    case_make_body(&body, body_size);
    parameters.size = response_size;
    request.payload = &body;
    request.response_parameters = &pointer;
    request.n_response_parameters = 1;
    return duplex_write(self, &request, error);
}

int duplex_expect(duplex *self, size_t size, pipc_error **error)
{
    const output_response *response = NULL;
    pipc_error *came = NULL;
    int got = duplex_read(self, &response, &came);

    if (got < 0)
        return fail_unexpectedly("FullDuplexCall", came, error);
    if (got == 0)
        return pipc_fail(error, PIPC_E_FAILED_INVOCATION, "UNEXPECTED",
                         "FullDuplexCall: expected a response of %zu bytes, the end came", size);
    return expect_payload("FullDuplexCall", response->payload, size, error);
}

int duplex_expect_end(duplex *self, pipc_grpc_status status, const char *message,
                      pipc_error **error)
{
    const output_response *response = NULL;
    pipc_error *came = NULL;

    if (duplex_read(self, &response, &came) > 0)
        return pipc_fail(error, PIPC_E_FAILED_INVOCATION, "UNEXPECTED",
                         "FullDuplexCall: expected its end, one more response came");
    return expect_status("FullDuplexCall", came, status, message, error);
}

/* A write fails when the call is over: what is read then tells why. */
static int play(duplex *stream, pipc_error **error)
{
    int code = PIPC_OK;

    for (size_t i = 0; code == PIPC_OK && i < STREAM_MESSAGES; i++) {
        (void)!duplex_ask(stream, response_sizes[i], (size_t)request_sizes[i], NULL);
        code = duplex_expect(stream, (size_t)response_sizes[i], error);
    }
    if (code != PIPC_OK)
        return code;
    (void)!duplex_writes_done(stream, NULL);
    return duplex_expect_end(stream, PIPC_GRPC_OK, NULL, error);
}

int case_ping_pong(peer *self, pipc_error **error)
{
    duplex *stream = NULL;
    int code = duplex_open(&self->test, NULL, &stream, error);

    if (code == PIPC_OK)
        code = play(stream, error);
    duplex_free(stream);
    return code;
}

int case_empty_stream(peer *self, pipc_error **error)
{
    duplex *stream = NULL;
    int code = duplex_open(&self->test, NULL, &stream, error);

    if (code != PIPC_OK)
        return code;
    (void)!duplex_writes_done(stream, NULL);
    code = duplex_expect_end(stream, PIPC_GRPC_OK, NULL, error);
    duplex_free(stream);
    return code;
}
