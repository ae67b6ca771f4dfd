#include "rpc/request.h"

#include <pipc/error.h>

#include "messages/rules.h"

int pipc__request_unpack(pipc_call *call, grpc_byte_buffer *bytes, pipc__arena *arena,
                         ProtobufCMessage **out, pipc_error **error)
{
    pipc__message_origin origin = pipc__server_call_origin(&call->server_call);
    const pipc__service_method *method = call->method;
    int code;

    if (bytes != NULL)
        call->message_compression = pipc__codec_compression(bytes);
    code = pipc__codec_unpack(&method->request, &origin, bytes, arena, out, error);

    if (code == PIPC_OK && method->rules != NULL)
        code = pipc__rules_check(method->rules, *out, error);
    if (code != PIPC_OK || !call->streams || call->stream.witness == NULL)
        return code;
    return call->stream.witness->saw(call->stream.witness, *out, error);
}
