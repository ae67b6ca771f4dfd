/* By what a server or a client proves who it is, and whom it trusts: names of files. */
#ifndef PIPC_RUNTIME_CONNECT_CREDENTIAL_H_
#define PIPC_RUNTIME_CONNECT_CREDENTIAL_H_

#include <stdbool.h>

#include <pipc/config_params.h>

/* Zeroed: nothing is set. The files are NULL where they are not. */
typedef struct pipc__credential {
    char *section; /* "credential" or "credentials.<n>", for messages */
    char *key_file;
    char *certificate_file;
    char *ca_file;
    char *server_name; /* whose certificate a client expects, NULL: that of whom it connects to */
    bool is_stored;    /* it has a store_key: a credential store may tell more */
} pipc__credential;

/*
 * Gives the name of the section that tells the credential: that of the one below `credentials`, or
 * "credential".
 *
 * Errors: PIPC_E_MISCONFIGURATION MULTIPLE_CREDENTIALS; PIPC_E_NO_MEMORY. *out, which is the
 *         caller's otherwise, is untouched then.
 */
int pipc__credential_section(const pipc_config_params *config, char **out, pipc_error **error);

/*
 * Reads of that section ssl_key_file, ssl_crt_file, ssl_ca_file; and
 * options.ssl_target_name_override.
 *
 * Errors: those of pipc__credential_section(). *out is untouched then; otherwise it is the caller's
 *         to dispose.
 */
int pipc__credential_resolve(const pipc_config_params *config, pipc__credential *out,
                             pipc_error **error);

/*
 * Checks that TLS is possible with it: a server needs key and certificate, a client both or
 * neither.
 *
 * Errors: PIPC_E_MISCONFIGURATION NO_SSL_KEY_FILE or NO_SSL_CRT_FILE, which names the key.
 */
int pipc__credential_check(const pipc__credential *self, bool listens, pipc_error **error);

/* The key of a file that is set, as "ssl_key_file"; NULL: none is. */
const char *pipc__credential_any_file(const pipc__credential *self);

/* Frees the parts and zeroes; a zeroed one may be disposed. */
void pipc__credential_dispose(pipc__credential *self);

#endif
