/* Cases of unary calls. */
#include "cases.h"
#include "expectations.h"

enum { LARGE_REQUEST = 271828, LARGE_RESPONSE = 314159 };

static uint8_t zeros[LARGE_REQUEST];

void case_make_body(payload *body, size_t size)
{
    grpc__testing__payload__init(body);
    body->body.data = zeros;
    body->body.len = size;
}

void case_make_large_request(simple_request *request, payload *body)
{
    grpc__testing__simple_request__init(request);
    case_make_body(body, LARGE_REQUEST);
    request->payload = body;
    request->response_size = LARGE_RESPONSE;
}

int case_probe(peer *self, pipc_error **error)
{
    empty request = GRPC__TESTING__EMPTY__INIT;
    empty *response = NULL;
    pipc_error *came = NULL;

    if (grpc_testing_test_service_client_empty_call(&self->test, NULL, &request, &response,
                                                    &came) == PIPC_OK)
        grpc__testing__empty__free_unpacked(response, NULL);
    return expect_status("EmptyCall", came, PIPC_GRPC_OK, NULL, error);
}

int case_empty_unary(peer *self, pipc_error **error)
{
    return case_probe(self, error);
}

int case_large_unary(peer *self, pipc_error **error)
{
    payload body;
    simple_request request;
    simple_response *response = NULL;
    pipc_error *came = NULL;
    int code;

    case_make_large_request(&request, &body);
    if (grpc_testing_test_service_client_unary_call(&self->test, NULL, &request, &response,
                                                    &came) != PIPC_OK)
        return expect_status("UnaryCall", came, PIPC_GRPC_OK, NULL, error);
    code = expect_payload("UnaryCall", response->payload, LARGE_RESPONSE, error);
    grpc__testing__simple_response__free_unpacked(response, NULL);
    return code;
}

int case_unimplemented_method(peer *self, pipc_error **error)
{
    empty request = GRPC__TESTING__EMPTY__INIT;
    empty *response = NULL;
    pipc_error *came = NULL;
    int code = case_probe(self, error);

    if (code != PIPC_OK)
        return code;
    if (grpc_testing_test_service_client_unimplemented_call(&self->test, NULL, &request, &response,
                                                            &came) == PIPC_OK)
        grpc__testing__empty__free_unpacked(response, NULL);
    return expect_status("UnimplementedCall", came, PIPC_GRPC_UNIMPLEMENTED, NULL, error);
}

int case_unimplemented_service(peer *self, pipc_error **error)
{
    empty request = GRPC__TESTING__EMPTY__INIT;
    empty *response = NULL;
    pipc_error *came = NULL;

    if (grpc_testing_unimplemented_service_client_unimplemented_call(
            &self->unimplemented, NULL, &request, &response, &came) == PIPC_OK)
        grpc__testing__empty__free_unpacked(response, NULL);
    return expect_status("UnimplementedService", came, PIPC_GRPC_UNIMPLEMENTED, NULL, error);
}
