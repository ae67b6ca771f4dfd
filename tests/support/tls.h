/* TLS for the tests of the runtime: the files that certificates.sh made, by their names there. */
#ifndef PIPC_TESTS_SUPPORT_TLS_H_
#define PIPC_TESTS_SUPPORT_TLS_H_

#include <stdbool.h>
#include <stddef.h>

#include "support/echo.h"

/* What a main() of tests with certificates ends with where there are none; it tells so. */
enum { TLS_SKIPPED = 77 };
bool tls_has_certificates(void);

/* Where the file is; borrowed until it is asked for the eighth next. */
const char *tls_path(const char *name);

/*
 * Makes `copy_name` hold what `name` does, at once. No link: one that another test makes to the
 * same file is a change of it.
 */
void tls_copy(const char *name, const char *copy_name);

/* NULL: not set. */
typedef struct tls_files {
    const char *key;
    const char *certificate;
    const char *ca;
} tls_files;

extern const tls_files tls_server;      /* of an EC key */
extern const tls_files tls_client;      /* that trusts it */
extern const tls_files tls_mtls_server; /* that trusts the next */
extern const tls_files tls_mtls_client;

/*
 * Configures for https: the files with `more` (as ";a=b", or "") on `port` of 127.0.0.1. Returns
 * what pipc_configure() does.
 */
int tls_configure(pipc_component *component, int port, const tls_files *files, const char *more,
                  pipc_error **error);

/* Configures the service of `self` for a free port and opens it, or fails the test. */
void tls_echo_open(echo *self, const tls_files *files);

/* Initialises, configures and opens, or fails the test. */
void tls_client_open(tests_echo_client *self, int port, const tls_files *files, const char *more);

#endif
