/* Cases of compressed messages. */
#include <stdbool.h>

#include "cases.h"
#include "expectations.h"

/* How what is sent is to be compressed, and what the server is told of it. */
typedef struct request_form {
    pipc_grpc_compression compression;
    bool expect_compressed;
} request_form;

static const request_form probe = {PIPC_GRPC_COMPRESSION_NONE, true};
static const request_form compressed = {PIPC_GRPC_COMPRESSION_GZIP, true};
static const request_form uncompressed = {PIPC_GRPC_COMPRESSION_NONE, false};

static int new_context(pipc_grpc_compression compression, pipc_context **context,
                       pipc_error **error)
{
    int code = pipc_context_new(NULL, context, error);

    if (code == PIPC_OK)
        pipc_context_set_compression(*context, compression);
    return code;
}

static bool_value make_bool(bool value)
{
    bool_value made = GRPC__TESTING__BOOL_VALUE__INIT;

    made.value = value;
    return made;
}

/* --- unary ---------------------------------------------------------------------------------- */

/* A large request as it is; the server must end the call with `status`. */
static int call_unary(peer *self, const pipc_context *context, const simple_request *request,
                      pipc_grpc_status status, pipc_error **error)
{
    simple_response *response = NULL;
    pipc_error *came = NULL;
    int code = grpc_testing_test_service_client_unary_call(&self->test, context, request, &response,
                                                           &came);

    if (code == PIPC_OK && status == PIPC_GRPC_OK) {
        code =
            expect_payload("UnaryCall", response->payload, (size_t)request->response_size, error);
        grpc__testing__simple_response__free_unpacked(response, NULL);
        return code;
    }
    if (code == PIPC_OK)
        grpc__testing__simple_response__free_unpacked(response, NULL);
    return expect_status("UnaryCall", came, status, NULL, error);
}

static int send_unary(peer *self, const request_form *form, pipc_grpc_status status,
                      pipc_error **error)
{
    bool_value expect_compressed = make_bool(form->expect_compressed);
    simple_request request;
    payload body;
    pipc_context *context = NULL;
    int code = new_context(form->compression, &context, error);

    if (code != PIPC_OK)
        return code;
    case_make_large_request(&request, &body);
    request.expect_compressed = &expect_compressed;
    code = call_unary(self, context, &request, status, error);
    pipc_context_free(context);
    return code;
}

int case_client_compressed_unary(peer *self, pipc_error **error)
{
    int code = send_unary(self, &probe, PIPC_GRPC_INVALID_ARGUMENT, error);

    if (code == PIPC_OK)
        code = send_unary(self, &compressed, PIPC_GRPC_OK, error);
    if (code == PIPC_OK)
        code = send_unary(self, &uncompressed, PIPC_GRPC_OK, error);
    return code;
}

static int receive_unary(peer *self, bool is_compressed, pipc_error **error)
{
    bool_value response_compressed = make_bool(is_compressed);
    simple_request request;
    payload body;
    int code;

    case_make_large_request(&request, &body);
    request.response_compressed = &response_compressed;
    code = call_unary(self, NULL, &request, PIPC_GRPC_OK, error);
    return code == PIPC_OK ? expect_compression("UnaryCall", is_compressed, error) : code;
}

int case_server_compressed_unary(peer *self, pipc_error **error)
{
    int code = receive_unary(self, true, error);

    return code == PIPC_OK ? receive_unary(self, false, error) : code;
}

/* --- client streaming ----------------------------------------------------------------------- */

#define input_writer grpc_testing_test_service_client_streaming_input_call_writer
#define input_writer_write grpc_testing_test_service_client_streaming_input_call_writer_write
#define input_writer_finish grpc_testing_test_service_client_streaming_input_call_writer_finish
#define input_writer_free grpc_testing_test_service_client_streaming_input_call_writer_free

enum { FIRST_INPUT = 27182, SECOND_INPUT = 45904 };

/* What is written after the call has broken off fails; how the call ended is told at its end. */
static void write_input(input_writer *writer, const request_form *form, size_t size)
{
    bool_value expect_compressed = make_bool(form->expect_compressed);
    input_request request = GRPC__TESTING__STREAMING_INPUT_CALL_REQUEST__INIT;
    payload body;

    case_make_body(&body, size);
    request.payload = &body;
    request.expect_compressed = &expect_compressed;
    pipc_grpc_client_stream_compress_messages((pipc_grpc_client_stream *)writer,
                                              form->compression != PIPC_GRPC_COMPRESSION_NONE);
    (void)!input_writer_write(writer, &request, NULL);
}

