/* FullDuplexCall, by shorter names. */
#ifndef DUPLEX_H_
#define DUPLEX_H_

#include "cases.h"

typedef grpc_testing_test_service_client_full_duplex_call_stream duplex;

#define duplex_open grpc_testing_test_service_client_full_duplex_call
#define duplex_read grpc_testing_test_service_client_full_duplex_call_stream_read
#define duplex_write grpc_testing_test_service_client_full_duplex_call_stream_write
#define duplex_writes_done grpc_testing_test_service_client_full_duplex_call_stream_writes_done
#define duplex_free grpc_testing_test_service_client_full_duplex_call_stream_free

/** Asks for one response of `response_size`, sending a body of `body_size`. */
PIPC_NODISCARD int duplex_ask(duplex *self, int32_t response_size, size_t body_size,
                              pipc_error **error);

/** Reads a response, which must be a payload of `size`. */
PIPC_NODISCARD int duplex_expect(duplex *self, size_t size, pipc_error **error);

/** Reads the end of the call, before which nothing more may come, and which must be that status. */
PIPC_NODISCARD int duplex_expect_end(duplex *self, pipc_grpc_status status, const char *message,
                                     pipc_error **error);

#endif
