/* What the configuration says of single methods: `methods.<name>.*`. */
#ifndef PIPC_RUNTIME_RPC_METHOD_OPTIONS_H_
#define PIPC_RUNTIME_RPC_METHOD_OPTIONS_H_

#include <pipc/config_params.h>
#include <pipc/generated.h>

typedef struct pipc__method_options {
    long timeout_ms; /* 0: none */
    long retries;
} pipc__method_options;

/*
 * Those of all methods of `desc`, in its order, which are `defaults` where nothing else is said.
 *
 * Errors:    PIPC_E_MISCONFIGURATION METHOD_NOT_FOUND, BAD_KEY or BAD_VALUE; PIPC_E_NO_MEMORY.
 * Ownership: free *out by pipc__free().
 */
int pipc__method_options_read(const pipc_config_params *config, const pipc_grpc_service_desc *desc,
                              const pipc__method_options *defaults, pipc__method_options **out,
                              pipc_error **error);

#endif
