/* Errors in the replies of commandable services. */
#ifndef PIPC_RUNTIME_RPC_COMMANDABLE_ERROR_H_
#define PIPC_RUNTIME_RPC_COMMANDABLE_ERROR_H_

#include "base/arena.h"
#include "commandable.pipc.h"

/*
 * The error as it is sent, in `arena`; NULL: no memory.
 *
 * @param correlation_id  of an error that has none; may be NULL.
 */
Commandable__ErrorDescription *pipc__commandable_error_describe(const pipc_error *error,
                                                                const char *correlation_id,
                                                                pipc__arena *arena);

/* Whether there is an error at all: some send one that is empty when all went well. */
bool pipc__commandable_error_is_one(const Commandable__ErrorDescription *description);

/* Makes the error that came, and returns its category. */
int pipc__commandable_error_fail(const Commandable__ErrorDescription *description,
                                 pipc_error **error);

#endif
