#include <pipc/log.h>

#include <stdbool.h>

#include <pipc/config_params.h>
#include <pipc/error.h>

#include "base/alloc.h"
#include "component/context_info.h"
#include "component/log.h"
#include "component/log_cache.h"

static pipc_cached_logger *of_component(pipc_component *component)
{
    return PIPC_CONTAINER_OF(pipc_logger_from_component(component), pipc_cached_logger, logger);
}

/* Made by who needs it first. NULL: there is no memory. */
static pipc__log_cache *need_cache(pipc_cached_logger *self)
{
    pipc__log_cache *cache = __atomic_load_n(&self->cache, __ATOMIC_ACQUIRE);
    pipc__log_cache *made;

    if (cache != NULL)
        return cache;
    made = pipc__log_cache_new();
    if (made == NULL || __atomic_compare_exchange_n(&self->cache, &cache, made, false,
                                                    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return made;
    pipc__log_cache_free(made);
    return cache;
}

/* --- write ---------------------------------------------------------------------------------- */

int pipc_cached_logger_dump(pipc_cached_logger *self, pipc_error **error)
{
    pipc__log_cache *cache = need_cache(self);

    if (cache == NULL)
        return pipc_fail_no_memory(error);
    return pipc__log_cache_save(cache, self, self->cached_logger_class->save, error);
}

/* Whoever writes cannot be told: what is not saved now is saved later. */
static void save_what_there_is(void *argument)
{
    int code = pipc_cached_logger_dump(argument, NULL);

    (void)code;
}

/* False: nobody saves it but who writes it. */
static bool is_saved_later(pipc__log_cache *cache, size_t count)
{
    bool ticks;

    pipc__mutex_lock(&cache->mutex);
    ticks = cache->ticks;
    if (ticks && count >= cache->max_count)
        pipc__ticker_hurry(&cache->ticker);
    pipc__mutex_unlock(&cache->mutex);
    return ticks;
}

static void write_to_cache(pipc_logger *logger, pipc_log_level level, const char *correlation_id,
                           const pipc_error *error, const char *message)
{
    pipc_cached_logger *self = PIPC_CONTAINER_OF(logger, pipc_cached_logger, logger);
    pipc__log_cache *cache = need_cache(self);
    size_t count;

    if (cache == NULL)
        return;
    count = pipc__log_cache_add(cache, level, correlation_id, error, message);
    if (!is_saved_later(cache, count))
        save_what_there_is(self);
}

/* --- references ----------------------------------------------------------------------------- */

static void set_context_info(pipc__log_cache *cache, const pipc_context_info *context_info)
{
    pipc__mutex_lock(&cache->save_mutex);
    pipc__mutex_lock(&cache->mutex);
    cache->context_info = context_info;
    pipc__mutex_unlock(&cache->mutex);
    pipc__mutex_unlock(&cache->save_mutex);
}

int pipc_cached_logger_set_references(pipc_component *component, const pipc_references *references,
                                      pipc_error **error)
{
    pipc__log_cache *cache = need_cache(of_component(component));
    const pipc_context_info *context_info = NULL;
    int code;

    if (cache == NULL)
        return pipc_fail_no_memory(error);
    code = pipc__context_info_find(references, &context_info, error);
    if (code == PIPC_OK)
        set_context_info(cache, context_info);
    return code;
}

void pipc_cached_logger_unset_references(pipc_component *component)
{
    pipc__log_cache *cache = of_component(component)->cache;

    if (cache != NULL)
        set_context_info(cache, NULL);
}

/* --- life ----------------------------------------------------------------------------------- */

static void set_options(pipc__log_cache *cache, long interval_ms, long max_count, char *source)
{
    pipc__mutex_lock(&cache->save_mutex);
    pipc__mutex_lock(&cache->mutex);
    cache->interval_ms = interval_ms;
    cache->max_count = (size_t)max_count;
    pipc__free(cache->source);
    cache->source = source;
    pipc__mutex_unlock(&cache->mutex);
    pipc__mutex_unlock(&cache->save_mutex);
}

static int read_source(const pipc_config_params *config, const char *before, char **out,
                       pipc_error **error)
{
    const char *text = pipc_config_params_get_default(config, "source", before);

    if (text == NULL)
        return PIPC_OK;
    *out = pipc__strdup(text);
    return *out == NULL ? pipc_fail_no_memory(error) : PIPC_OK;
}

int pipc_cached_logger_configure(pipc_component *component, const pipc_config_params *config,
                                 pipc_error **error)
{
    pipc__log_cache *cache = need_cache(of_component(component));
    long interval_ms = 0;
    long max_count = 0;
    char *source = NULL;
    int code;

    if (cache == NULL)
        return pipc_fail_no_memory(error);
    code = pipc_config_params_get_long(config, "options.interval", 1, INT32_MAX, cache->interval_ms,
                                       &interval_ms, error);
    if (code == PIPC_OK)
        code = pipc_config_params_get_long(config, "options.max_cache_size", 1, 1000000,
                                           (long)cache->max_count, &max_count, error);
    if (code == PIPC_OK)
        code = read_source(config, cache->source, &source, error);
    if (code == PIPC_OK)
        code = pipc__logger_configure(component, config, error);
    if (code == PIPC_OK)
        set_options(cache, interval_ms, max_count, source);
    else
        pipc__free(source);
    return code;
}

int pipc_cached_logger_open(pipc_component *component, const pipc_context *context,
                            pipc_error **error)
{
    pipc_cached_logger *self = of_component(component);
    pipc__log_cache *cache = need_cache(self);
    bool ticks;

    (void)context;
    if (cache == NULL)
        return pipc_fail_no_memory(error);
    pipc__mutex_lock(&cache->mutex);
    ticks = pipc__ticker_start(&cache->ticker, cache->interval_ms, save_what_there_is, self);
    cache->ticks = ticks;
    pipc__mutex_unlock(&cache->mutex);
    if (ticks)
        return PIPC_OK;
    return pipc_fail(error, PIPC_E_INTERNAL, "NO_THREAD",
                     "the system has no thread to save messages of the log on");
}

int pipc_cached_logger_close(pipc_component *component, const pipc_context *context,
                             pipc_error **error)
{
    pipc_cached_logger *self = of_component(component);

    (void)context;
    pipc__mutex_lock(&self->cache->mutex);
    self->cache->ticks = false;
    pipc__mutex_unlock(&self->cache->mutex);
    pipc__ticker_stop(&self->cache->ticker);
    return pipc_cached_logger_dump(self, error);
}

void pipc_cached_logger_dispose(pipc_component *component)
{
    pipc_cached_logger *self = of_component(component);

    pipc__log_cache_free(self->cache);
    self->cache = NULL;
}

void pipc_cached_logger_init(pipc_cached_logger *self, const pipc_component_class *component_class,
                             const pipc_cached_logger_class *cached_logger_class)
{
    static const pipc_logger_class logger_class = {
        .size = sizeof(pipc_logger_class),
        .write = write_to_cache,
    };

    pipc_logger_init(&self->logger, component_class, &logger_class);
    self->cached_logger_class = cached_logger_class;
    self->cache = NULL;
}
