/* Services that share their rpcs: parts of one. */
#ifndef PIPC_RUNTIME_GRPC_PARTS_H_
#define PIPC_RUNTIME_GRPC_PARTS_H_

#include "grpc/registrations.h"

/*
 * Whether `registration` can be added.
 *
 * Errors: PIPC_E_CONFLICT DUPLICATE_SERVICE.
 */
int pipc__parts_check(const pipc__registrations *all, const pipc__registration *registration,
                      pipc_error **error);

/* Joins the parts of each service, in their order. */
void pipc__parts_join(const pipc__registrations *all);

/* Whether one of the joined parts is open. `first` may be all of its service. Threads: any. */
bool pipc__parts_are_serving(const pipc__registration *first);

#endif
