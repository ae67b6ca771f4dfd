/* The service of gRPC's interop tests. */
#ifndef SERVICE_H_
#define SERVICE_H_

#include "names.h"

/** What answers each of its rpcs, but for UnimplementedCall. */
extern const grpc_testing_test_service_handlers service_handlers;

/*
 * Those of streams. All echo metadata and, where the request has such a thing, its
 * response_status; all answer INVALID_ARGUMENT to what answers.h refuses.
 */

/** Writes a response for each of response_parameters, of that size, after that interval. */
int service_streaming_output_call(grpc_testing_test_service_service *self, pipc_call *call,
                                  const output_request *request,
                                  grpc_testing_test_service_streaming_output_call_writer *writer,
                                  pipc_error **error);

/** Adds up the sizes of what it reads. */
int service_streaming_input_call(grpc_testing_test_service_service *self, pipc_call *call,
                                 grpc_testing_test_service_streaming_input_call_reader *reader,
                                 input_response *response, pipc_error **error);

/** Answers each request as it comes. */
int service_full_duplex_call(grpc_testing_test_service_service *self, pipc_call *call,
                             grpc_testing_test_service_full_duplex_call_stream *stream,
                             pipc_error **error);

/** Answers all requests after the last one, of which it keeps a limited number. */
int service_half_duplex_call(grpc_testing_test_service_service *self, pipc_call *call,
                             grpc_testing_test_service_half_duplex_call_stream *stream,
                             pipc_error **error);

#endif
