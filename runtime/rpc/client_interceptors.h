/* The interceptors of a client, in the order in which they see its calls. */
#ifndef PIPC_RUNTIME_RPC_CLIENT_INTERCEPTORS_H_
#define PIPC_RUNTIME_RPC_CLIENT_INTERCEPTORS_H_

#include <pipc/grpc_interceptor.h>

/* Zeroed: none. Changes only while the client is closed. */
typedef struct pipc__client_interceptors {
    pipc_grpc_client_interceptor **list; /* the outermost first */
    size_t count;
} pipc__client_interceptors;

void pipc__client_interceptors_dispose(pipc__client_interceptors *self);

/* Errors: PIPC_E_NO_MEMORY. */
int pipc__client_interceptors_add(pipc__client_interceptors *self,
                                  pipc_grpc_client_interceptor *interceptor, pipc_error **error);

#endif
