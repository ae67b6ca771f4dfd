/* The messages that a cached logger keeps until they are saved. */
#ifndef PIPC_RUNTIME_COMPONENT_LOG_CACHE_H_
#define PIPC_RUNTIME_COMPONENT_LOG_CACHE_H_

#include <stdbool.h>

#include <pipc/context_info.h>
#include <pipc/log.h>

#include "base/list.h"
#include "base/sync.h"
#include "base/ticker.h"

typedef struct pipc__log_cache pipc__log_cache;
struct pipc__log_cache {
    long interval_ms;
    pipc__mutex save_mutex; /* held while messages are saved, and taken before: */
    pipc__mutex mutex;      /* guards the rest */
    char *source; /* as configured; NULL: it was not; changes with both held, like the next */
    const pipc_context_info *context_info; /* of the references; NULL: none */
    size_t max_count;
    pipc__list messages; /* the oldest first */
    size_t count;
    uint64_t lost; /* since the last were saved */
    bool ticks;
    pipc__ticker ticker; /* while it ticks */
};

/* NULL: there is no memory. */
pipc__log_cache *pipc__log_cache_new(void);

/* Accepts NULL. What is kept is lost. */
void pipc__log_cache_free(pipc__log_cache *self);

/*
 * Keeps a message; the oldest is lost if there are too many, and this one if there is no memory.
 * Returns how many there are. Threads: any.
 */
size_t pipc__log_cache_add(pipc__log_cache *self, pipc_log_level level, const char *correlation_id,
                           const pipc_error *error, const char *message);

/* Saves a piece of `logger`'s messages, as of pipc_cached_logger_class. */
typedef int (*pipc__log_save)(pipc_cached_logger *logger, const pipc_log_message *messages,
                              size_t count, pipc_error **error);

/*
 * Has all of them saved, if there are any; if that fails they stay, but for the oldest above
 * max_count.
 *
 * Errors:  those of `save`, and PIPC_E_NO_MEMORY.
 * Threads: any; blocks while others save.
 */
int pipc__log_cache_save(pipc__log_cache *self, pipc_cached_logger *logger, pipc__log_save save,
                         pipc_error **error);

#endif
