#include "rpc/client_options.h"

#include <string.h>

#include <pipc/error.h>

#include "grpc/message_compression.h"

const char *const pipc__client_keys[] = {
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
    "options.connect_timeout",
    "options.timeout",
    "options.request_max_size",
    "options.response_max_size",
    "options.metadata_max_size",
    "options.keepalive_time",
    "options.keepalive_timeout",
    "options.keepalive_permit_without_calls",
    "options.lb_policy",
    "options.reconnect_backoff_min",
    "options.reconnect_backoff_max",
    "options.compression",
    "options.ssl_target_name_override",
    "options.threads",
    "options.retries",
    "options.retry_backoff_min",
    "options.retry_backoff_max",
    NULL,
};

static int read_lb_policy(const pipc_config_params *config, const char **out, pipc_error **error)
{
    static const char *const policies[] = {"round_robin", "pick_first"};
    const char *text = pipc_config_params_get(config, "options.lb_policy");

    *out = NULL;
    if (text == NULL)
        return PIPC_OK;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(policies); i++)
        if (strcmp(text, policies[i]) == 0)
            *out = policies[i];
    if (*out != NULL)
        return PIPC_OK;
    return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_VALUE",
                     "options.lb_policy is \"%s\", expected round_robin or pick_first", text);
}

/* The core waits a fifth more or less than that, and never less than 100 ms. */
static int read_backoff(const pipc_config_params *config, pipc__client_options *options,
                        pipc_error **error)
{
    int code = pipc_config_params_get_long(config, "options.reconnect_backoff_min", 100, INT32_MAX,
                                           100, &options->backoff_min_ms, error);
    long least = options->backoff_min_ms;

    if (code != PIPC_OK)
        return code;
    return pipc_config_params_get_long(config, "options.reconnect_backoff_max", least, INT32_MAX,
                                       least < 500 ? 500 : least, &options->backoff_max_ms, error);
}

static int read_retries(const pipc_config_params *config, pipc__client_options *options,
                        pipc_error **error)
{
    int code = pipc_config_params_get_long(config, "options.retries", 0, INT32_MAX, 0,
                                           &options->retries, error);

    if (code == PIPC_OK)
        code = pipc_config_params_get_long(config, "options.retry_backoff_min", 1, INT32_MAX, 100,
                                           &options->retry_backoff_min_ms, error);
    if (code == PIPC_OK)
        code = pipc_config_params_get_long(
            config, "options.retry_backoff_max", options->retry_backoff_min_ms, INT32_MAX,
            options->retry_backoff_min_ms > 5000 ? options->retry_backoff_min_ms : 5000,
            &options->retry_backoff_max_ms, error);
    return code;
}

/* In Pip.Services there is but the first, and it is one for both. */
static int read_sizes(const pipc_config_params *config, pipc__client_options *options,
                      pipc_error **error)
{
    pipc__size_limit *requests = &options->request_limit;
    int code;

    *requests = (pipc__size_limit){.key = "options.request_max_size"};
    code = pipc_config_params_get_long(config, requests->key, 1, INT32_MAX, 0, &requests->max_bytes,
                                       error);
    if (code != PIPC_OK)
        return code;
    return pipc_config_params_get_long(config, "options.response_max_size", 1, INT32_MAX,
                                       requests->max_bytes == 0 ? 4 * 1024 * 1024
                                                                : requests->max_bytes,
                                       &options->response_max_bytes, error);
}

int pipc__client_options_read(const pipc_config_params *config, pipc__client_options *options,
                              pipc_error **error)
{
    int code = pipc_config_params_get_long(config, "options.connect_timeout", 0, INT32_MAX, 0,
                                           &options->connect_timeout_ms, error);

    if (code == PIPC_OK)
        code = pipc_config_params_get_long(config, "options.timeout", 0, INT32_MAX, 10000,
                                           &options->timeout_ms, error);
    if (code == PIPC_OK)
        code = read_sizes(config, options, error);
    if (code == PIPC_OK)
        code = pipc__bounds_read(config, false, &options->bounds, error);
    if (code == PIPC_OK)
        code = read_lb_policy(config, &options->lb_policy, error);
    if (code == PIPC_OK)
        code = read_backoff(config, options, error);
    if (code == PIPC_OK)
        code = pipc__compression_read(config, &options->compression, error);
    if (code == PIPC_OK)
        code = pipc_config_params_get_long(config, "options.threads", 0, 1024, 1, &options->threads,
                                           error);
    if (code == PIPC_OK)
        code = read_retries(config, options, error);
    return code;
}
