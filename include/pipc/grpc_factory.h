/* The factory of what pipc itself has to offer to gRPC. */
#ifndef PIPC_GRPC_FACTORY_H_
#define PIPC_GRPC_FACTORY_H_

#include <pipc/factory.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Makes `self` a factory of `pip-services:endpoint:grpc:*:1.0`, which is a pipc_grpc_endpoint, as
 * DefaultGrpcFactory of Pip.Services. Services and clients are made by factories of their own.
 * Cannot fail. Dispose it with pipc_dispose().
 */
PIPC_API void pipc_grpc_factory_init(pipc_factory *self);

#ifdef __cplusplus
}
#endif

#endif
