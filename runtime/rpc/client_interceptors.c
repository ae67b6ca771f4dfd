#include "rpc/client_interceptors.h"

#include <pipc/error.h>

#include "base/alloc.h"

void pipc__client_interceptors_dispose(pipc__client_interceptors *self)
{
    pipc__free(self->list);
    *self = (pipc__client_interceptors){.count = 0};
}

int pipc__client_interceptors_add(pipc__client_interceptors *self,
                                  pipc_grpc_client_interceptor *interceptor, pipc_error **error)
{
    size_t count = self->count + 1;
    pipc_grpc_client_interceptor **grown = pipc__realloc(self->list, count * sizeof *grown);

    if (grown == NULL)
        return pipc_fail_no_memory(error);
    grown[count - 1] = interceptor;
    *self = (pipc__client_interceptors){.list = grown, .count = count};
    return PIPC_OK;
}
