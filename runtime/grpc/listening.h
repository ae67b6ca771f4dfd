/* Sockets that listen, as the core would open them. */
#ifndef PIPC_RUNTIME_GRPC_LISTENING_H_
#define PIPC_RUNTIME_GRPC_LISTENING_H_

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <pipc/error.h>

#include "connect/connection.h"

enum { PIPC__LISTENING_MAX = 8 };

/* Zeroed: none. They do not matter to unix sockets. */
typedef struct pipc__listening_options {
    bool reuse_port;
    int user_timeout_ms; /* TCP_USER_TIMEOUT of whatever is accepted; 0: as the system has it */
} pipc__listening_options;

/* All of one connection: a name may have several addresses. Zeroed: none. */
typedef struct pipc__listening {
    int fds[PIPC__LISTENING_MAX]; /* they do not block */
    size_t count;
    int port;     /* 0 of a unix socket */
    char *path;   /* of a unix socket, which is to be removed; else NULL */
    dev_t device; /* and what it is that was bound there: another may take its place */
    ino_t inode;
    const char *reason; /* why the first address cannot be listened at that cannot */
} pipc__listening;

/*
 * Listens at one address of `connection` at least. At the path of a unix socket it takes the place
 * of the one that is there, if any, whether somebody listens there or not.
 *
 * Errors: those of pipc__fail_to_listen(); PIPC_E_NO_MEMORY. Nothing is open then.
 */
int pipc__listening_open(pipc__listening *self, const pipc__connection *connection,
                         const pipc__listening_options *options, pipc_error **error);

/* Removes a unix socket, unless another has taken its place. */
void pipc__listening_close(pipc__listening *self);

#endif
