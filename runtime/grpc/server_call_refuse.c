/* A call that no handler sees. */
#include "grpc/server_call.h"

void pipc__server_call_refuse(const pipc__incoming_call *incoming, grpc_status_code status,
                              const char *message)
{
    pipc__server_call *self = grpc_call_arena_alloc(incoming->call, sizeof *self);
    pipc__server_reply reply = {.status = status,
                                .message = grpc_slice_from_copied_string(message),
                                .details = grpc_empty_slice()};

    pipc__server_call_begin(self, incoming, NULL, false);
    pipc__server_call_reply(self, &reply);
    pipc__server_call_let_go(self);
}
