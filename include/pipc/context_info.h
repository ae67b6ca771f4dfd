/* Context info: what process this is, for loggers, counters and whoever else wants to tell. */
#ifndef PIPC_CONTEXT_INFO_H_
#define PIPC_CONTEXT_INFO_H_

#include <pipc/component.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The name of the process and more, found as `*:context-info:*:*:1.0`. A container has one, of the
 * container's own name unless its configuration tells otherwise.
 *
 * Configuration:
 *   name         "unknown" by default, or what pipc_context_info_set_name() says
 *   description  none by default
 *   context_id   which of many processes of that name; by default the name of the host, as in
 *                Pip.Services
 *   properties   any parameters, for pipc_context_info_properties()
 *
 * Threads: what is returned may be read by any thread while nobody configures it, and is borrowed
 *          until somebody does.
 */
struct pipc_context_info {
    pipc_component component;
    pipc_config_params *config;     /**< private: NULL before it is configured */
    pipc_config_params *properties; /**< private: likewise */
    char *default_name;             /**< private: NULL unless it was set */
    int64_t start_ms;               /**< private: since 1970 */
    int64_t start_ns;               /**< private: of the monotonic clock */
    char host[256];                 /**< private */
};

/** Makes `self` ready; it starts now. Cannot fail. It need not be opened. */
PIPC_API void pipc_context_info_init(pipc_context_info *self);

/** The context info that `component` is, NULL if it is another kind of component. */
PIPC_API pipc_context_info *pipc_context_info_from_component(pipc_component *component);

/** What the process is called unless it is configured. Errors: PIPC_E_NO_MEMORY. */
PIPC_API PIPC_NODISCARD int pipc_context_info_set_name(pipc_context_info *self, const char *name,
                                                       pipc_error **error);

/** The name; never NULL. */
PIPC_API const char *pipc_context_info_name(const pipc_context_info *self);

/** What it is for; NULL if nobody said. */
PIPC_API const char *pipc_context_info_description(const pipc_context_info *self);

/** Which of many processes of that name it is; never NULL. */
PIPC_API const char *pipc_context_info_context_id(const pipc_context_info *self);

/** When it started, in milliseconds since 1970, and for how many it runs. */
PIPC_API int64_t pipc_context_info_start_ms(const pipc_context_info *self);
PIPC_API int64_t pipc_context_info_uptime_ms(const pipc_context_info *self);

/** Whatever was configured as `properties.*`, without that beginning; NULL if nothing was. */
PIPC_API const pipc_config_params *pipc_context_info_properties(const pipc_context_info *self);

#ifdef __cplusplus
}
#endif

#endif
