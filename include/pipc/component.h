/* Components: the one life that everything in pipc lives. */
#ifndef PIPC_COMPONENT_H_
#define PIPC_COMPONENT_H_

#include <stdbool.h>

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * init → configure → set_references → open → close → (open …) → dispose
 *
 * 1. `init` of a component cannot fail, allocates nothing and does no I/O. After it `dispose` is
 *    owed; a zeroed struct may be disposed too.
 * 2. `configure` copies what it needs; only while closed; may be repeated.
 * 3. `set_references` borrows; the references outlive `unset_references` or `dispose`.
 * 4. `open`: no-op when open. If it fails, all is rolled back and it may be tried again.
 * 5. `close`: no-op when closed. Refuses new calls, waits up to options.shutdown_timeout, then
 *    cancels. When it returns, no handler runs and none will.
 * 6. `dispose`: closes if need be, frees, zeroes; accepts NULL; twice is harmless.
 * 7. None of these from inside a handler.
 *
 * Forks: what is open when the process forks is the parent's alone. In the child it counts as
 * closed, dispose forgets it without freeing what it owns, and whatever else it is asked is
 * PIPC_E_INVALID_STATE FORKED; the parent goes on as if nothing had happened. As long as any client
 * or endpoint is open the gRPC core is in use, which does not survive a fork either: such a child
 * can open none, for which the error is the same, and is to exec or _exit. So fork first, as
 * daemon() does, and open then; or close all, fork, and open again. What is initialised and
 * configured, but not open, goes along. A child that a handler or a callback has forked must not
 * return from it: it ends then, with _exit(). What exec is given has none of the sockets; a child
 * that lives on without it keeps ports taken that the parent listened on.
 *
 * Components do not move: once initialised, a struct stays where it is until it is disposed.
 *
 * Threads: one lifecycle call at a time per object; different objects are independent.
 *          Exceptions stand at the function.
 */

/** What is common to all components. Embed it; read and write it through the functions below. */
struct pipc_component {
    const pipc_component_class *component_class;
    int state; /**< private */
};

/**
 * What a component does, for those who write one: static const, one for each kind. A slot that is
 * NULL does nothing. The functions below have checked the state before they call a slot.
 */
struct pipc_component_class {
    size_t size;      /**< of this struct: room to grow */
    const char *type; /**< as in descriptors: "endpoint", "logger", … */

    int (*configure)(pipc_component *self, const pipc_config_params *config, pipc_error **error);
    int (*set_references)(pipc_component *self, const pipc_references *references,
                          pipc_error **error);
    void (*unset_references)(pipc_component *self);
    /** Opens all or nothing. */
    int (*open)(pipc_component *self, const pipc_context *context, pipc_error **error);
    /** Closes whatever happens; an error is for the caller to know, the component is closed. */
    int (*close)(pipc_component *self, const pipc_context *context, pipc_error **error);
    /** Frees what the component owns. It is closed. */
    void (*dispose)(pipc_component *self);
};

/** Makes the component part ready; for those who write one. Cannot fail. */
PIPC_API void pipc_component_init(pipc_component *self,
                                  const pipc_component_class *component_class);

/**
 * Configures `self`. Unknown keys are not an error: one configuration may serve several components.
 *
 * Errors: PIPC_E_INVALID_STATE while open or from inside a handler; PIPC_E_MISCONFIGURATION naming
 *         the key, the value and what was expected. A failed call changes nothing.
 */
PIPC_API PIPC_NODISCARD int pipc_configure(pipc_component *self, const pipc_config_params *config,
                                           pipc_error **error);

/**
 * Lets `self` find the components it works with. A second call replaces what the first one found.
 *
 * Errors:    PIPC_E_INVALID_STATE while open or from inside a handler, or for a service whose
 *            endpoint is open already.
 * Ownership: borrows what it finds in `references` (not the list) until pipc_unset_references().
 */
PIPC_API PIPC_NODISCARD int
pipc_set_references(pipc_component *self, const pipc_references *references, pipc_error **error);

/**
 * Makes `self` forget the components it was given. Closes `self` first if need be: from inside a
 * handler, where that is not possible, an open component stays as it is.
 */
PIPC_API void pipc_unset_references(pipc_component *self);

/**
 * Opens `self`.
 *
 * @param context  correlation id for the log; may be NULL.
 *
 * Errors: PIPC_E_INVALID_STATE from inside a handler; otherwise those of the component.
 */
PIPC_API PIPC_NODISCARD int pipc_open(pipc_component *self, const pipc_context *context,
                                      pipc_error **error);

/**
 * Closes `self`, which is closed afterwards whatever is returned.
 *
 * Errors:  PIPC_E_INVALID_STATE from inside a handler: nothing happened.
 * Threads: blocks while calls run, up to options.shutdown_timeout, and then until the handlers that
 *          were cancelled have returned.
 */
PIPC_API PIPC_NODISCARD int pipc_close(pipc_component *self, const pipc_context *context,
                                       pipc_error **error);

/**
 * Closes `self` if need be and frees what it owns; accepts NULL, a zeroed struct, and again. From
 * inside a handler an open component stays as it is.
 */
PIPC_API void pipc_dispose(pipc_component *self);

/** Whether `self` is open. Threads: any. */
PIPC_API bool pipc_is_open(const pipc_component *self);

#ifdef __cplusplus
}
#endif

#endif
