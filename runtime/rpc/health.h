/* grpc.health.v1.Health, as a companion of an endpoint. */
#ifndef PIPC_RUNTIME_RPC_HEALTH_H_
#define PIPC_RUNTIME_RPC_HEALTH_H_

#include "grpc/companions.h"

extern const pipc__companion_class pipc__health_class;

#endif
