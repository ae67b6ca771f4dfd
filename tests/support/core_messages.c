#include "support/core_messages.h"

#include <grpc/compression.h>

/*
 * GRPC_WRITE_INTERNAL_COMPRESS, of a message that is left to us as it came, and
 * GRPC_WRITE_INTERNAL_TEST_ONLY_WAS_COMPRESSED, of one that the core decompressed.
 */
#define IS_OR_WAS_COMPRESSED (0x80000000u | 0x40000000u)

/* Exported by the core under their names of C++, and declared in none of its public headers. */
uint32_t
message_flags(grpc_call *call) __asm__("_Z37grpc_call_test_only_get_message_flagsP9grpc_call");
grpc_compression_algorithm compression_algorithm(grpc_call *call) __asm__(
    "_Z45grpc_call_test_only_get_compression_algorithmP9grpc_call");

const char *core_message_compression(grpc_call *call)
{
    grpc_compression_algorithm algorithm = GRPC_COMPRESS_NONE;
    const char *name = "";

    if (message_flags(call) & IS_OR_WAS_COMPRESSED)
        algorithm = compression_algorithm(call);
    grpc_compression_algorithm_name(algorithm, &name);
    return name;
}
