/* What options.compression and those who override it mean to the core. */
#ifndef PIPC_RUNTIME_GRPC_MESSAGE_COMPRESSION_H_
#define PIPC_RUNTIME_GRPC_MESSAGE_COMPRESSION_H_

#include <grpc/compression.h>
#include <stdbool.h>

#include <pipc/grpc_compression.h>
#include <pipc/types.h>

/*
 * Reads options.compression, NONE by default.
 *
 * Errors: PIPC_E_MISCONFIGURATION BAD_VALUE; *out is untouched then.
 */
int pipc__compression_read(const pipc_config_params *config, pipc_grpc_compression *out,
                           pipc_error **error);

/* Whether it compresses anything; DEFAULT does not. */
bool pipc__compression_is_on(pipc_grpc_compression compression);

/* For a client, which does not know what the server can read. */
grpc_compression_algorithm pipc__compression_algorithm(pipc_grpc_compression compression);

/*
 * For a server, which knows what its caller can read: of a level the core makes the algorithm meant
 * or, where the caller cannot read that, the other one, or none.
 */
grpc_compression_level pipc__compression_level(pipc_grpc_compression compression);

/* As metadata have it: "identity", "gzip", "deflate". Static. */
const char *pipc__compression_name(pipc_grpc_compression compression);

#endif
