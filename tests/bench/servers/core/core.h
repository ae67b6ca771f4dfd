/* A server by hand on the raw core, as well as can be: what its parts know of each other. */
#ifndef BENCH_SERVERS_CORE_CORE_H_
#define BENCH_SERVERS_CORE_CORE_H_

#include <grpc/byte_buffer.h>
#include <grpc/grpc.h>
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

/* What a completion queue hands back. */
typedef struct core_tag core_tag;
struct core_tag {
    void (*fire)(core_tag *self, bool ok);
};

#define CORE_CONTAINER_OF(pointer, type, member)                                                   \
    ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

/* A call that has come. */
typedef struct core_call {
    grpc_call *call;
    grpc_metadata_array metadata;
    grpc_byte_buffer *payload; /* of those with one request */
} core_call;

typedef struct core_method {
    const char *path;
    bool has_payload;
    void (*accept)(const core_call *call); /* takes what it points to */
} core_method;

/* Ends with an empty row. */
extern const core_method core_unary_methods[];
extern const core_method core_stream_methods[];

/* --- messages.c ----------------------------------------------------------------------------- */

/* Memory for one message that is read, used anew for the next. */
typedef struct core_memory {
    ProtobufCAllocator allocator;
    size_t used;
    size_t large_count;
    void *large[4]; /* what did not fit */
    char bytes[512];
} core_memory;

/* Reads a message; NULL if the bytes, which may be NULL, are none. It lives until
 * core_memory_clear(). */
void *core_read(grpc_byte_buffer *bytes, const ProtobufCMessageDescriptor *descriptor,
                core_memory *memory);

/* Forgets what was read. */
void core_memory_clear(core_memory *memory);

grpc_byte_buffer *core_write(const ProtobufCMessage *message);

/* --- batches -------------------------------------------------------------------------------- */

/* Starts it; the program ends if the core refuses. */
void core_start(grpc_call *call, const grpc_op *ops, size_t count, core_tag *tag);

grpc_op core_op(grpc_op_type type);
grpc_op core_op_send(grpc_byte_buffer *message);
grpc_op core_op_status(grpc_status_code status);

#endif
