/* Whether generated code and this library fit. */
#ifndef PIPC_RUNTIME_RPC_ABI_H_
#define PIPC_RUNTIME_RPC_ABI_H_

#include <pipc/generated.h>

/* Errors: PIPC_E_INTERNAL ABI_MISMATCH for code that was generated for another version. */
int pipc__check_abi(const pipc_grpc_service_desc *desc, pipc_error **error);

#endif
