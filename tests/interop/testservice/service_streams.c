#include "service.h"

#include "answers.h"

/* How many responses a half duplex call may ask for, all of which are kept until it has ended. */
enum { KEPT_MAX = 10000 };

/* Where responses go, whichever rpc they are of. */
typedef struct sink {
    pipc_call *call;
    int (*write)(void *stream, const output_response *message, pipc_error **error);
    void *stream;
} sink;

/* --- writing -------------------------------------------------------------------------------- */

static int wait_interval(pipc_call *call, int32_t interval_us, pipc_error **error)
{
    if (interval_us < 0)
        return pipc_fail_grpc(error, PIPC_GRPC_INVALID_ARGUMENT,
                              "interval_us is %ld, expected 0 or more", (long)interval_us);
    if (interval_us > 0 && pipc_call_wait_cancelled(call, ((int64_t)interval_us + 999) / 1000))
        return pipc_fail_grpc(error, PIPC_GRPC_CANCELLED, "nobody waits for the responses");
    return PIPC_OK;
}

static int write_response(const sink *to, payload_type type, const response_parameters *wanted,
                          pipc_error **error)
{
    output_response response = GRPC__TESTING__STREAMING_OUTPUT_CALL_RESPONSE__INIT;
    payload body;
    int code = answer_payload(type, wanted->size, &body, error);

    if (code == PIPC_OK)
        code = wait_interval(to->call, wanted->interval_us, error);
    if (code != PIPC_OK)
        return code;
    response.payload = &body;
    answer_compressed(to->call, wanted->compressed);
    return to->write(to->stream, &response, error);
}

static int write_responses(const sink *to, const output_request *request, pipc_error **error)
{
    int code = answer_status(request->response_status, error);

    for (size_t i = 0; code == PIPC_OK && i < request->n_response_parameters; i++)
        code = write_response(to, request->response_type, request->response_parameters[i], error);
    return code;
}

/* --- server streaming ----------------------------------------------------------------------- */

static int write_output(void *stream, const output_response *message, pipc_error **error)
{
    return grpc_testing_test_service_streaming_output_call_writer_write(stream, message, error);
}

int service_streaming_output_call(grpc_testing_test_service_service *self, pipc_call *call,
                                  const output_request *request,
                                  grpc_testing_test_service_streaming_output_call_writer *writer,
                                  pipc_error **error)
{
    sink to = {.call = call, .write = write_output, .stream = writer};
    int code = answer_metadata(call, error);

    (void)self;
    return code == PIPC_OK ? write_responses(&to, request, error) : code;
}

/* --- client streaming ----------------------------------------------------------------------- */

static int add_size(pipc_call *call, const input_request *request, input_response *response,
                    pipc_error **error)
{
    size_t room = (size_t)(INT32_MAX - response->aggregated_payload_size);
    size_t size = request->payload == NULL ? 0 : request->payload->body.len;

    if (size > room)
        return pipc_fail_grpc(error, PIPC_GRPC_OUT_OF_RANGE,
                              "the bodies add up to more than aggregated_payload_size can hold");
    response->aggregated_payload_size += (int32_t)size;
    return answer_compression(call, request->expect_compressed, error);
}

int service_streaming_input_call(grpc_testing_test_service_service *self, pipc_call *call,
                                 grpc_testing_test_service_streaming_input_call_reader *reader,
                                 input_response *response, pipc_error **error)
{
    const input_request *request = NULL;
    int code = answer_metadata(call, error);

    (void)self;
    while (code == PIPC_OK) {
        code = grpc_testing_test_service_streaming_input_call_reader_read(reader, &request, error);
        if (code <= 0)
            break;
        code = add_size(call, request, response, error);
    }
    return code;
}

/* --- both at once --------------------------------------------------------------------------- */

static int write_full(void *stream, const output_response *message, pipc_error **error)
{
    return grpc_testing_test_service_full_duplex_call_stream_write(stream, message, error);
}

int service_full_duplex_call(grpc_testing_test_service_service *self, pipc_call *call,
                             grpc_testing_test_service_full_duplex_call_stream *stream,
                             pipc_error **error)
{
    sink to = {.call = call, .write = write_full, .stream = stream};
    const output_request *request = NULL;
    int code = answer_metadata(call, error);

    (void)self;
    while (code == PIPC_OK) {
        code = grpc_testing_test_service_full_duplex_call_stream_read(stream, &request, error);
        if (code <= 0)
            break;
        code = write_responses(&to, request, error);
    }
    return code;
}

/* --- one after the other -------------------------------------------------------------------- */

/* A response that was asked for; a request lives only until the next one is read. */
typedef struct kept kept;
struct kept {
    payload_type type;
    response_parameters wanted;
    bool_value compressed; /* if `wanted` says anything of it */
    kept *next;
};

typedef struct kept_list {
    kept *first;
    kept **end;
    size_t count;
} kept_list;

static int keep(pipc_call *call, const output_request *request, kept_list *list, pipc_error **error)
{
    int code = answer_status(request->response_status, error);

    for (size_t i = 0; code == PIPC_OK && i < request->n_response_parameters; i++) {
        const response_parameters *wanted = request->response_parameters[i];
        kept *one = pipc_call_alloc(call, sizeof *one);

        if (one == NULL)
            return pipc_fail_no_memory(error);
        if (list->count++ >= KEPT_MAX)
            return pipc_fail_grpc(error, PIPC_GRPC_RESOURCE_EXHAUSTED,
                                  "expected %d response_parameters at most", KEPT_MAX);
        *one = (kept){.type = request->response_type, .wanted = *wanted};
        if (wanted->compressed != NULL) {
            one->compressed = *wanted->compressed;
            one->wanted.compressed = &one->compressed;
        }
        *list->end = one;
        list->end = &one->next;
    }
    return code;
}

static int write_half(void *stream, const output_response *message, pipc_error **error)
{
    return grpc_testing_test_service_half_duplex_call_stream_write(stream, message, error);
}

int service_half_duplex_call(grpc_testing_test_service_service *self, pipc_call *call,
                             grpc_testing_test_service_half_duplex_call_stream *stream,
                             pipc_error **error)
{
    sink to = {.call = call, .write = write_half, .stream = stream};
    kept_list list = {.end = &list.first};
    const output_request *request = NULL;
    int code = answer_metadata(call, error);

    (void)self;
    while (code == PIPC_OK) {
        code = grpc_testing_test_service_half_duplex_call_stream_read(stream, &request, error);
        if (code <= 0)
            break;
        code = keep(call, request, &list, error);
    }
    for (const kept *one = list.first; code == PIPC_OK && one != NULL; one = one->next)
        code = write_response(&to, one->type, &one->wanted, error);
    return code;
}
