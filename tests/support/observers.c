#include "support/observers.h"

#include <stdio.h>

#include "support/cmocka.h"

static void put(observers *self, const char *descriptor, pipc_component *component)
{
    pipc_error *error = NULL;

    assert_ok(pipc_references_put(self->references, descriptor, component, &error), error);
}

void observers_init(observers *self)
{
    pipc_error *error = NULL;

    capturing_logger_init(&self->logger);
    kept_counters_init(&self->counters);
    kept_tracer_init(&self->tracer);
    assert_ok(pipc_references_new(&self->references, &error), error);
    put(self, "test:logger:memory:default:1.0", &self->logger.logger.component);
    put(self, "test:counters:memory:default:1.0",
        &self->counters.cached_counters.counters.component);
    put(self, "test:tracer:memory:default:1.0", &self->tracer.tracer.component);
}

void observers_dispose(observers *self)
{
    pipc_references_free(self->references);
    pipc_dispose(&self->tracer.tracer.component);
    pipc_dispose(&self->counters.cached_counters.counters.component);
    pipc_dispose(&self->logger.logger.component);
}

void observers_link(observers *self, pipc_component *component)
{
    pipc_error *error = NULL;

    assert_ok(pipc_close(component, NULL, &error), error);
    assert_ok(pipc_set_references(component, self->references, &error), error);
    assert_ok(pipc_open(component, NULL, &error), error);
}

static uint64_t count_of(observers *self, const char *method, const char *side, const char *what)
{
    char name[100];

    snprintf(name, sizeof name, "%s.%s_%s", method, side, what);
    return kept_counters_count(&self->counters, name);
}

void observers_expect(observers *self, const char *method, const char *side, int calls,
                      int failures)
{
    assert_int_equal(count_of(self, method, side, "count"), calls);
    assert_int_equal(count_of(self, method, side, "time"), calls);
    assert_int_equal(count_of(self, method, side, "errors"), failures);
}
