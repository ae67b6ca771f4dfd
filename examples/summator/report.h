/* What the programs say when something is wrong. */
#ifndef REPORT_H_
#define REPORT_H_

#include <stdio.h>

#include <pipc/pipc.h>

/**
 * Writes an error as text without a line end: `NoResponse CANNOT_CONNECT: message (cause)`, the
 * cause unless the message says it. What came from the other side may hold anything: control
 * characters are written as question marks.
 */
void report_write(FILE *file, const pipc_error *error);

/** Writes `program: error` as one line to stderr, frees the error, and returns EXIT_FAILURE. */
int report_failure(const char *program, pipc_error *error);

/** Flushes stdout; if that, or what was printed before, went wrong, says so and returns -1. */
int report_flush(const char *program);

#endif
