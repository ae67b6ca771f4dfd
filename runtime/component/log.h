/* The loggers a component writes to: all that its references hold. */
#ifndef PIPC_RUNTIME_COMPONENT_LOG_H_
#define PIPC_RUNTIME_COMPONENT_LOG_H_

#include <stdbool.h>

#include <pipc/log.h>
#include <pipc/references.h>

#include "component/listeners.h"

typedef pipc__listeners pipc__loggers;

/* Of those that find loggers themselves. */
extern const pipc_component_class pipc__composite_logger_component_class;

/* As pipc__listeners_set_references(). */
int pipc__loggers_set_references(pipc__loggers *self, const pipc_references *references,
                                 pipc_error **error);

void pipc__loggers_dispose(pipc__loggers *self);

/* Whether anybody listens at this level. */
bool pipc__loggers_enabled(const pipc__loggers *self, pipc_log_level level);

/* Writes to all of them that have that level. */
void pipc__loggers_log(const pipc__loggers *self, pipc_log_level level, const char *correlation_id,
                       const pipc_error *error, const char *format, ...) PIPC_PRINTF(5, 6);

/* As that, of a message that is made already. */
void pipc__loggers_write(const pipc__loggers *self, pipc_log_level level,
                         const char *correlation_id, const pipc_error *error, const char *message);

/*
 * The level that `key` names, `default_level` if it is not there.
 *
 * Errors: PIPC_E_MISCONFIGURATION BAD_VALUE; *out is untouched then.
 */
int pipc__log_level_read(const pipc_config_params *config, const char *key,
                         pipc_log_level default_level, pipc_log_level *out, pipc_error **error);

/* The slot `configure` of loggers: reads `level`. */
int pipc__logger_configure(pipc_component *component, const pipc_config_params *config,
                           pipc_error **error);

/*
 * Tells at debug level which `options.*`, `connection.*` and `credential.*` keys of `config` are
 * not in `known` (ended by NULL), and so have no effect on `component_name`.
 */
void pipc__loggers_log_unknown_keys(const pipc__loggers *self, const char *correlation_id,
                                    const char *component_name, const pipc_config_params *config,
                                    const char *const *known);

#endif
