#include "rpc/observation.h"

#include <string.h>

#include <pipc/error.h>
#include <pipc/grpc_status.h>

#include "base/alloc.h"
#include "component/counters.h"
#include "component/tracer.h"
#include "component/wall_clock.h"

static const double ns_per_ms = 1e6;

/* --- begin ---------------------------------------------------------------------------------- */

static void begin_span(pipc__observation *self, const pipc__observation_start *start)
{
    pipc__span caller = {.flags = 0};

    if (start->traceparent != NULL)
        pipc__traceparent_read(start->traceparent, start->traceparent_length, &caller);
    pipc__span_begin(&caller, &self->span);
    pipc__traceparent_write(&self->span, self->traceparent);
    self->begun_ms = pipc__wall_clock_ms();
}

void pipc__observation_begin(pipc__observation *self, pipc__observers *observers,
                             const pipc__observation_start *start)
{
    self->observers = observers;
    if (observers == NULL)
        return;
    self->method = &observers->methods[start->method];
    self->correlation_id = start->correlation_id;
    self->kept_correlation_id = NULL;
    self->is_lasting = false;
    pipc__loggers_log(&observers->loggers, PIPC_LOG_TRACE, self->correlation_id, NULL,
                      "%s %s method", observers->side->begins, self->method->name);
    pipc__counters_record(&observers->counters, PIPC_COUNTER_INCREMENT, self->method->count, 1);
    if (observers->tracers.count > 0)
        begin_span(self, start);
    if (observers->tracers.count > 0 || observers->counters.count > 0)
        self->begun_ns = pipc__now_ns();
}

void pipc__observation_begin_keeping(pipc__observation *self, pipc__observers *observers,
                                     const pipc__observation_start *start)
{
    pipc__observation_begin(self, observers, start);
    if (observers == NULL || start->correlation_id == NULL)
        return;
    self->kept_correlation_id = pipc__strdup(start->correlation_id);
    self->correlation_id = self->kept_correlation_id; /* without memory, rather none */
}

void pipc__observation_let_last(pipc__observation *self)
{
    pipc__observers *observers = self->observers;

    if (observers == NULL)
        return;
    self->is_lasting = true;
    pipc__mutex_lock(&observers->mutex);
    observers->references++;
    pipc__list_add(&observers->calls, &self->link);
    pipc__mutex_unlock(&observers->mutex);
}

const char *pipc__observation_traceparent(const pipc__observation *self)
{
    if (self->observers == NULL || self->observers->tracers.count == 0)
        return NULL;
    return self->traceparent;
}

/* --- end ------------------------------------------------------------------------------------ */

/*
 * What a server is to blame for, as OpenTelemetry's conventions for gRPC have it
 * (https://opentelemetry.io/docs/specs/semconv/rpc/grpc/): other mistakes are the caller's, who
 * could fill the log with them. Who cancels a call is not surprised.
 */
static pipc_log_level failure_level(const pipc__side *side, int code, const pipc_error *error)
{
    pipc_error *made = NULL;
    pipc_grpc_status status = pipc_error_grpc_status(error);

    if (error == NULL) {
        pipc_fail(&made, code, NULL, "nothing is known");
        status = pipc_error_grpc_status(made);
        pipc_error_free(made);
    }
    switch (status) {
    case PIPC_GRPC_CANCELLED:
        return PIPC_LOG_DEBUG;
    case PIPC_GRPC_UNKNOWN:
    case PIPC_GRPC_DEADLINE_EXCEEDED:
    case PIPC_GRPC_UNIMPLEMENTED:
    case PIPC_GRPC_INTERNAL:
    case PIPC_GRPC_UNAVAILABLE:
    case PIPC_GRPC_DATA_LOSS:
        return PIPC_LOG_ERROR;
    default:
        return side->kind == PIPC_TRACE_SERVER ? PIPC_LOG_DEBUG : PIPC_LOG_ERROR;
    }
}

static void log_failure(const pipc__observation *self, int code, const pipc_error *error)
{
    const pipc__observers *observers = self->observers;
    const char *correlation_id = self->correlation_id;

    if (!pipc__loggers_enabled(&observers->loggers, PIPC_LOG_ERROR))
        return;
    if (correlation_id == NULL)
        correlation_id = pipc_error_correlation_id(error);
    pipc__loggers_log(&observers->loggers, failure_level(observers->side, code, error),
                      correlation_id, error, "%s %s method", observers->side->fails,
                      self->method->name);
}

static void trace(const pipc__observation *self, double duration_ms, int code,
                  const pipc_error *error)
{
    const pipc__span *span = &self->span;

    pipc__tracers_trace(
        &self->observers->tracers,
        &(pipc_trace){
            .correlation_id = self->correlation_id,
            .component = self->observers->desc->name,
            .operation = self->method->operation,
            .kind = self->observers->side->kind,
            .begun_ms = self->begun_ms,
            .duration_ms = duration_ms,
            .code = code,
            .error = error,
            .trace_id = span->trace_id,
            .span_id = span->span_id,
            .parent_span_id = span->parent_span_id[0] == '\0' ? NULL : span->parent_span_id,
        });
}

static void tell(const pipc__observation *self, int code, const pipc_error *error)
{
    const pipc__observers *observers = self->observers;
    double duration_ms = 0;

    if (observers->counters.count > 0 || observers->tracers.count > 0)
        duration_ms = (double)(pipc__now_ns() - self->begun_ns) / ns_per_ms;
    pipc__counters_record(&observers->counters, PIPC_COUNTER_INTERVAL, self->method->time,
                          duration_ms);
    if (code != PIPC_OK) {
        pipc__counters_record(&observers->counters, PIPC_COUNTER_INCREMENT, self->method->errors,
                              1);
        log_failure(self, code, error);
    }
    if (observers->tracers.count > 0)
        trace(self, duration_ms, code, error);
}

/* The client may be about to close, which then has ended it, or waits. */
static void tell_of_lasting(pipc__observation *self, int code, const pipc_error *error)
{
    pipc__mutex_lock(&self->observers->mutex);
    if (!pipc__list_is_empty(&self->link))
        tell(self, code, error);
    pipc__list_remove(&self->link);
    pipc__mutex_unlock(&self->observers->mutex);
    pipc__observers_unreference(self->observers);
}

void pipc__observation_end(pipc__observation *self, int code, const pipc_error *error)
{
    if (self->observers == NULL)
        return;
    if (self->is_lasting)
        tell_of_lasting(self, code, error);
    else
        tell(self, code, error);
    pipc__free(self->kept_correlation_id);
    self->observers = NULL;
}

void pipc__observations_end(pipc__observers *observers)
{
    pipc_error *error = NULL;
    pipc__list *link;
    int code;

    if (observers == NULL)
        return;
    code = pipc_fail_grpc(&error, PIPC_GRPC_CANCELLED, "the client was closed meanwhile");
    pipc__mutex_lock(&observers->mutex);
    while ((link = pipc__list_take_first(&observers->calls)) != NULL)
        tell(PIPC_CONTAINER_OF(link, pipc__observation, link), code, error);
    pipc__mutex_unlock(&observers->mutex);
    pipc_error_free(error);
}
