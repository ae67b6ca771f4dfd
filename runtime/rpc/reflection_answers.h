/* What server reflection answers. */
#ifndef PIPC_RUNTIME_RPC_REFLECTION_ANSWERS_H_
#define PIPC_RUNTIME_RPC_REFLECTION_ANSWERS_H_

#include "base/arena.h"
#include "grpc/reflection/v1/reflection.pipc.h"
#include "grpc/registrations.h"
#include "rpc/file_set.h"

typedef Grpc__Reflection__V1__ServerReflectionRequest pipc__reflection_request;
typedef Grpc__Reflection__V1__ServerReflectionResponse pipc__reflection_response;

/* What may be asked for. */
typedef struct pipc__reflected {
    const pipc__registrations *services;
    pipc__file_set files;
} pipc__reflected;

/*
 * Answers `request`; what is not found is an answer, too.
 *
 * Errors:    PIPC_E_NO_MEMORY.
 * Ownership: *response is initialised here, and borrows from request, `self` and `arena`.
 */
int pipc__reflection_answer(const pipc__reflected *self, const pipc__reflection_request *request,
                            pipc__arena *arena, pipc__reflection_response *response,
                            pipc_error **error);

#endif
