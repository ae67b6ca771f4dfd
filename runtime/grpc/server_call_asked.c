/* What a call is asked while it runs. */
#include <grpc/support/alloc.h>
#include <string.h>

#include "grpc/core_metadata.h"
#include "grpc/envelope.h"
#include "grpc/server_call.h"

bool pipc__server_call_broke_off(const pipc__server_call *self)
{
    return grpc_call_failed_before_recv_message(self->incoming.call) != 0;
}

pipc__message_origin pipc__server_call_origin(const pipc__server_call *self)
{
    return (pipc__message_origin){
        .max_bytes = pipc__server_request_max_bytes(self->incoming.server),
        .blocks = pipc__loop_blocks(pipc__server_loop(self->incoming.server)),
    };
}

void pipc__server_call_note_message(const pipc__server_call *self, grpc_byte_buffer *bytes)
{
    pipc__message_note_flag(self->incoming.call, bytes);
}

bool pipc__server_call_is_cancelled(const pipc__server_call *self)
{
    return atomic_load(&self->cancelled);
}

void pipc__server_call_cancel(pipc__server_call *self)
{
    grpc_call_cancel_with_status(self->incoming.call, GRPC_STATUS_UNAVAILABLE,
                                 "the service was closed while the call ran", NULL);
    pipc__server_call_note_cancelled(self);
}

static bool is_cancelled(void *self)
{
    return pipc__server_call_is_cancelled(self);
}

bool pipc__server_call_wait_cancelled(pipc__server_call *self, int64_t deadline_ns)
{
    return pipc__server_wait_until(self->incoming.server, is_cancelled, self, deadline_ns);
}

int pipc__server_call_read_metadata(const pipc__server_call *self, pipc_metadata *metadata,
                                    pipc_error **error)
{
    return pipc__core_metadata_read(&self->incoming.metadata, metadata, error);
}

const grpc_slice *pipc__server_call_metadata(const pipc__server_call *self, const char *key)
{
    for (size_t i = 0; i < self->incoming.metadata.count; i++) {
        const grpc_metadata *entry = &self->incoming.metadata.metadata[i];

        if (grpc_slice_str_cmp(entry->key, key) == 0)
            return &entry->value;
    }
    return NULL;
}

char *pipc__server_call_peer(const pipc__server_call *self, pipc__arena *arena)
{
    char *peer = grpc_call_get_peer(self->incoming.call);
    char *copy = pipc__arena_strndup(arena, peer, strlen(peer));

    gpr_free(peer);
    return copy;
}

int64_t pipc__server_call_time_left_ms(const pipc__server_call *self)
{
    return pipc__deadline_left_ms(self->incoming.deadline);
}
