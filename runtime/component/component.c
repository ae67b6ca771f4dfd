#include "component/component.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

#include <pipc/error.h>

#include "component/fork.h"

/* The state of one that is closed; of one that is open it is more than the generation that opened
 * it */
enum { CLOSED = 0 };

/* How many handlers run on this thread, one inside the other. */
static _Thread_local unsigned handler_depth;

void pipc__handler_enter(void)
{
    handler_depth++;
}

void pipc__handler_leave(void)
{
    assert(handler_depth > 0);
    handler_depth--;
}

/* Not _Atomic in the struct, which C++ has to understand too. */
static int state_of(const pipc_component *self)
{
    return __atomic_load_n(&self->state, __ATOMIC_ACQUIRE);
}

static int open_state(void)
{
    return (int)(pipc__fork_generation() + 1);
}

bool pipc_is_open(const pipc_component *self)
{
    return state_of(self) == open_state();
}

/* Whether it is another process that has it open. */
static bool is_of_parent(const pipc_component *self)
{
    return state_of(self) != CLOSED && !pipc_is_open(self);
}

int pipc__component_check_own(const pipc_component *self, pipc_error **error)
{
    return is_of_parent(self) ? pipc__fork_fail(self->component_class->type, error) : PIPC_OK;
}

static void set_state(pipc_component *self, int state)
{
    __atomic_store_n(&self->state, state, __ATOMIC_RELEASE);
}

static int check_caller(const pipc_component *self, const char *action, pipc_error **error)
{
    if (handler_depth == 0)
        return pipc__component_check_own(self, error);
    return pipc_fail(error, PIPC_E_INVALID_STATE, "IN_HANDLER",
                     "%s is asked to %s inside a handler, expected outside of all handlers",
                     self->component_class->type, action);
}

static int check_closed(const pipc_component *self, const char *action, pipc_error **error)
{
    int code = check_caller(self, action, error);

    if (code == PIPC_OK && pipc_is_open(self))
        code =
            pipc_fail(error, PIPC_E_INVALID_STATE, "ALREADY_OPENED",
                      "%s is open, expected it closed to %s", self->component_class->type, action);
    return code;
}

void pipc_component_init(pipc_component *self, const pipc_component_class *component_class)
{
    assert(component_class->size > 0 && component_class->type != NULL);
    *self = (pipc_component){.component_class = component_class};
}

int pipc_configure(pipc_component *self, const pipc_config_params *config, pipc_error **error)
{
    int code = check_closed(self, "be configured", error);

    if (code != PIPC_OK || self->component_class->configure == NULL)
        return code;
    return self->component_class->configure(self, config, error);
}

int pipc_set_references(pipc_component *self, const pipc_references *references, pipc_error **error)
{
    int code = check_closed(self, "take references", error);

    if (code != PIPC_OK || self->component_class->set_references == NULL)
        return code;
    return self->component_class->set_references(self, references, error);
}

int pipc_open(pipc_component *self, const pipc_context *context, pipc_error **error)
{
    int code = check_caller(self, "open", error);

    if (code != PIPC_OK || pipc_is_open(self))
        return code;
    pipc__fork_watch();
    if (self->component_class->open != NULL)
        code = self->component_class->open(self, context, error);
    if (code == PIPC_OK)
        set_state(self, open_state());
    return code;
}

int pipc_close(pipc_component *self, const pipc_context *context, pipc_error **error)
{
    int code = check_caller(self, "close", error);

    if (code != PIPC_OK || !pipc_is_open(self))
        return code;
    if (self->component_class->close != NULL)
        code = self->component_class->close(self, context, error);
    set_state(self, CLOSED);
    return code;
}

/*
 * Whether `self` is closed now. From inside a handler an open component stays open: to wait for the
 * handler here would be to wait for ever, and to go on without waiting would free what is in use.
 */
static bool close_if_need_be(pipc_component *self)
{
    int code = pipc_close(self, NULL, NULL);

    (void)code; /* whatever it is, the state tells */
    return !pipc_is_open(self);
}

static void forget_references(pipc_component *self)
{
    if (self->component_class->unset_references != NULL)
        self->component_class->unset_references(self);
}

void pipc_unset_references(pipc_component *self)
{
    if (!is_of_parent(self) && close_if_need_be(self))
        forget_references(self);
}

void pipc_dispose(pipc_component *self)
{
    if (self == NULL || self->component_class == NULL)
        return;
    /* What is the parent's is let be: to free it may be to wait for threads that are not here. */
    if (!is_of_parent(self)) {
        if (!close_if_need_be(self))
            return;
        forget_references(self);
        if (self->component_class->dispose != NULL)
            self->component_class->dispose(self);
    }
    *self = (pipc_component){0};
}
