/* The factory of the loggers, counters and tracers that pipc itself has to offer. */
#ifndef PIPC_OBSERVABILITY_FACTORY_H_
#define PIPC_OBSERVABILITY_FACTORY_H_

#include <pipc/factory.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Makes `self` a factory of what Pip.Services' factories of loggers, counters and tracers make, all
 * of group `pip-services` and version 1.0: `logger` of the kinds null, console and composite,
 * `counters` null, log, composite and prometheus, `tracer` null, log and composite. Cannot fail.
 * Dispose it with pipc_dispose().
 */
PIPC_API void pipc_observability_factory_init(pipc_factory *self);

#ifdef __cplusplus
}
#endif

#endif
