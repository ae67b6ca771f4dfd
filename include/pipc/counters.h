/* Counters: what is measured while a program runs, the interface and those that keep it. */
#ifndef PIPC_COUNTERS_H_
#define PIPC_COUNTERS_H_

#include <pipc/component.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** As in Pip.Services. */
typedef enum pipc_counter_type {
    PIPC_COUNTER_INTERVAL = 0,   /**< how long something took, in milliseconds, each time */
    PIPC_COUNTER_LAST_VALUE = 1, /**< what was measured last */
    PIPC_COUNTER_STATISTICS = 2, /**< least, most and average of what was measured */
    PIPC_COUNTER_TIMESTAMP = 3,  /**< when something happened last */
    PIPC_COUNTER_INCREMENT = 4   /**< how often something happened */
} pipc_counter_type;

/**
 * Counters. Components find all that stand in their references as `*:counters:*:*:*`. Embed it as
 * the first thing counters of your own are made of.
 *
 * Every method of a generated service counts `<service>.<method>.exec_count`, `.exec_time` and
 * `.exec_errors`, and of a generated client `.call_count`, `.call_time` and `.call_errors`, the
 * service with its package.
 */
struct pipc_counters {
    pipc_component component;
    const pipc_counters_class *counters_class;
};

/** What counters do, for those who write some. */
struct pipc_counters_class {
    size_t size; /**< of this struct: room to grow */
    /**
     * Counts.
     *
     * @param value  milliseconds of an INTERVAL; of a TIMESTAMP, those since 1970, UTC; by how much
     *               an INCREMENT grows, a whole number. Always finite.
     *
     * Ownership: borrows `name` for the call.
     * Threads:   called from any thread, concurrently with itself. Must not block for long.
     */
    void (*record)(pipc_counters *self, pipc_counter_type type, const char *name, double value);
};

/**
 * Makes the counters part ready; for those who write counters. Cannot fail. `component_class` must
 * have the type "counters".
 */
PIPC_API void pipc_counters_init(pipc_counters *self, const pipc_component_class *component_class,
                                 const pipc_counters_class *counters_class);

/** The counters that `component` is, NULL if it is another kind of component. */
PIPC_API pipc_counters *pipc_counters_from_component(pipc_component *component);

/*
 * These count. `self` may be NULL, which counts nothing; so does a value that is not finite.
 *
 * Threads: any.
 */

/** One more. */
PIPC_API void pipc_counters_increment_one(pipc_counters *self, const char *name);

/** `count` more. */
PIPC_API void pipc_counters_increment(pipc_counters *self, const char *name, uint64_t count);

/** Something took `milliseconds`. */
PIPC_API void pipc_counters_interval(pipc_counters *self, const char *name, double milliseconds);

/** One value of those of which least, most and average count. */
PIPC_API void pipc_counters_stats(pipc_counters *self, const char *name, double value);

/** A value of which only the last counts. */
PIPC_API void pipc_counters_last(pipc_counters *self, const char *name, double value);

/** It happened now. */
PIPC_API void pipc_counters_timestamp_now(pipc_counters *self, const char *name);

/** It happened at `time_ms`: milliseconds since 1970, UTC. */
PIPC_API void pipc_counters_timestamp(pipc_counters *self, const char *name, int64_t time_ms);

/** A span of time that is being measured, by the monotonic clock. */
typedef struct pipc_counter_timing {
    pipc_counters *counters; /**< NULL: it is over */
    const char *name;
    int64_t begun_ns;
} pipc_counter_timing;

/** Begins to measure. Ownership: borrows both until the end. */
PIPC_API pipc_counter_timing pipc_counters_begin_timing(pipc_counters *self, const char *name);

/** Counts an interval since the beginning; a second time it does nothing. */
PIPC_API void pipc_counter_timing_end(pipc_counter_timing *timing);

/** Makes `self` counters that count nothing. Cannot fail. */
PIPC_API void pipc_null_counters_init(pipc_counters *self);

/**
 * Counts in all counters that its references hold, as components do, which find them themselves and
 * leave composite ones out: nothing is counted twice.
 */
struct pipc_composite_counters {
    pipc_counters counters;
    struct pipc__listeners *found; /**< private */
};

/** Makes `self` ready for pipc_set_references(). Cannot fail. It need not be opened. */
PIPC_API void pipc_composite_counters_init(pipc_composite_counters *self);

/** How many buckets an interval's values are in. */
#define PIPC_COUNTER_BUCKETS 17

