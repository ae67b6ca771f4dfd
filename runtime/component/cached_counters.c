#include <pipc/counters.h>

#include <pipc/config_params.h>
#include <pipc/error.h>

#include "base/alloc.h"
#include "component/counter_cache.h"

enum { DEFAULT_INTERVAL_MS = 300000 };

static pipc_cached_counters *of_component(pipc_component *component)
{
    return PIPC_CONTAINER_OF(pipc_counters_from_component(component), pipc_cached_counters,
                             counters);
}

static pipc__counter_cache *new_cache(void)
{
    pipc__counter_cache *self = pipc__alloc_zeroed(sizeof *self);

    if (self == NULL)
        return NULL;
    self->interval_ms = DEFAULT_INTERVAL_MS;
    pipc__mutex_init(&self->save_mutex);
    pipc__mutex_init(&self->mutex);
    return self;
}

static void free_cache(pipc__counter_cache *self)
{
    pipc__counter_table_dispose(&self->table);
    pipc__mutex_dispose(&self->mutex);
    pipc__mutex_dispose(&self->save_mutex);
    pipc__free(self);
}

/* Made by who needs it first. NULL: there is no memory. */
static pipc__counter_cache *need_cache(pipc_cached_counters *self)
{
    pipc__counter_cache *cache = __atomic_load_n(&self->cache, __ATOMIC_ACQUIRE);
    pipc__counter_cache *made;

    if (cache != NULL)
        return cache;
    made = new_cache();
    if (made == NULL || __atomic_compare_exchange_n(&self->cache, &cache, made, false,
                                                    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return made;
    free_cache(made);
    return cache;
}

/* --- count ---------------------------------------------------------------------------------- */

static void record(pipc_counters *counters, pipc_counter_type type, const char *name, double value)
{
    pipc__counter_cache *cache =
        need_cache(PIPC_CONTAINER_OF(counters, pipc_cached_counters, counters));

    if (cache == NULL)
        return;
    pipc__mutex_lock(&cache->mutex);
    pipc__counter_table_record(&cache->table, type, name, value);
    cache->changed = true;
    pipc__mutex_unlock(&cache->mutex);
}

void pipc_cached_counters_clear(pipc_cached_counters *self)
{
    pipc__counter_cache *cache = need_cache(self);
    pipc__counter_table cleared;

    if (cache == NULL)
        return;
    pipc__mutex_lock(&cache->mutex);
    cleared = cache->table;
    cache->table = (pipc__counter_table){.lost = cleared.lost};
    pipc__mutex_unlock(&cache->mutex);
    pipc__counter_table_dispose(&cleared);
}

/* --- copy and save -------------------------------------------------------------------------- */

int pipc_cached_counters_get_all(pipc_cached_counters *self, pipc_counter **out, size_t *count,
                                 pipc_error **error)
{
    pipc__counter_cache *cache = need_cache(self);
    int code;

    if (cache == NULL)
        return pipc_fail_no_memory(error);
    pipc__mutex_lock(&cache->mutex);
    code = pipc__counter_table_copy(&cache->table, out, error);
    if (code == PIPC_OK)
        *count = cache->table.count;
    pipc__mutex_unlock(&cache->mutex);
    return code;
}

uint64_t pipc__cached_counters_lost(pipc_cached_counters *self)
{
    pipc__counter_cache *cache = need_cache(self);
    uint64_t lost;

    if (cache == NULL)
        return 0;
    pipc__mutex_lock(&cache->mutex);
    lost = cache->table.lost;
    pipc__mutex_unlock(&cache->mutex);
    return lost;
}

static bool set_changed(pipc__counter_cache *cache, bool changed)
{
    bool before;

    pipc__mutex_lock(&cache->mutex);
    before = cache->changed;
    cache->changed = changed;
    pipc__mutex_unlock(&cache->mutex);
    return before;
}

static int save_all(pipc_cached_counters *self, pipc_error **error)
{
    pipc_counter *counters = NULL;
    size_t count = 0;
    int code;

    if (!set_changed(self->cache, false))
        return PIPC_OK;
    code = pipc_cached_counters_get_all(self, &counters, &count, error);
    if (code == PIPC_OK)
        code = self->cached_counters_class->save(self, counters, count, error);
    pipc__free(counters);
    if (code != PIPC_OK)
        set_changed(self->cache, true);
    return code;
}

int pipc_cached_counters_dump(pipc_cached_counters *self, pipc_error **error)
{
    pipc__counter_cache *cache = need_cache(self);
    int code;

    if (cache == NULL)
        return pipc_fail_no_memory(error);
    if (self->cached_counters_class->save == NULL)
        return PIPC_OK;
    pipc__mutex_lock(&cache->save_mutex);
    code = save_all(self, error);
    pipc__mutex_unlock(&cache->save_mutex);
    return code;
}

/* --- life ----------------------------------------------------------------------------------- */

/* Either of two keys, the one in `options` before the other. */
static int read_ms(const pipc_config_params *config, const char *key, const char *options_key,
                   long least, long *ms, pipc_error **error)
{
    int code = pipc_config_params_get_long(config, key, least, INT32_MAX, *ms, ms, error);

    if (code == PIPC_OK)
        code = pipc_config_params_get_long(config, options_key, least, INT32_MAX, *ms, ms, error);
    return code;
}

int pipc_cached_counters_configure(pipc_component *component, const pipc_config_params *config,
                                   pipc_error **error)
{
    pipc__counter_cache *cache = need_cache(of_component(component));
    long interval_ms, reset_timeout_ms;
    int code;

    if (cache == NULL)
        return pipc_fail_no_memory(error);
    interval_ms = cache->interval_ms;
    reset_timeout_ms = cache->reset_timeout_ms;
    code = read_ms(config, "interval", "options.interval", 1, &interval_ms, error);
    if (code == PIPC_OK)
        code =
            read_ms(config, "reset_timeout", "options.reset_timeout", 0, &reset_timeout_ms, error);
    if (code != PIPC_OK)
        return code;
    cache->interval_ms = interval_ms;
    cache->reset_timeout_ms = reset_timeout_ms;
    return PIPC_OK;
}

/* Nobody can be told: what is not saved now is saved later. */
static void save_in_time(void *argument)
{
    int code = pipc_cached_counters_dump(argument, NULL);

    (void)code;
}

static void clear_in_time(void *argument)
{
    pipc_cached_counters_clear(argument);
}

static bool start_saver(pipc_cached_counters *self)
{
    pipc__counter_cache *cache = self->cache;

    return self->cached_counters_class->save == NULL ||
           pipc__ticker_start(&cache->saver, cache->interval_ms, save_in_time, self);
}

static void stop_saver(pipc_cached_counters *self)
{
    if (self->cached_counters_class->save != NULL)
        pipc__ticker_stop(&self->cache->saver);
}

static bool start_resetter(pipc_cached_counters *self)
{
    pipc__counter_cache *cache = self->cache;

    return cache->reset_timeout_ms == 0 ||
           pipc__ticker_start(&cache->resetter, cache->reset_timeout_ms, clear_in_time, self);
}

int pipc_cached_counters_open(pipc_component *component, const pipc_context *context,
                              pipc_error **error)
{
    pipc_cached_counters *self = of_component(component);

    (void)context;
    if (need_cache(self) == NULL)
        return pipc_fail_no_memory(error);
    if (start_saver(self)) {
        if (start_resetter(self))
            return PIPC_OK;
        stop_saver(self);
    }
    return pipc_fail(error, PIPC_E_INTERNAL, "NO_THREAD",
                     "the system has no thread to save and reset counters on");
}

int pipc_cached_counters_close(pipc_component *component, const pipc_context *context,
                               pipc_error **error)
{
    pipc_cached_counters *self = of_component(component);

    (void)context;
    stop_saver(self);
    if (self->cache->reset_timeout_ms > 0)
        pipc__ticker_stop(&self->cache->resetter);
    return pipc_cached_counters_dump(self, error);
}

void pipc_cached_counters_dispose(pipc_component *component)
{
    pipc_cached_counters *self = of_component(component);

    if (self->cache != NULL)
        free_cache(self->cache);
    self->cache = NULL;
}

void pipc_cached_counters_init(pipc_cached_counters *self,
                               const pipc_component_class *component_class,
                               const pipc_cached_counters_class *cached_counters_class)
{
    static const pipc_counters_class counters_class = {
        .size = sizeof(pipc_counters_class),
        .record = record,
    };

    pipc_counters_init(&self->counters, component_class, &counters_class);
    self->cached_counters_class = cached_counters_class;
    self->cache = NULL;
}
