/* The credentials functions, wherever this version of the core declares them. */
#ifndef PIPC_RUNTIME_GRPC_CREDENTIALS_H_
#define PIPC_RUNTIME_GRPC_CREDENTIALS_H_

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>

/* Newer cores moved them here, and grpc_security.h does not include it: pointers would be cut. */
#ifdef __has_include
#if __has_include(<grpc/credentials.h>)
#include <grpc/credentials.h>
#endif
#endif

#endif
