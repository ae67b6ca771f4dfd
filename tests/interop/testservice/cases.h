/* The cases of gRPC's interop tests, as doc/interop-test-descriptions.md of gRPC tells them. */
#ifndef CASES_H_
#define CASES_H_

#include "names.h"

/** Clients of the server under test, open. */
typedef struct peer {
    grpc_testing_test_service_client test;
    grpc_testing_unimplemented_service_client unimplemented;
} peer;

/** Milliseconds that a call may take; no case makes more than two that may wait for so long. */
#define CALL_TIMEOUT_MS 7000

/** Fails with what was expected and what came. */
typedef int case_function(peer *self, pipc_error **error);

case_function case_empty_unary;
case_function case_large_unary;
case_function case_unimplemented_method;
case_function case_unimplemented_service;

case_function case_client_compressed_unary;
case_function case_server_compressed_unary;
case_function case_client_compressed_streaming;
case_function case_server_compressed_streaming;

case_function case_client_streaming;
case_function case_server_streaming;
case_function case_ping_pong;
case_function case_empty_stream;

case_function case_cancel_after_begin;
case_function case_cancel_after_first_response;
case_function case_timeout_on_sleeping_server;

case_function case_custom_metadata;
case_function case_status_code_and_message;
case_function case_special_status_message;

/**
 * Makes a request of case large_unary, `body` and `request` being given room.
 *
 * Ownership: the bytes of the body are static.
 */
void case_make_large_request(simple_request *request, payload *body);

/** Gives `body` as many zero bytes, static ones; 271828 at most. */
void case_make_body(payload *body, size_t size);

/** Calls EmptyCall: where failing is what a case expects, this tells that the service is there. */
PIPC_NODISCARD int case_probe(peer *self, pipc_error **error);

#endif
