/* What cached counters keep, as those see it who extend them in the runtime. */
#ifndef PIPC_RUNTIME_COMPONENT_COUNTER_CACHE_H_
#define PIPC_RUNTIME_COMPONENT_COUNTER_CACHE_H_

#include "base/sync.h"
#include "base/ticker.h"
#include "component/counter_table.h"

typedef struct pipc__counter_cache pipc__counter_cache;
struct pipc__counter_cache {
    long interval_ms;
    long reset_timeout_ms;  /* 0: never */
    pipc__ticker saver;     /* while open, if they are saved */
    pipc__ticker resetter;  /* while open, if there is a reset_timeout */
    pipc__mutex save_mutex; /* held while they are saved, and taken before: */
    pipc__mutex mutex;      /* guards the rest */
    pipc__counter_table table;
    bool changed; /* since they were saved */
};

/* How much was not counted. Threads: any. */
uint64_t pipc__cached_counters_lost(pipc_cached_counters *self);

#endif
