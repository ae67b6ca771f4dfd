#include "rpc/interceptors.h"

#include <pipc/error.h>

#include "base/alloc.h"
#include "rpc/result.h"

void pipc__interceptors_dispose(pipc__interceptors *self)
{
    pipc__free(self->interceptors);
    pipc__free(self->authorizations);
    *self = (pipc__interceptors){.interceptor_count = 0};
}

int pipc__interceptors_add(pipc__interceptors *self, pipc_grpc_server_interceptor *interceptor,
                           pipc_error **error)
{
    size_t count = self->interceptor_count + 1;
    pipc_grpc_server_interceptor **grown = pipc__realloc(self->interceptors, count * sizeof *grown);

    if (grown == NULL)
        return pipc_fail_no_memory(error);
    grown[count - 1] = interceptor;
    self->interceptors = grown;
    self->interceptor_count = count;
    return PIPC_OK;
}

int pipc__interceptors_add_authorizer(pipc__interceptors *self, const pipc_grpc_method *method,
                                      pipc_grpc_authorizer *authorizer, pipc_error **error)
{
    size_t count = self->authorization_count + 1;
    pipc__authorization *grown = pipc__realloc(self->authorizations, count * sizeof *grown);

    if (grown == NULL)
        return pipc_fail_no_memory(error);
    grown[count - 1] = (pipc__authorization){.authorizer = authorizer, .method = method};
    self->authorizations = grown;
    self->authorization_count = count;
    return PIPC_OK;
}

static int begin(pipc_grpc_server_interceptor *interceptor, pipc_call *call, pipc_error **error)
{
    if (interceptor->begin == NULL)
        return PIPC_OK;
    return pipc__result_check(interceptor->begin(interceptor, call, error), error);
}

static int authorize(const pipc__interceptors *self, const pipc_grpc_method *method,
                     pipc_call *call, pipc_error **error)
{
    int code = PIPC_OK;

    for (size_t i = 0; code == PIPC_OK && i < self->authorization_count; i++) {
        const pipc__authorization *authorization = &self->authorizations[i];

        if (authorization->method == NULL || authorization->method == method)
            code = pipc__result_check(
                authorization->authorizer->authorize(authorization->authorizer, call, error),
                error);
    }
    return code;
}

int pipc__interceptors_begin(const pipc__interceptors *self, const pipc_grpc_method *method,
                             pipc_call *call, size_t *entered, pipc_error **error)
{
    for (*entered = 0; *entered < self->interceptor_count; ++*entered) {
        int code = begin(self->interceptors[*entered], call, error);

        if (code != PIPC_OK)
            return code;
    }
    return authorize(self, method, call, error);
}

void pipc__interceptors_end(const pipc__interceptors *self, size_t entered, pipc_call *call,
                            int code, const pipc_error *error)
{
    while (entered > 0) {
        pipc_grpc_server_interceptor *interceptor = self->interceptors[--entered];

        if (interceptor->end != NULL)
            interceptor->end(interceptor, call, code, error);
    }
}
