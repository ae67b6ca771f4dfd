/* Where a server listens or a client connects to: a value, checked and complete. */
#ifndef PIPC_RUNTIME_CONNECT_CONNECTION_H_
#define PIPC_RUNTIME_CONNECT_CONNECTION_H_

#include <stdbool.h>

#include <pipc/types.h>

typedef struct pipc__connection pipc__connection;
struct pipc__connection {
    bool secure;  /* protocol https */
    char *target; /* as the gRPC core takes it: "host:port", "[::1]:80", "unix:/path", "dns:…" */
    char *uri;    /* for messages and the log: "http://host:port", or the uri as configured */
    char *host;   /* without brackets; NULL where `uri` is one that passes to the core */
    int port;     /* 0: any free one; -1 where there is none */
    /* What calls are addressed to ("host:port"), where `target` does not tell; else NULL. */
    char *authority;
    pipc__connection *next; /* where to listen besides; NULL: nowhere */
};

/* Frees the parts, those of the next ones too, and zeroes; a zeroed one may be disposed. */
void pipc__connection_dispose(pipc__connection *connection);

#endif
