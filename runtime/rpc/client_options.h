/* The options of a client, as its configuration tells them. */
#ifndef PIPC_RUNTIME_RPC_CLIENT_OPTIONS_H_
#define PIPC_RUNTIME_RPC_CLIENT_OPTIONS_H_

#include <pipc/config_params.h>
#include <pipc/grpc_compression.h>

#include "grpc/bounds.h"
#include "grpc/codec.h"

typedef struct pipc__client_options {
    long connect_timeout_ms; /* 0: open does not wait */
    long timeout_ms;         /* 0: none */
    pipc__size_limit request_limit;
    long response_max_bytes;
    pipc__bounds bounds;
    const char *lb_policy; /* static text; NULL: by how many servers there are */
    long backoff_min_ms;
    long backoff_max_ms;
    pipc_grpc_compression compression;
    long threads; /* 0: as many as there are processors */
    long retries;
    long retry_backoff_min_ms;
    long retry_backoff_max_ms;
} pipc__client_options;

/* Every key that a client knows but for methods.*, NULL after the last. */
extern const char *const pipc__client_keys[];

/* Errors: PIPC_E_MISCONFIGURATION BAD_VALUE. */
int pipc__client_options_read(const pipc_config_params *config, pipc__client_options *options,
                              pipc_error **error);

#endif
