/* Credential stores: where credentials are found by key, and a store that keeps them in memory. */
#ifndef PIPC_CREDENTIAL_STORE_H_
#define PIPC_CREDENTIAL_STORE_H_

#include <pipc/component.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A credential store. Clients and endpoints whose `credential.store_key` is set ask, when they are
 * opened, all that stand in their references as `*:credential-store:*:*:*`, until one knows the
 * key. Embed it as the first thing a store of your own is made of.
 *
 * A credential is parameters as they stand below `credential` in a configuration: ssl_key_file,
 * ssl_crt_file, ssl_ca_file. What a store knows goes over what the component was configured with.
 */
struct pipc_credential_store {
    pipc_component component;
    const pipc_credential_store_class *credential_store_class;
};

/**
 * What a credential store does, for those who write one. The slots are called from any thread,
 * concurrently with each other, and borrow their arguments; `correlation_id` may be NULL.
 */
struct pipc_credential_store_class {
    size_t size; /**< of this struct: room to grow */
    /** Keeps `credential` under `key`, in place of what was there. */
    int (*store)(pipc_credential_store *self, const char *correlation_id, const char *key,
                 const pipc_config_params *credential, pipc_error **error);
    /** Gives the credential of `key`, the caller's; *out stays NULL if there is none. */
    int (*lookup)(pipc_credential_store *self, const char *correlation_id, const char *key,
                  pipc_config_params **out, pipc_error **error);
};

/**
 * Makes the store part ready; for those who write a store. Cannot fail. `component_class` must have
 * the type "credential-store".
 */
PIPC_API void pipc_credential_store_init(pipc_credential_store *self,
                                         const pipc_component_class *component_class,
                                         const pipc_credential_store_class *credential_store_class);

/** The store that `component` is, NULL if it is another kind of component. */
PIPC_API pipc_credential_store *pipc_credential_store_from_component(pipc_component *component);

/*
 * Errors:  PIPC_E_NO_MEMORY; those of the store.
 * Threads: any.
 */

/** Keeps `credential` under `key`, in place of what was there. Copies its arguments. */
PIPC_API PIPC_NODISCARD int pipc_credential_store_store(pipc_credential_store *self,
                                                        const char *correlation_id, const char *key,
                                                        const pipc_config_params *credential,
                                                        pipc_error **error);

/** The credential of `key`; *out, which is yours to free, is NULL if there is none. */
PIPC_API PIPC_NODISCARD int pipc_credential_store_lookup(pipc_credential_store *self,
                                                         const char *correlation_id,
                                                         const char *key, pipc_config_params **out,
                                                         pipc_error **error);

/**
 * A store that knows what it was configured with and what was stored since.
 *
 * Configuration: `<key>.ssl_key_file`, `<key>.ssl_crt_file` and so on. Configured again, it forgets
 * all it knew.
 */
struct pipc_memory_credential_store {
    pipc_credential_store credential_store;
    struct pipc__keyed_params *credentials; /**< private */
};

/** Makes `self` ready. Cannot fail. It need not be opened; dispose it with pipc_dispose(). */
PIPC_API void pipc_memory_credential_store_init(pipc_memory_credential_store *self);

#ifdef __cplusplus
}
#endif

#endif
