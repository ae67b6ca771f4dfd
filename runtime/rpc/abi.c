#include "rpc/abi.h"

int pipc__check_abi(const pipc_grpc_service_desc *desc, pipc_error **error)
{
    if (desc->abi == PIPC_GENERATED_ABI)
        return PIPC_OK;
    return pipc_fail(error, PIPC_E_INTERNAL, "ABI_MISMATCH",
                     "the generated code of service %s has ABI %d, this libpipc has %d: "
                     "generate it anew",
                     desc->name, desc->abi, PIPC_GENERATED_ABI);
}
