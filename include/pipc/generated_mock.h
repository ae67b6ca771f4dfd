/* The door for generated mocks: what a .pipc-mock.c leans on. Not for use by hand. */
#ifndef PIPC_GENERATED_MOCK_H_
#define PIPC_GENERATED_MOCK_H_

#include <pipc/generated.h>
#include <pipc/grpc_mock.h>

#ifdef __cplusplus
extern "C" {
#endif

/** An answer as it is set; all but `failure` is borrowed. */
typedef struct pipc_grpc_mock_answer {
    const void *responses; /**< an array of pointers to messages */
    size_t count;          /**< of them */
    pipc_error *failure;   /**< how it ends; NULL: well. Taken, also if it fails */
    bool at_end;           /**< no response before the last message has come */
} pipc_grpc_mock_answer;

/**
 * Makes `self` the mock of `service`, which is initialised. Cannot fail.
 *
 * @param methods  a struct of nothing but a pipc_grpc_mock_method for each of the service's, in the
 *                 order of its table.
 *
 * Ownership: borrows both.
 */
PIPC_API void pipc_grpc_mock_init(pipc_grpc_mock *self, pipc_grpc_service *service, void *methods);

/** What x_mock_set_handlers() does. */
PIPC_API void pipc_grpc_mock_set_handlers(pipc_grpc_mock *self, const void *handlers);

/** Sets what answers the next `times` calls of method `row`. Errors: PIPC_E_NO_MEMORY. */
PIPC_API PIPC_NODISCARD int pipc_grpc_mock_set_answer(pipc_grpc_mock *self, size_t row,
                                                      const pipc_grpc_mock_answer *answer,
                                                      size_t times, pipc_error **error);

/** What x_mock_<rpc>_request() returns, of method `row`. */
PIPC_API const void *pipc_grpc_mock_request(pipc_grpc_mock *self, size_t row, size_t call,
                                            size_t message);

/**
 * Records a call of method `row`, and answers it, if there is an answer or nobody else to do so:
 * NULL then, and *code, and *error, are what the handler returns. Otherwise the handlers that are
 * to answer it. What the rpc does not have is NULL.
 */
PIPC_API const void *pipc_grpc_mock_serve(pipc_grpc_mock *self, size_t row, pipc_call *call,
                                          const ProtobufCMessage *request,
                                          pipc_grpc_server_stream *stream,
                                          ProtobufCMessage *response, int *code,
                                          pipc_error **error);

#ifdef __cplusplus
}
#endif

#endif
