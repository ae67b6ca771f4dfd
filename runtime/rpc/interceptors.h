/* What stands around the handlers of a service: interceptors, and inside them authorizers. */
#ifndef PIPC_RUNTIME_RPC_INTERCEPTORS_H_
#define PIPC_RUNTIME_RPC_INTERCEPTORS_H_

#include <pipc/generated.h>
#include <pipc/grpc_interceptor.h>

typedef struct pipc__authorization {
    pipc_grpc_authorizer *authorizer;
    const pipc_grpc_method *method; /* NULL: all */
} pipc__authorization;

/* Zeroed: none. Changes only while the service is closed. */
typedef struct pipc__interceptors {
    pipc_grpc_server_interceptor **interceptors; /* the outermost first */
    size_t interceptor_count;
    pipc__authorization *authorizations; /* in the order they are asked */
    size_t authorization_count;
} pipc__interceptors;

void pipc__interceptors_dispose(pipc__interceptors *self);

/* Errors: PIPC_E_NO_MEMORY. */
int pipc__interceptors_add(pipc__interceptors *self, pipc_grpc_server_interceptor *interceptor,
                           pipc_error **error);
int pipc__interceptors_add_authorizer(pipc__interceptors *self, const pipc_grpc_method *method,
                                      pipc_grpc_authorizer *authorizer, pipc_error **error);

/*
 * Lets `call` in, or not. *entered counts the interceptors that let it go on, also when one that is
 * further in, or an authorizer, did not: those are owed pipc__interceptors_end().
 */
int pipc__interceptors_begin(const pipc__interceptors *self, const pipc_grpc_method *method,
                             pipc_call *call, size_t *entered, pipc_error **error);
void pipc__interceptors_end(const pipc__interceptors *self, size_t entered, pipc_call *call,
                            int code, const pipc_error *error);

#endif
