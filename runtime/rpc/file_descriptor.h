/* What a serialized FileDescriptorProto declares, as server reflection is asked for it. */
#ifndef PIPC_RUNTIME_RPC_FILE_DESCRIPTOR_H_
#define PIPC_RUNTIME_RPC_FILE_DESCRIPTOR_H_

#include <stdbool.h>
#include <stdint.h>

#include <pipc/generated.h>

#include "grpc/wire.h"

typedef enum pipc__symbol {
    PIPC__SYMBOL_NONE,
    PIPC__SYMBOL_MESSAGE,
    PIPC__SYMBOL_OTHER /* a service, method, enum, value of an enum, field, oneof or extension */
} pipc__symbol;

/* What `name`, with its package and all it is nested in, is in this file. */
pipc__symbol pipc__file_find(const pipc_grpc_file *file, const char *name);

enum { PIPC__NESTING_MAX = 100 }; /* as of messages; protoc has less */

/* The extensions that a file declares, those in messages too; deeper ones are left out. */
typedef struct pipc__extensions {
    pipc__wire_bytes rest[PIPC__NESTING_MAX]; /* of the file, of a message of it, and so on */
    int depth;                                /* of those that are used */
} pipc__extensions;

typedef struct pipc__extension {
    pipc__wire_bytes extendee; /* ".package.Message" */
    int32_t number;
} pipc__extension;

void pipc__extensions_init(pipc__extensions *self, const pipc_grpc_file *file);
/* False: no more. */
bool pipc__extensions_next(pipc__extensions *self, pipc__extension *out);

/* Whether it extends the message of that name. */
bool pipc__extension_extends(const pipc__extension *self, const char *message);

#endif
