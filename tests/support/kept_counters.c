#include "support/kept_counters.h"

#include <string.h>

#include <pipc/alloc.h>

#include "support/cmocka.h"

static int save(pipc_cached_counters *cached_counters, const pipc_counter *counters, size_t count,
                pipc_error **error)
{
    kept_counters *self = PIPC_CONTAINER_OF(cached_counters, kept_counters, cached_counters);

    __atomic_add_fetch(&self->saves, 1, __ATOMIC_SEQ_CST);
    for (size_t i = 1; i < count; i++)
        assert_true(strcmp(counters[i - 1].name, counters[i].name) < 0);
    if (__atomic_load_n(&self->fails, __ATOMIC_SEQ_CST))
        return pipc_fail(error, PIPC_E_NO_RESPONSE, "AWAY", "nobody takes the counters");
    return PIPC_OK;
}

void kept_counters_init(kept_counters *self)
{
    static const pipc_component_class component_class = {
        .size = sizeof(pipc_component_class),
        .type = "counters",
        .configure = pipc_cached_counters_configure,
        .open = pipc_cached_counters_open,
        .close = pipc_cached_counters_close,
        .dispose = pipc_cached_counters_dispose,
    };
    static const pipc_cached_counters_class cached_counters_class = {
        .size = sizeof(pipc_cached_counters_class),
        .save = save,
    };

    pipc_cached_counters_init(&self->cached_counters, &component_class, &cached_counters_class);
    self->saves = 0;
    self->fails = false;
}

pipc_counter kept_counters_get(kept_counters *self, const char *name)
{
    pipc_counter *counters = NULL;
    pipc_counter found = {.count = 0};
    pipc_error *error = NULL;
    size_t count = 0;

    assert_ok(pipc_cached_counters_get_all(&self->cached_counters, &counters, &count, &error),
              error);
    for (size_t i = 0; i < count; i++)
        if (strcmp(counters[i].name, name) == 0)
            found = counters[i];
    found.name = NULL;
    pipc_free(counters);
    return found;
}

uint64_t kept_counters_count(kept_counters *self, const char *name)
{
    return kept_counters_get(self, name).count;
}

size_t kept_counters_size(kept_counters *self)
{
    pipc_counter *counters = NULL;
    pipc_error *error = NULL;
    size_t count = 0;

    assert_ok(pipc_cached_counters_get_all(&self->cached_counters, &counters, &count, &error),
              error);
    pipc_free(counters);
    return count;
}
