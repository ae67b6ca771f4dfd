/* What the floors above add to an error, and users do not. */
#ifndef PIPC_RUNTIME_BASE_ERROR_H_
#define PIPC_RUNTIME_BASE_ERROR_H_

#include <pipc/error.h>

/* Another code for an error that is made already; as the setters of <pipc/error.h> otherwise. */
void pipc__error_set_code(pipc_error *error, const char *code);

/*
 * The status with which the error came over a wire, as that wire numbers it, where category, code
 * and HTTP status do not tell it; 0: they do. As the setters of <pipc/error.h> otherwise.
 */
void pipc__error_set_wire_status(pipc_error *error, int wire_status);
int pipc__error_wire_status(const pipc_error *error);

#endif
