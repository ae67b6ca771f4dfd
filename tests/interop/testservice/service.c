#include "service.h"

#include "answers.h"

static int empty_call(grpc_testing_test_service_service *self, pipc_call *call,
                      const empty *request, empty *response, pipc_error **error)
{
    (void)self;
    (void)request;
    (void)response;
    return answer_metadata(call, error);
}

static int make_payload(pipc_call *call, const simple_request *request, simple_response *response,
                        pipc_error **error)
{
    payload *made = pipc_call_alloc(call, sizeof *made);
    int code;

    if (made == NULL)
        return pipc_fail_no_memory(error);
    code = answer_payload(request->response_type, request->response_size, made, error);
    if (code == PIPC_OK)
        response->payload = made;
    return code;
}

static int unary_call(grpc_testing_test_service_service *self, pipc_call *call,
                      const simple_request *request, simple_response *response, pipc_error **error)
{
    int code = answer_metadata(call, error);

    (void)self;
    if (code == PIPC_OK)
        code = answer_compression(call, request->expect_compressed, error);
    if (code == PIPC_OK)
        code = answer_status(request->response_status, error);
    if (code == PIPC_OK)
        code = make_payload(call, request, response, error);
    answer_compressed(call, request->response_compressed);
    return code;
}

static int cacheable_unary_call(grpc_testing_test_service_service *self, pipc_call *call,
                                const simple_request *request, simple_response *response,
                                pipc_error **error)
{
    int code = pipc_metadata_add(pipc_call_initial_metadata(call), "cache-control",
                                 "max-age=60, public", error);

    return code == PIPC_OK ? unary_call(self, call, request, response, error) : code;
}

const grpc_testing_test_service_handlers service_handlers = {
    .empty_call = empty_call,
    .unary_call = unary_call,
    .cacheable_unary_call = cacheable_unary_call,
    .streaming_output_call = service_streaming_output_call,
    .streaming_input_call = service_streaming_input_call,
    .full_duplex_call = service_full_duplex_call,
    .half_duplex_call = service_half_duplex_call,
};
