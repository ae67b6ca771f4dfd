/* Packed messages of which something is left out before protobuf-c unpacks, and so copies, it. */
#ifndef PIPC_RUNTIME_GRPC_EXCERPT_H_
#define PIPC_RUNTIME_GRPC_EXCERPT_H_

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Stands in an excerpt for the content of a field of type `bytes`. */
typedef struct pipc__lent {
    size_t offset; /* where in the packed message that is */
    size_t length;
} pipc__lent;

/* Whatever is as long is lent: so long in an unpacked excerpt is nothing but a pipc__lent. */
enum { PIPC__LENT_MIN_BYTES = sizeof(pipc__lent) };

/* What is left out. */
typedef struct pipc__excerpt {
    bool without_unknown; /* unknown fields, of all levels */
    bool lends;           /* content of fields of type `bytes`, wherever it is long enough */
} pipc__excerpt;

/*
 * Copies a packed message, but for what `excerpt` says, to `copy`, which has room for `length`
 * bytes, or if it lends for less by `lendable_bytes` of what pipc__inspect() found. Only for
 * messages that passed it. Returns how many bytes it has. Bytes that are no field are copied too,
 * as what follows them: the parser refuses them.
 */
size_t pipc__excerpt_pack(const pipc__excerpt *excerpt,
                          const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
                          size_t length, uint8_t *copy);

/*
 * Makes the message that `bytes` are of the one that was unpacked from an excerpt of them that
 * lends: its long fields of type `bytes` lie there from now on. False: it is none of that, and not
 * to be used.
 */
bool pipc__excerpt_fill(ProtobufCMessage *message, const uint8_t *bytes, size_t length);

#endif
