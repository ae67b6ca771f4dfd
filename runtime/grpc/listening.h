/* Sockets that listen, as the core would open them. */
#ifndef PIPC_RUNTIME_GRPC_LISTENING_H_
#define PIPC_RUNTIME_GRPC_LISTENING_H_

#include <stddef.h>

#include <pipc/error.h>

#include "connect/connection.h"

enum { PIPC__LISTENING_MAX = 8 };

/* All of one connection: a name may have several addresses. Zeroed: none. */
typedef struct pipc__listening {
    int fds[PIPC__LISTENING_MAX]; /* they do not block */
    size_t count;
    int port;   /* 0 of a unix socket */
    char *path; /* of a unix socket that is to be removed; else NULL */
} pipc__listening;

/*
 * Listens at one address of `connection` at least.
 *
 * Errors: those of pipc__fail_to_bind(); PIPC_E_NO_MEMORY. Nothing is open then.
 */
int pipc__listening_open(pipc__listening *self, const pipc__connection *connection, bool reuse_port,
                         pipc_error **error);

void pipc__listening_close(pipc__listening *self);

#endif
