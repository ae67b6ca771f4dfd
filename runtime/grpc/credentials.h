/* The credentials functions, wherever this version of the core declares them, and ours. */
#ifndef PIPC_RUNTIME_GRPC_CREDENTIALS_H_
#define PIPC_RUNTIME_GRPC_CREDENTIALS_H_

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>

/* Newer cores moved them here, and grpc_security.h does not include it: pointers would be cut. */
#ifdef __has_include
#if __has_include(<grpc/credentials.h>)
#include <grpc/credentials.h>
#endif
#endif

#include "component/log.h"
#include "connect/credential.h"

/*
 * With what a client connects: plain text, or TLS if `secure`. The files are read once, here.
 *
 * Errors: those of pipc__credential_read_files(). *out is the caller's to release otherwise.
 */
int pipc__client_credentials_create(bool secure, const pipc__credential *credential,
                                    grpc_channel_credentials **out, pipc_error **error);

/* With what a server listens. */
typedef struct pipc__server_credentials pipc__server_credentials;

/*
 * Plain text, or TLS if `secure`: the files are read again whenever they have changed by the time
 * somebody connects. If they are of no use then, the loggers are told once and what was read before
 * stays.
 *
 * Errors:    those of pipc__credential_read_files().
 * Ownership: borrows `credential` and `loggers` until it is freed.
 */
int pipc__server_credentials_create(bool secure, const pipc__credential *credential,
                                    const pipc__loggers *loggers, pipc__server_credentials **out,
                                    pipc_error **error);

/* As the core takes them; borrowed. */
grpc_server_credentials *pipc__server_credentials_get(const pipc__server_credentials *self);

/* To be called when the core's server is gone; accepts NULL. */
void pipc__server_credentials_free(pipc__server_credentials *self);

#endif
