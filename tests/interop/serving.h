/* The life of a program that serves: on a port of its choice, until SIGTERM. */
#ifndef PIPC_TESTS_INTEROP_SERVING_H_
#define PIPC_TESTS_INTEROP_SERVING_H_

#include <pipc/grpc_service.h>

/*
 * Prints "port N", serves, and disposes `service`. Returns the exit status; why it is a bad one is
 * told on stderr.
 */
int serve_until_stopped(pipc_grpc_service *service, const char *program);

#endif
