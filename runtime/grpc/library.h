/* The gRPC core as a whole: initialised while anything of ours is open. */
#ifndef PIPC_RUNTIME_GRPC_LIBRARY_H_
#define PIPC_RUNTIME_GRPC_LIBRARY_H_

/*
 * Initialises the core; calls are counted by the core and each is undone by one
 * pipc__library_release(). Threads: any.
 *
 * Where the core still writes to stderr by itself it is told not to, unless the environment
 * variable GRPC_VERBOSITY or GRPC_TRACE is set: what goes wrong reaches the user as an error.
 */
void pipc__library_acquire(void);
void pipc__library_release(void);

#endif
