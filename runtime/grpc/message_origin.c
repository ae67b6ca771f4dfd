#include "grpc/message_origin.h"

#include <stdint.h>

/* GRPC_WRITE_INTERNAL_COMPRESS of the core */
#define SAYS_COMPRESSED 0x80000000u

/*
 * A byte buffer has the compression but not the flag, which so tells nothing of a message that is
 * compressed with what the core does not know. The flag it gives nobody but its own tests, by a
 * function of C++ that it exports and declares in none of its public headers: a core to come may
 * lack it.
 */
__attribute__((weak)) uint32_t
last_message_flags(grpc_call *call) __asm__("_Z37grpc_call_test_only_get_message_flagsP9grpc_call");

bool pipc__message_origin_says_compressed(const pipc__message_origin *self)
{
    if (self->call == NULL || last_message_flags == NULL)
        return false;
    return (last_message_flags(self->call) & SAYS_COMPRESSED) != 0;
}

void pipc__message_note_flag(grpc_call *call, grpc_byte_buffer *bytes)
{
    const pipc__message_origin origin = {.call = call};

    if (bytes != NULL && bytes->data.raw.compression == GRPC_COMPRESS_NONE &&
        pipc__message_origin_says_compressed(&origin))
        bytes->data.raw.compression = (grpc_compression_algorithm)PIPC__COMPRESSION_UNKNOWN;
}
