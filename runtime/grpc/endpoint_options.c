#include "grpc/endpoint_options.h"

#include <pipc/error.h>

#include "grpc/message_compression.h"

const char *const pipc__endpoint_keys[] = {
    "connection.protocol",
    "connection.host",
    "connection.ip",
    "connection.port",
    "connection.uri",
    "connection.discovery_key",
    "credential.ssl_key_file",
    "credential.ssl_crt_file",
    "credential.ssl_ca_file",
    "credential.store_key",
    "options.threads",
    "options.max_handlers",
    "options.max_waiting",
    "options.max_concurrent_streams",
    "options.max_connections",
    "options.max_connection_idle",
    "options.max_connection_age",
    "options.max_connection_age_grace",
    "options.request_max_size",
    "options.response_max_size",
    "options.metadata_max_size",
    "options.memory_quota",
    "options.handshake_timeout",
    "options.keepalive_time",
    "options.keepalive_timeout",
    "options.keepalive_permit_without_calls",
    "options.keepalive_min_interval",
    "options.listen",
    "options.reuse_port",
    "options.shutdown_timeout",
    "options.compression",
    "options.check_cardinality",
    "options.health",
    "options.reflection",
    NULL,
};

static int read_bounds(const pipc_config_params *config, pipc__endpoint_options *options,
                       pipc_error **error)
{
    int code = pipc_config_params_get_long(config, "options.max_waiting", 0, 1000000, 16384,
                                           &options->waiting_max, error);

    options->response_limit = (pipc__size_limit){.key = "options.response_max_size"};
    if (code == PIPC_OK)
        code = pipc_config_params_get_long(config, options->response_limit.key, 1, INT32_MAX, 0,
                                           &options->response_limit.max_bytes, error);
    if (code == PIPC_OK)
        code = pipc__bounds_read(config, true, &options->bounds, error);
    return code;
}

int pipc__endpoint_options_read(const pipc_config_params *config, pipc__endpoint_options *options,
                                pipc_error **error)
{
    int code = pipc_config_params_get_long(config, "options.request_max_size", 1, INT32_MAX,
                                           4 * 1024 * 1024, &options->request_max_bytes, error);

    if (code == PIPC_OK)
        code = pipc_config_params_get_long(config, "options.threads", 0, 1024, 0, &options->threads,
                                           error);
    if (code == PIPC_OK)
        code = pipc_config_params_get_long(config, "options.max_handlers", 1, 1000000, 1024,
                                           &options->max_handlers, error);
    if (code == PIPC_OK)
        code = pipc_config_params_get_long(config, "options.shutdown_timeout", 0, INT32_MAX, 10000,
                                           &options->shutdown_timeout_ms, error);
    if (code == PIPC_OK)
        code = pipc_config_params_get_boolean(config, "options.listen", true, &options->listens,
                                              error);
    if (code == PIPC_OK)
        code = pipc_config_params_get_boolean(config, "options.reuse_port", false,
                                              &options->reuse_port, error);
    if (code == PIPC_OK)
        code = pipc_config_params_get_boolean(config, "options.check_cardinality", true,
                                              &options->checks_cardinality, error);
    if (code == PIPC_OK)
        code = read_bounds(config, options, error);
    if (code == PIPC_OK)
        code = pipc__compression_read(config, &options->compression, error);
    return code;
}
