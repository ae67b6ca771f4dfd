/* The fields of a packed message, as they stand in its bytes. */
#ifndef PIPC_RUNTIME_GRPC_WIRE_H_
#define PIPC_RUNTIME_GRPC_WIRE_H_

#include <stdbool.h>
#include <stdint.h>

typedef struct pipc__wire_bytes {
    const uint8_t *at; /* NULL: none */
    const uint8_t *end;
} pipc__wire_bytes;

/* It goes from `start` to where the next one starts. */
typedef struct pipc__wire_field {
    uint32_t number;
    const uint8_t *start;
    const uint8_t *value;     /* behind the key; of a length-delimited field its length */
    pipc__wire_bytes content; /* of a length-delimited field, else none */
} pipc__wire_field;

/*
 * Reads a field, to `bytes->end` at most. False: what stands there is none, or a group; the parser
 * refuses both.
 */
bool pipc__wire_read(pipc__wire_bytes *bytes, pipc__wire_field *field);

/* Reads a number, as it stands at `value` of a field. False: what stands there is none. */
bool pipc__wire_read_varint(pipc__wire_bytes *bytes, uint64_t *value);

#endif
