/* The container: makes components from a configuration, and lets them live together. */
#ifndef PIPC_CONTAINER_H_
#define PIPC_CONTAINER_H_

#include <pipc/component.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A container. Its configuration is a list of components, each with a descriptor, by which a
 * factory makes it, and with whatever it is to be configured with:
 *
 *     - descriptor: "pip-services:endpoint:grpc:default:1.0"
 *       connection:
 *         port: 8090
 *
 *     init → add_factory … → read_config → open → close → (open …) → dispose
 *
 * pipc_container_run() does all from read_config on, as the main() of a process.
 *
 * When it is opened, it makes and configures all components in their order; then each is given the
 * references, which hold all of them; then all are opened in their order. When it is closed, they
 * are closed, made to forget their references, and destroyed, the last one first. If one of them
 * fails, all that was done is undone in the same way.
 *
 * Factories are asked in this order: those of pipc_container_add_factory(), the newest first; the
 * default factory, that of observability and that of gRPC (default_factory.h,
 * observability_factory.h, grpc_factory.h); those which the configuration itself made before. One
 * context info there always is, the container's own unless the configuration has another one, as
 * `pip-services:context-info:default:default:1.0`.
 *
 * What the program has made itself goes into references that are given to the container by
 * pipc_set_references(): its components find these too, but the container neither configures nor
 * opens, closes or disposes them.
 *
 * Configuration, if it is not read from a file: the same list, as `0.descriptor`,
 * `0.connection.port` and so on; the order is that of the keys.
 *
 * Errors of pipc_configure(): PIPC_E_MISCONFIGURATION BAD_CONFIG for a component without a
 * descriptor, or if there are none, and BAD_DESCRIPTOR.
 *
 * Errors of pipc_open(): PIPC_E_INVALID_STATE NOT_CONFIGURED; PIPC_E_MISCONFIGURATION CANNOT_CREATE
 * for a descriptor that no factory knows; those of the components. They name the file, the line
 * and, where the message tells a key, that of the key, otherwise the component's descriptor, which
 * are the details "path", "line", "key" and "descriptor" too.
 */
struct pipc_container {
    pipc_component component;
    const char *name;             /**< private */
    struct pipc__container *impl; /**< private */
};

/**
 * Makes `self` ready. Cannot fail.
 *
 * @param name  what the process is called in messages, and by its context info unless the
 *              configuration tells otherwise; borrowed until it is disposed.
 */
PIPC_API void pipc_container_init(pipc_container *self, const char *name);

/**
 * Has `factory` asked for components, before those that were added earlier.
 *
 * Errors:    PIPC_E_INVALID_STATE ALREADY_OPENED while it is open; PIPC_E_NO_MEMORY.
 * Ownership: borrows `factory`, which must outlive the container.
 */
PIPC_API PIPC_NODISCARD int pipc_container_add_factory(pipc_container *self, pipc_factory *factory,
                                                       pipc_error **error);

/**
 * Configures the container by a file, see config_reader.h, in place of what it was configured by
 * before.
 *
 * @param parameters  the variables of the file; may be NULL.
 *
 * Errors: those of pipc_config_read_file() and pipc_configure(), with file and line.
 */
PIPC_API PIPC_NODISCARD int pipc_container_read_config(pipc_container *self, const char *path,
                                                       const pipc_config_params *parameters,
                                                       pipc_error **error);

/** What there is in the container while it is open; NULL while it is closed. Borrowed. */
PIPC_API const pipc_references *pipc_container_references(const pipc_container *self);

/** How pipc_container_run() ends. */
enum {
    PIPC_EXIT_OK = 0,     /**< it was told to stop, and did */
    PIPC_EXIT_FAILED = 1, /**< it could not start, or not stop as it should */
    PIPC_EXIT_USAGE = 2   /**< the command line is wrong */
};

/**
 * Runs the container as a process: reads its configuration, opens it, waits for SIGINT or SIGTERM,
 * and closes it. Returns what main() is to return.
 *
 *     -c, --config FILE                  the configuration, ./config/config.yml by default
 *     -p, --param, --params "A=1;B=2"    variables of it; more than once: all of them, and
 *                                        over them all environment variables, as in Pip.Services
 *     -h, --help                         tells of these, and ends
 *
 * It goes on when nobody reads its standard output any more (SIGPIPE is blocked meanwhile).
 *
 * What goes wrong is told in one line on stderr, unless the container's own loggers tell it.
 * Besides the console logger this is all of pipc that prints.
 *
 * Threads: call it before there are others: those that start later leave both signals to it, others
 *          must block them. It is not for handlers.
 */
PIPC_API PIPC_NODISCARD int pipc_container_run(pipc_container *self, int argc, char **argv);

#ifdef __cplusplus
}
#endif

#endif
