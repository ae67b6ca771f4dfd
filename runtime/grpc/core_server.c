#include "grpc/core_server.h"

#include "grpc/arguments.h"
#include "grpc/message_compression.h"

grpc_server *pipc__core_server_create(const pipc__server_options *options)
{
    pipc__arguments arguments = {.count = 0};
    grpc_resource_quota *quota;
    grpc_channel_args list;
    grpc_server *server;

    pipc__arguments_add(&arguments, GRPC_ARG_ALLOW_REUSEPORT, options->reuse_port);
    pipc__arguments_add(&arguments, GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH,
                        options->request_max_bytes);
    pipc__arguments_add(&arguments, GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0); /* see codec.c */
    if (pipc__compression_is_on(options->compression))
        pipc__arguments_add(&arguments, GRPC_COMPRESSION_CHANNEL_DEFAULT_LEVEL,
                            (int)pipc__compression_level(options->compression));
    pipc__bounds_add(&options->bounds, &arguments);
    quota = pipc__bounds_add_quota(&options->bounds, &arguments);
    list = pipc__arguments_get(&arguments);
    server = grpc_server_create(&list, NULL);
    pipc__bounds_release_quota(quota);
    return server;
}
