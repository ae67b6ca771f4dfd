#include "grpc/message_compression.h"

#include <pipc/config_params.h>
#include <pipc/error.h>

#include "base/str.h"

int pipc__compression_read(const pipc_config_params *config, pipc_grpc_compression *out,
                           pipc_error **error)
{
    const char *text = pipc_config_params_get_default(config, "options.compression", "none");

    if (pipc__str_equal_ignoring_case(text, "none"))
        *out = PIPC_GRPC_COMPRESSION_NONE;
    else if (pipc__str_equal_ignoring_case(text, "gzip"))
        *out = PIPC_GRPC_COMPRESSION_GZIP;
    else if (pipc__str_equal_ignoring_case(text, "deflate"))
        *out = PIPC_GRPC_COMPRESSION_DEFLATE;
    else
        return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_VALUE",
                         "options.compression is \"%s\", expected none, gzip or deflate", text);
    return PIPC_OK;
}

bool pipc__compression_is_on(pipc_grpc_compression compression)
{
    return pipc__compression_algorithm(compression) != GRPC_COMPRESS_NONE;
}

grpc_compression_algorithm pipc__compression_algorithm(pipc_grpc_compression compression)
{
    switch (compression) {
    case PIPC_GRPC_COMPRESSION_GZIP:
        return GRPC_COMPRESS_GZIP;
    case PIPC_GRPC_COMPRESSION_DEFLATE:
        return GRPC_COMPRESS_DEFLATE;
    case PIPC_GRPC_COMPRESSION_DEFAULT:
    case PIPC_GRPC_COMPRESSION_NONE:
    default:
        return GRPC_COMPRESS_NONE;
    }
}

grpc_compression_level pipc__compression_level(pipc_grpc_compression compression)
{
    switch (compression) {
    case PIPC_GRPC_COMPRESSION_GZIP:
        return GRPC_COMPRESS_LEVEL_LOW;
    case PIPC_GRPC_COMPRESSION_DEFLATE:
        return GRPC_COMPRESS_LEVEL_HIGH;
    case PIPC_GRPC_COMPRESSION_DEFAULT:
    case PIPC_GRPC_COMPRESSION_NONE:
    default:
        return GRPC_COMPRESS_LEVEL_NONE;
    }
}

const char *pipc__compression_name(pipc_grpc_compression compression)
{
    const char *name = "identity";

    grpc_compression_algorithm_name(pipc__compression_algorithm(compression), &name);
    return name;
}
