#include "grpc/core_server.h"

#include "grpc/arguments.h"
#include "grpc/message_compression.h"

/*
 * The core makes a call of all that it has read before it sees to any of them, also of those that
 * are reset in the same breath: some kilobytes for each hundred bytes. By itself it reads up to 4
 * MiB at once.
 */
enum { READ_BYTES_MAX = 128 * 1024 };

grpc_server *pipc__core_server_create(const pipc__server_options *options,
                                      pipc__core_acceptor **core_acceptor)
{
    pipc__arguments arguments = {.count = 0};
    grpc_resource_quota *quota;
    grpc_channel_args list;
    grpc_server *server;

    pipc__arguments_add(&arguments, GRPC_ARG_ALLOW_REUSEPORT, options->reuse_port);
    pipc__arguments_add(&arguments, GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH,
                        options->request_max_bytes);
    pipc__arguments_add(&arguments, GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0); /* see codec.c */
#ifdef GRPC_ARG_TCP_MAX_READ_CHUNK_SIZE
    pipc__arguments_add(&arguments, GRPC_ARG_TCP_MAX_READ_CHUNK_SIZE, READ_BYTES_MAX);
#endif
    if (pipc__compression_is_on(options->compression))
        pipc__arguments_add(&arguments, GRPC_COMPRESSION_CHANNEL_DEFAULT_LEVEL,
                            (int)pipc__compression_level(options->compression));
    pipc__bounds_add(&options->bounds, &arguments);
    if (pipc__handover_is_known())
        pipc__handover_prepare(core_acceptor, &arguments);
    quota = pipc__bounds_add_quota(&options->bounds, &arguments);
    list = pipc__arguments_get(&arguments);
    server = grpc_server_create(&list, NULL);
    pipc__bounds_release_quota(quota);
    return server;
}