/** The most milliseconds of what counts in bucket `index`; of the last one: infinity. */
PIPC_API double pipc_counter_bucket_bound_ms(size_t index);

/** One counter, as far as it has come. */
typedef struct pipc_counter {
    const char *name;
    pipc_counter_type type;
    uint64_t count; /**< of increments; how many values there were of the others */
    double last;    /**< the last value */
    double min;     /**< of intervals and statistics, like the next two */
    double max;
    double sum;      /**< `sum / count` is the average */
    int64_t time_ms; /**< of timestamps: since 1970, UTC */
    /** Of intervals: how many took at most the bound of this bucket and more than that of the last
     * one. */
    uint64_t buckets[PIPC_COUNTER_BUCKETS];
} pipc_counter;

/** So many counters are kept at most, and names of so many bytes: what is more is not counted. */
#define PIPC_COUNTERS_MAX 10000
#define PIPC_COUNTER_NAME_MAX 512

/**
 * Keeps counters and saves them every so often, for counters that send them elsewhere: embed it,
 * and say how they are saved. They are kept from `init` on, and saved if any has changed: while
 * they are open every options.interval milliseconds (300000), on a thread of their own, and when
 * they are closed. A counter that is counted by another type than before begins anew.
 *
 * Configuration: options.interval (or `interval`); options.reset_timeout (or `reset_timeout`),
 * after how many milliseconds all begin anew while they are open, 0, the default: never.
 */
struct pipc_cached_counters {
    pipc_counters counters;
    const pipc_cached_counters_class *cached_counters_class;
    struct pipc__counter_cache *cache; /**< private */
};

/** What cached counters do with what they keep, for those who write some. */
struct pipc_cached_counters_class {
    size_t size; /**< of this struct: room to grow */
    /**
     * Saves all counters, in the order of their names. NULL: they are only kept.
     *
     * Ownership: borrows all for the call.
     * Threads:   one call at a time.
     */
    int (*save)(pipc_cached_counters *self, const pipc_counter *counters, size_t count,
                pipc_error **error);
};

/**
 * Makes the cached part ready; for those who write counters. Cannot fail. The slots of
 * `component_class` must be the functions below, or call them.
 */
PIPC_API void pipc_cached_counters_init(pipc_cached_counters *self,
                                        const pipc_component_class *component_class,
                                        const pipc_cached_counters_class *cached_counters_class);

/** The slot `configure`. */
PIPC_API PIPC_NODISCARD int pipc_cached_counters_configure(pipc_component *component,
                                                           const pipc_config_params *config,
                                                           pipc_error **error);

/** The slot `open`. Errors: PIPC_E_INTERNAL NO_THREAD; PIPC_E_NO_MEMORY. */
PIPC_API PIPC_NODISCARD int pipc_cached_counters_open(pipc_component *component,
                                                      const pipc_context *context,
                                                      pipc_error **error);

/** The slot `close`. Errors: those of saving for the last time. */
PIPC_API PIPC_NODISCARD int pipc_cached_counters_close(pipc_component *component,
                                                       const pipc_context *context,
                                                       pipc_error **error);

/** The slot `dispose`. */
PIPC_API void pipc_cached_counters_dispose(pipc_component *component);

/** Saves all counters now, if any has changed. Errors: those of saving. Threads: any. */
PIPC_API PIPC_NODISCARD int pipc_cached_counters_dump(pipc_cached_counters *self,
                                                      pipc_error **error);

/** Has all counters begin anew. Threads: any. */
PIPC_API void pipc_cached_counters_clear(pipc_cached_counters *self);

/**
 * All counters, in the order of their names.
 *
 * Ownership: *out, names included, is yours: pipc_free() it.
 * Threads:   any.
 */
PIPC_API PIPC_NODISCARD int pipc_cached_counters_get_all(pipc_cached_counters *self,
                                                         pipc_counter **out, size_t *count,
                                                         pipc_error **error);

/**
 * Cached counters that write to the loggers of their references at info level, a line a counter, as
 * LogCounters of Pip.Services does: `Counter <name> { "type": 4, "count": 3 }`.
 */
struct pipc_log_counters {
    pipc_cached_counters cached_counters;
    struct pipc__listeners *loggers; /**< private */
};

/** Makes `self` ready to configure. Cannot fail. Dispose it with pipc_dispose(). */
PIPC_API void pipc_log_counters_init(pipc_log_counters *self);

#ifdef __cplusplus
}
#endif

#endif
