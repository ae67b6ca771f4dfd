/* Messages of a caller, up to where a handler may see them. */
#ifndef PIPC_RUNTIME_RPC_REQUEST_H_
#define PIPC_RUNTIME_RPC_REQUEST_H_

#include "rpc/call.h"

/*
 * Unpacks a message that came, into `arena`, and checks the rules of its method.
 *
 * Errors: those of pipc__codec_unpack() and pipc__rules_check().
 */
int pipc__request_unpack(pipc_call *call, grpc_byte_buffer *bytes, pipc__arena *arena,
                         ProtobufCMessage **out, pipc_error **error);

#endif
