/* The dummies as commands: get_dummies, get_dummy_by_id, create_dummy, update_dummy, delete_dummy.
 */
#ifndef DUMMY_COMMANDS_H_
#define DUMMY_COMMANDS_H_

#include <pipc/command_set.h>

#include "dummy_store.h"

/** A component for services to find: what the dummies can be told to do. */
typedef struct dummy_controller {
    pipc_commandable commandable;
    dummy_store store;
} dummy_controller;

/** Makes `self` ready; dispose `self->commandable.component` whatever is returned. */
PIPC_NODISCARD int dummy_controller_init(dummy_controller *self, pipc_error **error);

/**
 * Adds commands that have nothing to do with dummies, for tests of callers: `echo` {value} gives
 * the value; `correlation` {} gives {"correlation_id": …}; `raise` {kind} fails with an error of
 * that category, or, for "Bare", with one that nobody has thought of.
 */
PIPC_NODISCARD int dummy_test_commands_add(pipc_command_set *commands, pipc_error **error);

#endif