/* Must end with `status` and, if that is OK, answer with `size`. */
static int finish_input(input_writer *writer, pipc_grpc_status status, long long size,
                        pipc_error **error)
{
    input_response *response = NULL;
    pipc_error *came = NULL;
    int code = input_writer_finish(writer, &response, &came);

    if (code != PIPC_OK || status != PIPC_GRPC_OK)
        code = expect_status("StreamingInputCall", came, status, NULL, error);
    else
        code = expect_number("StreamingInputCall", "aggregated_payload_size",
                             response->aggregated_payload_size, size, error);
    if (response != NULL)
        grpc__testing__streaming_input_call_response__free_unpacked(response, NULL);
    return code;
}

static int open_input(peer *self, const pipc_context *context, input_writer **writer,
                      pipc_error **error)
{
    return grpc_testing_test_service_client_streaming_input_call(&self->test, context, writer,
                                                                 error);
}

static int probe_input(peer *self, const pipc_context *context, pipc_error **error)
{
    input_writer *writer = NULL;
    int code = open_input(self, context, &writer, error);

    if (code != PIPC_OK)
        return code;
    write_input(writer, &probe, FIRST_INPUT);
    code = finish_input(writer, PIPC_GRPC_INVALID_ARGUMENT, 0, error);
    input_writer_free(writer);
    return code;
}

static int send_inputs(peer *self, const pipc_context *context, pipc_error **error)
{
    input_writer *writer = NULL;
    int code = open_input(self, context, &writer, error);

    if (code != PIPC_OK)
        return code;
    write_input(writer, &compressed, FIRST_INPUT);
    write_input(writer, &uncompressed, SECOND_INPUT);
    code = finish_input(writer, PIPC_GRPC_OK, FIRST_INPUT + SECOND_INPUT, error);
    input_writer_free(writer);
    return code;
}

int case_client_compressed_streaming(peer *self, pipc_error **error)
{
    pipc_context *context = NULL;
    int code = new_context(PIPC_GRPC_COMPRESSION_GZIP, &context, error);

    if (code == PIPC_OK)
        code = probe_input(self, context, error);
    if (code == PIPC_OK)
        code = send_inputs(self, context, error);
    pipc_context_free(context);
    return code;
}

/* --- server streaming ----------------------------------------------------------------------- */

#define output_reader grpc_testing_test_service_client_streaming_output_call_reader
#define output_reader_read grpc_testing_test_service_client_streaming_output_call_reader_read
#define output_reader_free grpc_testing_test_service_client_streaming_output_call_reader_free

enum { OUTPUTS = 2 };

static const int32_t output_sizes[OUTPUTS] = {31415, 92653};
static const bool output_is_compressed[OUTPUTS] = {true, false};

static int open_output(peer *self, output_reader **reader, pipc_error **error)
{
    output_request request = GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
    bool_value is_compressed[OUTPUTS];
    response_parameters parameters[OUTPUTS];
    response_parameters *pointers[OUTPUTS];

    for (size_t i = 0; i < OUTPUTS; i++) {
        is_compressed[i] = make_bool(output_is_compressed[i]);
        grpc__testing__response_parameters__init(&parameters[i]);
        parameters[i].size = output_sizes[i];
        parameters[i].compressed = &is_compressed[i];
        pointers[i] = &parameters[i];
    }
    request.response_parameters = pointers;
    request.n_response_parameters = OUTPUTS;
    return grpc_testing_test_service_client_streaming_output_call(&self->test, NULL, &request,
                                                                  reader, error);
}

static int read_output(output_reader *reader, size_t index, pipc_error **error)
{
    const output_response *response = NULL;
    pipc_error *came = NULL;
    int got = output_reader_read(reader, &response, &came);
    int code;

    if (got < 0)
        return expect_status("StreamingOutputCall", came, PIPC_GRPC_OK, NULL, error);
    if (got == 0)
        return expect_number("StreamingOutputCall", "the number of responses", (long long)index,
                             OUTPUTS, error);
    code = expect_payload("StreamingOutputCall", response->payload, (size_t)output_sizes[index],
                          error);
    if (code != PIPC_OK)
        return code;
    return expect_compression("StreamingOutputCall", output_is_compressed[index], error);
}

static int read_outputs(output_reader *reader, pipc_error **error)
{
    const output_response *response = NULL;
    pipc_error *came = NULL;
    int code = PIPC_OK;

    for (size_t i = 0; code == PIPC_OK && i < OUTPUTS; i++)
        code = read_output(reader, i, error);
    if (code != PIPC_OK)
        return code;
    if (output_reader_read(reader, &response, &came) > 0)
        return expect_number("StreamingOutputCall", "the number of responses", OUTPUTS + 1, OUTPUTS,
                             error);
    return expect_status("StreamingOutputCall", came, PIPC_GRPC_OK, NULL, error);
}

int case_server_compressed_streaming(peer *self, pipc_error **error)
{
    output_reader *reader = NULL;
    int code = open_output(self, &reader, error);

    if (code == PIPC_OK)
        code = read_outputs(reader, error);
    output_reader_free(reader);
    return code;
}
