/* What the rest of the runtime knows of a component's life beyond its public face. */
#ifndef PIPC_RUNTIME_COMPONENT_COMPONENT_H_
#define PIPC_RUNTIME_COMPONENT_COMPONENT_H_

#include <pipc/component.h>

/*
 * Marks this thread as running a handler, from where no lifecycle function may be called: it would
 * wait for itself. Calls nest.
 */
void pipc__handler_enter(void);
void pipc__handler_leave(void);

/* Errors: PIPC_E_INVALID_STATE FORKED if `self` is open in a process that this one is a fork of. */
int pipc__component_check_own(const pipc_component *self, pipc_error **error);

#endif
