/* Discovery: where connections are found by key, and a discovery that keeps them in memory. */
#ifndef PIPC_DISCOVERY_H_
#define PIPC_DISCOVERY_H_

#include <pipc/component.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A discovery. Clients and endpoints whose `connection.discovery_key` is set ask, when they are
 * opened, all that stand in their references as `*:discovery:*:*:*`. A client connects to all
 * connections of the key, and balances over them; an endpoint that is told where to listen makes
 * that known under the key while it is open, one that is not listens where the key says. Embed it
 * as the first thing a discovery of your own is made of.
 *
 * A connection is parameters as they stand below `connection` in a configuration: protocol, host,
 * port, uri. What a discovery knows goes over what the component was configured with.
 */
struct pipc_discovery {
    pipc_component component;
    const pipc_discovery_class *discovery_class;
};

/**
 * What a discovery does, for those who write one. All slots are called from any thread,
 * concurrently with each other, and borrow their arguments; `correlation_id` may be NULL.
 */
struct pipc_discovery_class {
    size_t size; /**< of this struct: room to grow */
    /** Adds a connection to those of `key`; the same again changes nothing. */
    int (*add)(pipc_discovery *self, const char *correlation_id, const char *key,
               const pipc_config_params *connection, pipc_error **error);
    /** Removes such a connection from those of `key`; if there is none, nothing happens. */
    int (*remove)(pipc_discovery *self, const char *correlation_id, const char *key,
                  const pipc_config_params *connection, pipc_error **error);
    /** Gives one of the connections of `key`, the caller's; *out stays NULL if there is none. */
    int (*resolve_one)(pipc_discovery *self, const char *correlation_id, const char *key,
                       pipc_config_params **out, pipc_error **error);
    /** Gives all of them, each as a section of *out; *out stays NULL if there is none. */
    int (*resolve_all)(pipc_discovery *self, const char *correlation_id, const char *key,
                       pipc_config_params **out, pipc_error **error);
};

/**
 * Makes the discovery part ready; for those who write a discovery. Cannot fail. `component_class`
 * must have the type "discovery".
 */
PIPC_API void pipc_discovery_init(pipc_discovery *self, const pipc_component_class *component_class,
                                  const pipc_discovery_class *discovery_class);

/** The discovery that `component` is, NULL if it is another kind of component. */
PIPC_API pipc_discovery *pipc_discovery_from_component(pipc_component *component);

/*
 * Errors:  PIPC_E_NO_MEMORY; those of the discovery.
 * Threads: any.
 */

/** Adds a connection to those of `key`; the same again changes nothing. Copies its arguments. */
PIPC_API PIPC_NODISCARD int pipc_discovery_register(pipc_discovery *self,
                                                    const char *correlation_id, const char *key,
                                                    const pipc_config_params *connection,
                                                    pipc_error **error);

/** Removes such a connection from those of `key`; if there is none, nothing happens. */
PIPC_API PIPC_NODISCARD int pipc_discovery_unregister(pipc_discovery *self,
                                                      const char *correlation_id, const char *key,
                                                      const pipc_config_params *connection,
                                                      pipc_error **error);

/** One of the connections of `key`; *out, which is yours to free, is NULL if there is none. */
PIPC_API PIPC_NODISCARD int pipc_discovery_resolve_one(pipc_discovery *self,
                                                       const char *correlation_id, const char *key,
                                                       pipc_config_params **out,
                                                       pipc_error **error);

/**
 * All of them, in the order they were added, each as a section of *out ("0.host", "1.host" …);
 * *out, which is yours to free, is NULL if there is none.
 */
PIPC_API PIPC_NODISCARD int pipc_discovery_resolve_all(pipc_discovery *self,
                                                       const char *correlation_id, const char *key,
                                                       pipc_config_params **out,
                                                       pipc_error **error);

/**
 * A discovery that knows what it was configured with and what was registered since.
 *
 * Configuration: `<key>.host`, `<key>.port` and so on for the one connection of a key, or
 * `<key>.connections.<n>.host` for several. Configured again, it forgets all it knew.
 */
struct pipc_memory_discovery {
    pipc_discovery discovery;
    struct pipc__keyed_params *connections; /**< private */
};

/** Makes `self` ready. Cannot fail. It need not be opened; dispose it with pipc_dispose(). */
PIPC_API void pipc_memory_discovery_init(pipc_memory_discovery *self);

#ifdef __cplusplus
}
#endif

#endif
