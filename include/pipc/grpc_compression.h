/* How messages are compressed on their way. */
#ifndef PIPC_GRPC_COMPRESSION_H_
#define PIPC_GRPC_COMPRESSION_H_

/**
 * What a sender compresses its messages with. A message that would not become smaller goes out as
 * it is. What comes is decompressed without being asked, but no further than
 * options.request_max_size allows.
 */
typedef enum pipc_grpc_compression {
    PIPC_GRPC_COMPRESSION_DEFAULT, /**< what options.compression says */
    PIPC_GRPC_COMPRESSION_NONE,
    PIPC_GRPC_COMPRESSION_GZIP,
    PIPC_GRPC_COMPRESSION_DEFLATE
} pipc_grpc_compression;

#endif
