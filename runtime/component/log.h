/* The loggers a component writes to: all that its references hold. */
#ifndef PIPC_RUNTIME_COMPONENT_LOG_H_
#define PIPC_RUNTIME_COMPONENT_LOG_H_

#include <stdbool.h>

#include <pipc/log.h>
#include <pipc/references.h>

/* Zeroed is none. */
typedef struct pipc__loggers {
    pipc_logger **loggers; /* borrowed, but for the array */
    size_t count;
} pipc__loggers;

/* Takes all `*:logger:*:*:*` of `references` (may be NULL) in place of those it had. */
int pipc__loggers_set_references(pipc__loggers *self, const pipc_references *references,
                                 pipc_error **error);

void pipc__loggers_dispose(pipc__loggers *self);

/* Whether anybody listens at this level. */
bool pipc__loggers_enabled(const pipc__loggers *self, pipc_log_level level);

/* Writes to all of them that have that level. */
void pipc__loggers_log(const pipc__loggers *self, pipc_log_level level, const char *correlation_id,
                       const pipc_error *error, const char *format, ...) PIPC_PRINTF(5, 6);

/*
 * Tells at debug level which `options.*`, `connection.*` and `credential.*` keys of `config` are
 * not in `known` (ended by NULL), and so have no effect on `component_name`.
 */
void pipc__loggers_log_unknown_keys(const pipc__loggers *self, const char *correlation_id,
                                    const char *component_name, const pipc_config_params *config,
                                    const char *const *known);

#endif
