/* grpc.reflection.v1 and v1alpha, as a companion of an endpoint. */
#ifndef PIPC_RUNTIME_RPC_REFLECTION_H_
#define PIPC_RUNTIME_RPC_REFLECTION_H_

#include "grpc/companions.h"

extern const pipc__companion_class pipc__reflection_class;

#endif
