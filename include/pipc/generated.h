/* The door for generated code: what a .pipc.h and a .pipc.c lean on. Not for use by hand. */
#ifndef PIPC_GENERATED_H_
#define PIPC_GENERATED_H_

#include <protobuf-c/protobuf-c.h>

#include <pipc/pipc.h>

/** Changes when generated code must be generated anew; checked where it is compiled. */
#define PIPC_GENERATED_ABI 1

#ifdef __cplusplus
extern "C" {
#endif

/** Which side of a call sends one message and which a stream of them. */
typedef enum pipc_grpc_method_kind {
    PIPC_GRPC_UNARY,
    PIPC_GRPC_SERVER_STREAMING,
    PIPC_GRPC_CLIENT_STREAMING,
    PIPC_GRPC_BIDI_STREAMING
} pipc_grpc_method_kind;

/** The rpc option `idempotency_level`: what may be called again when it is unknown if it ran. */
typedef enum pipc_grpc_idempotency {
    PIPC_GRPC_IDEMPOTENCY_UNKNOWN,
    PIPC_GRPC_NO_SIDE_EFFECTS,
    PIPC_GRPC_IDEMPOTENT
} pipc_grpc_idempotency;

/**
 * Runs the user's handler of a unary rpc: a generated thunk.
 *
 * @param request   borrowed for the call.
 * @param response  initialised, for the handler to fill in; never freed by protobuf-c, so that it
 *                  may point to what lives as long as the call.
 *
 * Returns PIPC_OK, or a PIPC_E_* (with *error set or not), which the caller of the rpc gets.
 * Threads: called on a thread of the endpoint, concurrently with itself.
 */
typedef int (*pipc_grpc_unary_thunk)(pipc_grpc_service *service, pipc_call *call,
                                     const ProtobufCMessage *request, ProtobufCMessage *response,
                                     pipc_error **error);

/** One rpc, the same for both sides; static const, generated. */
struct pipc_grpc_method {
    const char *path; /**< "/package.Service/Method", as on the wire */
    pipc_grpc_method_kind kind;
    pipc_grpc_idempotency idempotency;
    const ProtobufCMessageDescriptor *request;
    const ProtobufCMessageDescriptor *response;
    pipc_grpc_unary_thunk unary; /**< NULL unless `kind` is PIPC_GRPC_UNARY */
};

/** One service, the same for both sides; static const, generated. */
struct pipc_grpc_service_desc {
    int abi;          /**< PIPC_GENERATED_ABI when it was compiled */
    const char *name; /**< "package.Service", as on the wire */
    size_t method_count;
    const pipc_grpc_method *methods;
};

/** What an empty handler slot answers: UNIMPLEMENTED, naming the path. */
PIPC_API int pipc_grpc_unimplemented(pipc_call *call, pipc_error **error);

/**
 * Calls a unary rpc and waits for its answer.
 *
 * @param method  a row of the table the client was initialised with.
 *
 * Errors:    PIPC_E_INVALID_STATE if the client is not open, is closed meanwhile, or `method` is
 * not unary; PIPC_E_BAD_REQUEST for a correlation id that cannot be sent; PIPC_E_NO_RESPONSE when
 * there is no connection or no answer in time; PIPC_E_NO_MEMORY; otherwise what the handler on the
 * other side made of it, category, code, message and details. Ownership: *response is yours, made
 * by protobuf-c's default allocator; untouched if it fails. Threads:   any; blocks up to the call's
 * timeout.
 */
PIPC_API PIPC_NODISCARD int pipc_grpc_client_call(pipc_grpc_client *self,
                                                  const pipc_grpc_method *method,
                                                  const pipc_context *context,
                                                  const ProtobufCMessage *request,
                                                  ProtobufCMessage **response, pipc_error **error);

#ifdef __cplusplus
}
#endif

#endif
