/* What code of the program returns, made sure of. */
#ifndef PIPC_RUNTIME_RPC_RESULT_H_
#define PIPC_RUNTIME_RPC_RESULT_H_

#include <pipc/types.h>

/*
 * `code`, if it is PIPC_OK or a PIPC_E_*, else PIPC_E_INTERNAL. What says OK and makes an error all
 * the same has answered: OK is what it returned, and the error is freed. Both are mistakes, and
 * asserted on.
 */
int pipc__result_check(int code, pipc_error **error);

#endif
