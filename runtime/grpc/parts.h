/* Services that share their rpcs: parts of one. */
#ifndef PIPC_RUNTIME_GRPC_PARTS_H_
#define PIPC_RUNTIME_GRPC_PARTS_H_

#include "grpc/endpoint.h"

/*
 * Whether `registration` can be added to the list of `all`.
 *
 * Errors: PIPC_E_CONFLICT DUPLICATE_SERVICE.
 */
int pipc__parts_check(const pipc__list *all, const pipc__registration *registration,
                      pipc_error **error);

/*
 * Puts the registration behind the part of the same service that stands before it in the list.
 * True: there is none. Called for all of them, in their order.
 */
bool pipc__parts_join(const pipc__list *all, pipc__registration *registration);

#endif
