/* The options of an endpoint, as its configuration tells them. */
#ifndef PIPC_RUNTIME_GRPC_ENDPOINT_OPTIONS_H_
#define PIPC_RUNTIME_GRPC_ENDPOINT_OPTIONS_H_

#include <stdbool.h>

#include <pipc/config_params.h>
#include <pipc/grpc_compression.h>

#include "grpc/bounds.h"
#include "grpc/codec.h"

typedef struct pipc__endpoint_options {
    long request_max_bytes;
    long threads;
    long max_handlers;
    long waiting_max;
    pipc__size_limit response_limit;
    pipc__bounds bounds;
    long shutdown_timeout_ms;
    bool listens;
    bool reuse_port;
    bool checks_cardinality;
    pipc_grpc_compression compression;
} pipc__endpoint_options;

/* Every key that an endpoint knows, NULL after the last. */
extern const char *const pipc__endpoint_keys[];

/* Errors: PIPC_E_MISCONFIGURATION BAD_VALUE. */
int pipc__endpoint_options_read(const pipc_config_params *config, pipc__endpoint_options *options,
                                pipc_error **error);

#endif
