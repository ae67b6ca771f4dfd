/* Cases of calls that are ended before their time. */
#include "cases.h"
#include "duplex.h"
#include "expectations.h"

/* A context whose calls `cancellation` ends; both are to be freed, also if this fails. */
static int new_cancellable(pipc_context **context, pipc_cancellation **cancellation,
                           pipc_error **error)
{
    int code = pipc_context_new(NULL, context, error);

    if (code == PIPC_OK)
        code = pipc_cancellation_new(cancellation, error);
    if (code == PIPC_OK)
        pipc_context_set_cancellation(*context, *cancellation);
    return code;
}

static int begin_and_cancel(peer *self, const pipc_context *context,
                            pipc_cancellation *cancellation, pipc_error **error)
{
    grpc_testing_test_service_client_streaming_input_call_writer *writer = NULL;
    input_response *response = NULL;
    pipc_error *came = NULL;
    int code =
        grpc_testing_test_service_client_streaming_input_call(&self->test, context, &writer, error);

    if (code != PIPC_OK)
        return code;
    pipc_cancellation_cancel(cancellation);
    if (grpc_testing_test_service_client_streaming_input_call_writer_finish(writer, &response,
                                                                            &came) == PIPC_OK)
        grpc__testing__streaming_input_call_response__free_unpacked(response, NULL);
    grpc_testing_test_service_client_streaming_input_call_writer_free(writer);
    return expect_status("StreamingInputCall", came, PIPC_GRPC_CANCELLED, NULL, error);
}

int case_cancel_after_begin(peer *self, pipc_error **error)
{
    pipc_context *context = NULL;
    pipc_cancellation *cancellation = NULL;
    int code = case_probe(self, error);

    if (code == PIPC_OK)
        code = new_cancellable(&context, &cancellation, error);
    if (code == PIPC_OK)
        code = begin_and_cancel(self, context, cancellation, error);
    pipc_context_free(context);
    pipc_cancellation_free(cancellation);
    return code;
}

static int read_and_cancel(duplex *stream, pipc_cancellation *cancellation, pipc_error **error)
{
    int code;

    (void)!duplex_ask(stream, 31415, 27182, NULL);
    code = duplex_expect(stream, 31415, error);
    if (code != PIPC_OK)
        return code;
    pipc_cancellation_cancel(cancellation);
    return duplex_expect_end(stream, PIPC_GRPC_CANCELLED, NULL, error);
}

int case_cancel_after_first_response(peer *self, pipc_error **error)
{
    pipc_context *context = NULL;
    pipc_cancellation *cancellation = NULL;
    duplex *stream = NULL;
    int code = new_cancellable(&context, &cancellation, error);

    if (code == PIPC_OK)
        code = duplex_open(&self->test, context, &stream, error);
    if (code == PIPC_OK)
        code = read_and_cancel(stream, cancellation, error);
    duplex_free(stream);
    pipc_context_free(context);
    pipc_cancellation_free(cancellation);
    return code;
}

/* It asks for nothing, and does not say that it will not: the server sleeps. */
static int send_body(duplex *stream)
{
    output_request request = GRPC__TESTING__STREAMING_OUTPUT_CALL_REQUEST__INIT;
    payload body;

    case_make_body(&body, 27182);
    request.payload = &body;
    return duplex_write(stream, &request, NULL);
}

int case_timeout_on_sleeping_server(peer *self, pipc_error **error)
{
    pipc_context *context = NULL;
    duplex *stream = NULL;
    int code = case_probe(self, error);

    if (code == PIPC_OK)
        code = pipc_context_new(NULL, &context, error);
    if (code != PIPC_OK)
        return code;
    pipc_context_set_timeout_ms(context, 1);
    code = duplex_open(&self->test, context, &stream, error);
    if (code == PIPC_OK) {
        (void)!send_body(stream);
        code = duplex_expect_end(stream, PIPC_GRPC_DEADLINE_EXCEEDED, NULL, error);
    }
    duplex_free(stream);
    pipc_context_free(context);
    return code;
}
