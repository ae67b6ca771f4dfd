/* What the floors above add to an error, and users do not. */
#ifndef PIPC_RUNTIME_BASE_ERROR_H_
#define PIPC_RUNTIME_BASE_ERROR_H_

#include <pipc/error.h>

#include "base/violations.h"

/* As *error, unless that is NULL, a copy of `other`; returns its category. */
int pipc__error_copy(const pipc_error *other, pipc_error **error);

/* Another code for an error that is made already; as the setters of <pipc/error.h> otherwise. */
void pipc__error_set_code(pipc_error *error, const char *code);

/* Puts text before the message, as what the error is of; as the setters of <pipc/error.h>. */
void pipc__error_prefix(pipc_error *error, const char *format, ...) PIPC_PRINTF(2, 3);

/*
 * The status with which the error came over a wire, as that wire numbers it, where category, code
 * and HTTP status do not tell it; 0: they do. As the setters of <pipc/error.h> otherwise.
 */
void pipc__error_set_wire_status(pipc_error *error, int wire_status);
int pipc__error_wire_status(const pipc_error *error);

/*
 * What is wrong with the fields of a request; the details say it too, all of a field in one. As the
 * setters of <pipc/error.h> otherwise. NULL of NULL.
 */
void pipc__error_set_violations(pipc_error *error, const pipc__violations *violations);
const pipc__violations *pipc__error_violations(const pipc_error *error);

#endif
