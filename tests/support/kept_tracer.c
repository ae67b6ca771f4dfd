#include "support/kept_tracer.h"

#include <stdio.h>

#include "support/cmocka.h"

static const char *text_of(const char *text)
{
    return text == NULL ? "---" : text;
}

static void keep(pipc_tracer *tracer, const pipc_trace *trace)
{
    static const char *const kinds[] = {"internal", "server", "client"};
    kept_tracer *self = PIPC_CONTAINER_OF(tracer, kept_tracer, tracer);
    kept_trace *kept;

    pthread_mutex_lock(&self->mutex);
    assert_true(self->count < KEPT_TRACES);
    assert_true(trace->duration_ms >= 0 && trace->begun_ms > 1700000000000);
    kept = &self->traces[self->count++];
    snprintf(kept->text, sizeof kept->text, "%s %s %s.%s %d", text_of(trace->correlation_id),
             kinds[trace->kind], trace->component, text_of(trace->operation), trace->code);
    snprintf(kept->trace_id, sizeof kept->trace_id, "%s", text_of(trace->trace_id));
    snprintf(kept->span_id, sizeof kept->span_id, "%s", text_of(trace->span_id));
    snprintf(kept->parent_span_id, sizeof kept->parent_span_id, "%s",
             text_of(trace->parent_span_id));
    pthread_cond_broadcast(&self->told);
    pthread_mutex_unlock(&self->mutex);
}

static void dispose(pipc_component *component)
{
    kept_tracer *self =
        PIPC_CONTAINER_OF(pipc_tracer_from_component(component), kept_tracer, tracer);

    pthread_cond_destroy(&self->told);
    pthread_mutex_destroy(&self->mutex);
}

void kept_tracer_init(kept_tracer *self)
{
    static const pipc_component_class component_class = {
        .size = sizeof(pipc_component_class),
        .type = "tracer",
        .dispose = dispose,
    };
    static const pipc_tracer_class tracer_class = {
        .size = sizeof(pipc_tracer_class),
        .trace = keep,
    };

    *self = (kept_tracer){.count = 0};
    pipc_tracer_init(&self->tracer, &component_class, &tracer_class);
    pthread_mutex_init(&self->mutex, NULL);
    pthread_cond_init(&self->told, NULL);
}

kept_trace kept_tracer_wait_for(kept_tracer *self, size_t count)
{
    kept_trace last;

    pthread_mutex_lock(&self->mutex);
    while (self->count < count)
        pthread_cond_wait(&self->told, &self->mutex);
    last = self->traces[count - 1];
    pthread_mutex_unlock(&self->mutex);
    return last;
}
