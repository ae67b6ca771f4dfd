/* Messages inside a message, each with the name of its type: google.protobuf.Any. */
#ifndef PIPC_RUNTIME_GRPC_ANY_H_
#define PIPC_RUNTIME_GRPC_ANY_H_

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

#include "base/arena.h"
#include "pipc/error_description.pb-c.h"

/* Whether `any` says that it holds a message of the type called `name`, as "google.rpc.Status". */
bool pipc__any_is(const Pipc__Any *any, const char *name);

/* What `any` holds, a message of `descriptor`, in `arena`; NULL if it cannot be read as one. */
ProtobufCMessage *pipc__any_unpack(const Pipc__Any *any,
                                   const ProtobufCMessageDescriptor *descriptor,
                                   pipc__arena *arena);

/* Makes `any` hold `message`; `type_url` is borrowed. False if there is no memory. */
bool pipc__any_pack(Pipc__Any *any, const char *type_url, const ProtobufCMessage *message,
                    pipc__arena *arena);

#endif
