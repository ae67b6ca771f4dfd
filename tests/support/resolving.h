/* Connections that are resolved from a line of configuration. */
#ifndef PIPC_TESTS_SUPPORT_RESOLVING_H_
#define PIPC_TESTS_SUPPORT_RESOLVING_H_

#include "connect/connection_resolver.h"

/* Of the port 3000, at 0.0.0.0 and at localhost. */
extern const pipc__connection_defaults resolving_server;
extern const pipc__connection_defaults resolving_client;

/* As pipc__connection_resolve(), for a line as of pipc_config_params_from_string(). */
int resolving_resolve(const char *line, const pipc__connection_defaults *defaults,
                      pipc__connection *out, pipc_error **error);

typedef struct resolving_bad_row {
    const char *config;
    int category;
    const char *code;
    const char *message;
} resolving_bad_row;

#define RESOLVING_BAD(config, code, message)                                                       \
    {                                                                                              \
        config, PIPC_E_MISCONFIGURATION, code, message                                             \
    }

/* It must be refused, as assert_error() says, and nothing written. */
void resolving_expect_refusal(const resolving_bad_row *row,
                              const pipc__connection_defaults *defaults);

#endif
