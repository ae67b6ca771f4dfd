/* The arguments of a channel or server of the gRPC core, while they are collected. */
#ifndef PIPC_RUNTIME_GRPC_ARGUMENTS_H_
#define PIPC_RUNTIME_GRPC_ARGUMENTS_H_

#include <grpc/grpc.h>

enum { PIPC__ARGUMENTS_MAX = 32 };

/* Zeroed is empty. */
typedef struct pipc__arguments {
    grpc_arg list[PIPC__ARGUMENTS_MAX];
    size_t count;
} pipc__arguments;

/* Adds a whole number; `key` is a string literal. More than PIPC__ARGUMENTS_MAX are asserted. */
void pipc__arguments_add(pipc__arguments *arguments, const char *key, int value);

/* Adds text, which is borrowed until the core has copied it. */
void pipc__arguments_add_text(pipc__arguments *arguments, const char *key, const char *value);

/* Adds what `vtable` knows how to keep, which it does until the core is done with it. */
void pipc__arguments_add_pointer(pipc__arguments *arguments, const char *key, void *pointer,
                                 const grpc_arg_pointer_vtable *vtable);

/* As the core takes them; borrowed until `arguments` changes. */
grpc_channel_args pipc__arguments_get(pipc__arguments *arguments);

#endif
