/* Tracers: are told of each operation when it is over. */
#ifndef PIPC_TRACER_H_
#define PIPC_TRACER_H_

#include <pipc/component.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** On which side of a call an operation is. */
typedef enum pipc_trace_kind {
    PIPC_TRACE_INTERNAL = 0, /**< it is not a call */
    PIPC_TRACE_SERVER = 1,
    PIPC_TRACE_CLIENT = 2
} pipc_trace_kind;

/** An operation that is over. Text that there is none of is NULL. */
struct pipc_trace {
    const char *correlation_id;
    const char *component; /**< of calls the service, with its package: "acme.v1.Summator" */
    const char *operation; /**< of calls the method: "sum" */
    pipc_trace_kind kind;
    int64_t begun_ms; /**< when it began: milliseconds since 1970, UTC */
    double duration_ms;
    int code;                /**< PIPC_OK, or the PIPC_E_* with which it failed */
    const pipc_error *error; /**< what went wrong, where that is known */
    /**
     * Of calls, as in W3C Trace Context (the header `traceparent`), in lower case hexadecimal: the
     * trace, 32 digits; this span of it, 16 digits, which is the parent of whatever is called in
     * its course; and the span that has caused it.
     */
    const char *trace_id;
    const char *span_id;
    const char *parent_span_id;
};

/**
 * A tracer. Components find all that stand in their references as `*:tracer:*:*:*`; every call of a
 * generated method is told, on both sides. Embed it as the first thing a tracer of your own is made
 * of.
 */
struct pipc_tracer {
    pipc_component component;
    const pipc_tracer_class *tracer_class;
};

/** What a tracer does, for those who write one. */
struct pipc_tracer_class {
    size_t size; /**< of this struct: room to grow */
    /**
     * Is told of an operation.
     *
     * Ownership: borrows all of it for the call.
     * Threads:   called from any thread, concurrently with itself. Must not block for long.
     */
    void (*trace)(pipc_tracer *self, const pipc_trace *trace);
};

/**
 * Makes the tracer part ready; for those who write a tracer. Cannot fail. `component_class` must
 * have the type "tracer".
 */
PIPC_API void pipc_tracer_init(pipc_tracer *self, const pipc_component_class *component_class,
                               const pipc_tracer_class *tracer_class);

/** The tracer that `component` is, NULL if it is another kind of component. */
PIPC_API pipc_tracer *pipc_tracer_from_component(pipc_component *component);

/** Tells `self` (which may be NULL) of an operation. Threads: any. */
PIPC_API void pipc_tracer_trace(pipc_tracer *self, const pipc_trace *trace);

/** An operation that is under way. */
typedef struct pipc_trace_timing {
    pipc_tracer *tracer; /**< NULL: it is over */
    const char *correlation_id;
    const char *component;
    const char *operation;
    int64_t begun_ms; /**< by the time of day */
    int64_t begun_ns; /**< by the monotonic clock */
} pipc_trace_timing;

/**
 * Begins an operation. `self` may be NULL; any text but `component` too.
 *
 * Ownership: borrows all until the end.
 */
PIPC_API pipc_trace_timing pipc_tracer_begin_trace(pipc_tracer *self, const char *correlation_id,
                                                   const char *component, const char *operation);

/**
 * Ends it, and tells the tracer; a second time it does nothing.
 *
 * @param code   PIPC_OK, or the PIPC_E_* with which it failed.
 * @param error  what went wrong; may be NULL.
 */
PIPC_API void pipc_trace_timing_end(pipc_trace_timing *timing, int code, const pipc_error *error);

/** Makes `self` a tracer that does nothing. Cannot fail. */
PIPC_API void pipc_null_tracer_init(pipc_tracer *self);

/**
 * Tells all tracers that its references hold, as components do, which find them themselves and
 * leave composite ones out: nothing is told twice.
 */
struct pipc_composite_tracer {
    pipc_tracer tracer;
    struct pipc__listeners *found; /**< private */
};

/** Makes `self` ready for pipc_set_references(). Cannot fail. It need not be opened. */
PIPC_API void pipc_composite_tracer_init(pipc_composite_tracer *self);

/**
 * A tracer that writes to the loggers of its references, as LogTracer of Pip.Services does:
 * "Executed Summator.sum in 3.142 msec", or "Failed to execute Summator.sum in 3.142 msec" with the
 * error.
 *
 * Configuration: options.log_level, debug unless set.
 */
struct pipc_log_tracer {
    pipc_tracer tracer;
    int log_level; /**< private, like the next */
    struct pipc__listeners *loggers;
};

/** Makes `self` ready to configure. Cannot fail. It need not be opened. */
PIPC_API void pipc_log_tracer_init(pipc_log_tracer *self);

#ifdef __cplusplus
}
#endif

#endif
