/* The life of many components at once: of all that a list of references holds. */
#ifndef PIPC_LIFECYCLE_H_
#define PIPC_LIFECYCLE_H_

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * As Opener, Closer and Referencer of Pip.Services, but that what was begun last ends first. For a
 * program that makes its components itself: it puts all of them into references, links them, opens
 * them, and closes them.
 *
 * `components` may be NULL, which hold nothing; a component that stands in them twice is treated
 * once.
 *
 * Errors: those of the component that failed, with its descriptor before the message and as the
 *         detail "descriptor".
 */

/** Configures all of them by the same parameters, in their order; stops at the first that fails. */
PIPC_API PIPC_NODISCARD int pipc_configure_all(const pipc_references *components,
                                               const pipc_config_params *config,
                                               pipc_error **error);

/**
 * Lets them all find each other, in their order. If one fails, those that were given references
 * before it are made to forget them.
 */
PIPC_API PIPC_NODISCARD int pipc_set_references_all(const pipc_references *components,
                                                    pipc_error **error);

/** Makes all of them forget the components they were given, the last one first. */
PIPC_API void pipc_unset_references_all(const pipc_references *components);

/**
 * Opens all of them in their order. If one fails, those that were closed before are closed again,
 * the last one first.
 */
PIPC_API PIPC_NODISCARD int pipc_open_all(const pipc_references *components,
                                          const pipc_context *context, pipc_error **error);

/**
 * Closes all of them, the last one first, whatever happens on the way.
 *
 * Errors: those of the first that had one to tell.
 */
PIPC_API PIPC_NODISCARD int pipc_close_all(const pipc_references *components,
                                           const pipc_context *context, pipc_error **error);

/** Disposes all of them, the last one first. */
PIPC_API void pipc_dispose_all(const pipc_references *components);

#ifdef __cplusplus
}
#endif

#endif
