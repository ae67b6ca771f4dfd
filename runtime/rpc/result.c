#include "rpc/result.h"

#include <assert.h>
#include <stdbool.h>

#include <pipc/error.h>

int pipc__result_check(int code, pipc_error **error)
{
    assert(code <= PIPC_OK && "expected PIPC_OK or a PIPC_E_*");
    if (code > PIPC_OK)
        code = PIPC_E_INTERNAL;
    if (code != PIPC_OK || error == NULL || *error == NULL)
        return code;
    assert(false && "PIPC_OK was returned and *error set");
    pipc_error_free(*error);
    *error = NULL;
    return code;
}
