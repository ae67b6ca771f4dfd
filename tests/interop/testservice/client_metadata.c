/* Cases of what travels around messages: metadata and statuses. */
#include "cases.h"
#include "duplex.h"
#include "expectations.h"

#define INITIAL_VALUE "test_initial_metadata_value"
#define TRAILING_VALUE "\xab\xab\xab"

#define TEST_MESSAGE "test status message"
#define SPECIAL_MESSAGE                                                                            \
    "\t\ntest with whitespace\r\nand Unicode BMP \xe2\x98\xba and non-BMP \xf0\x9f\x98\x88\t\n"

/* --- metadata ------------------------------------------------------------------------------- */

/* A context that sends what is to be echoed, and where what comes goes. */
typedef struct echoing {
    pipc_context *context;
    pipc_metadata *initial;
    pipc_metadata *trailing;
} echoing;

static int make_echoing(echoing *out, pipc_error **error)
{
    int code = pipc_context_new(NULL, &out->context, error);

    if (code == PIPC_OK)
        code = pipc_metadata_add(pipc_context_metadata(out->context), ECHO_INITIAL, INITIAL_VALUE,
                                 error);
    if (code == PIPC_OK)
        code = pipc_metadata_add(pipc_context_metadata(out->context), ECHO_TRAILING, TRAILING_VALUE,
                                 error);
    if (code == PIPC_OK)
        code = pipc_metadata_new(&out->initial, error);
    if (code == PIPC_OK)
        code = pipc_metadata_new(&out->trailing, error);
    if (code == PIPC_OK)
        pipc_context_receive_metadata(out->context, out->initial, out->trailing);
    return code;
}

static void free_echoing(echoing *self)
{
    pipc_context_free(self->context);
    pipc_metadata_free(self->initial);
    pipc_metadata_free(self->trailing);
}

static int expect_echo(const char *call, const echoing *self, pipc_error **error)
{
    int code = expect_metadata(call, self->initial, ECHO_INITIAL, INITIAL_VALUE,
                               sizeof INITIAL_VALUE - 1, error);

    if (code != PIPC_OK)
        return code;
    return expect_metadata(call, self->trailing, ECHO_TRAILING, TRAILING_VALUE,
                           sizeof TRAILING_VALUE - 1, error);
}

static int echo_by_unary_call(peer *self, const echoing *echo, pipc_error **error)
{
    payload body;
    simple_request request;
    simple_response *response = NULL;
    pipc_error *came = NULL;
    int code;

    case_make_large_request(&request, &body);
    if (grpc_testing_test_service_client_unary_call(&self->test, echo->context, &request, &response,
                                                    &came) != PIPC_OK)
        return expect_status("UnaryCall", came, PIPC_GRPC_OK, NULL, error);
    code = expect_payload("UnaryCall", response->payload, 314159, error);
    grpc__testing__simple_response__free_unpacked(response, NULL);
    return code == PIPC_OK ? expect_echo("UnaryCall", echo, error) : code;
}

static int echo_by_full_duplex_call(peer *self, const echoing *echo, pipc_error **error)
{
    duplex *stream = NULL;
    int code = duplex_open(&self->test, echo->context, &stream, error);

    if (code != PIPC_OK)
        return code;
    (void)!duplex_ask(stream, 314159, 271828, NULL);
    (void)!duplex_writes_done(stream, NULL);
    code = duplex_expect(stream, 314159, error);
    if (code == PIPC_OK)
        code = duplex_expect_end(stream, PIPC_GRPC_OK, NULL, error);
    if (code == PIPC_OK)
        code = expect_echo("FullDuplexCall", echo, error);
    duplex_free(stream);
    return code;
}

int case_custom_metadata(peer *self, pipc_error **error)
{
    echoing unary = {.context = NULL};
    echoing full_duplex = {.context = NULL};
    int code = make_echoing(&unary, error);

    if (code == PIPC_OK)
        code = echo_by_unary_call(self, &unary, error);
    if (code == PIPC_OK)
        code = make_echoing(&full_duplex, error);
    if (code == PIPC_OK)
        code = echo_by_full_duplex_call(self, &full_duplex, error);
    free_echoing(&full_duplex);
    free_echoing(&unary);
    return code;
}

/* --- statuses ------------------------------------------------------------------------------- */

static echo_status make_status(char *message)
{
    echo_status status = GRPC__TESTING__ECHO_STATUS__INIT;

    status.code = PIPC_GRPC_UNKNOWN;
    status.message = message;
    return status;
}

static int expect_status_of_unary_call(peer *self, char *message, pipc_error **error)
{
    simple_request request = GRPC__TESTING__SIMPLE_REQUEST__INIT;
    echo_status status = make_status(message);
    simple_response *response = NULL;
    pipc_error *came = NULL;

    request.response_status = &status;
    if (grpc_testing_test_service_client_unary_call(&self->test, NULL, &request, &response,
                                                    &came) == PIPC_OK)
        grpc__testing__simple_response__free_unpacked(response, NULL);
    return expect_status("UnaryCall", came, PIPC_GRPC_UNKNOWN, message, error);
}

static int expect_status_of_full_duplex_call(peer *self, char *message, pipc_error **error)
{
    output_request request = GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
    echo_status status = make_status(message);
    duplex *stream = NULL;
    int code = duplex_open(&self->test, NULL, &stream, error);

    if (code != PIPC_OK)
        return code;
    request.response_status = &status;
    (void)!duplex_write(stream, &request, NULL);
    (void)!duplex_writes_done(stream, NULL);
    code = duplex_expect_end(stream, PIPC_GRPC_UNKNOWN, message, error);
    duplex_free(stream);
    return code;
}

int case_status_code_and_message(peer *self, pipc_error **error)
{
    char message[] = TEST_MESSAGE;
    int code = expect_status_of_unary_call(self, message, error);

    return code == PIPC_OK ? expect_status_of_full_duplex_call(self, message, error) : code;
}

int case_special_status_message(peer *self, pipc_error **error)
{
    char message[] = SPECIAL_MESSAGE;

    return expect_status_of_unary_call(self, message, error);
}
