/* Numbers as JSON writes them, in no locale. */
#ifndef PIPC_RUNTIME_MESSAGES_JSON_NUMBERS_H_
#define PIPC_RUNTIME_MESSAGES_JSON_NUMBERS_H_

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "messages/json_reader.h"

/* A whole number, of either sign. */
typedef struct pipc__json_integer {
    bool is_negative;
    uint64_t magnitude;
} pipc__json_integer;

/*
 * Reads `number`, which is one of JSON's, exactly: "1.0" and "1e3" are whole. False: it is not, or
 * past 64 bits.
 */
bool pipc__json_integer_read(const pipc__json_text *number, pipc__json_integer *integer);

/*
 * Reads `number`, one of JSON's, as a double, or as a float if `is_float`. Returns PIPC_OK,
 * PIPC_E_BAD_REQUEST if it is too large, or PIPC_E_NO_MEMORY.
 */
int pipc__json_double_read(const pipc__json_text *number, bool is_float, pipc__arena *arena,
                           double *value);

/* Room for what pipc__json_double_write() writes. */
enum { PIPC__JSON_DOUBLE_MAX = 32 };

/* Writes the shortest text that is read as `value` again; it is finite. */
void pipc__json_double_write(double value, bool is_float, char *text);

#endif
