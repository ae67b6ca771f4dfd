/* Some .proto files, none of them twice. */
#ifndef PIPC_RUNTIME_RPC_FILE_SET_H_
#define PIPC_RUNTIME_RPC_FILE_SET_H_

#include <stdbool.h>
#include <stddef.h>

#include <pipc/generated.h>

/* Zeroed is empty. */
typedef struct pipc__file_set {
    const pipc_grpc_file **files; /* borrowed, but for the array */
    size_t count;
    size_t capacity;
} pipc__file_set;

void pipc__file_set_dispose(pipc__file_set *self);

/* Adds `file` and what it imports, directly or not, behind it. False: no memory. */
bool pipc__file_set_add(pipc__file_set *self, const pipc_grpc_file *file);

/* The one of that name; NULL: there is none. */
const pipc_grpc_file *pipc__file_set_find(const pipc__file_set *self, const char *name);

#endif
