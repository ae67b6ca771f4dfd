#include <pipc/counters.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"
#include "component/log.h"
#include "component/wall_clock.h"

static pipc_log_counters *of_component(pipc_component *component)
{
    pipc_counters *counters = pipc_counters_from_component(component);

    return PIPC_CONTAINER_OF(counters, pipc_log_counters, cached_counters.counters);
}

/* --- write ---------------------------------------------------------------------------------- */

static void append_number(pipc__str *line, const char *name, double number)
{
    pipc__str_printf(line, ", \"%s\": ", name);
    pipc__str_append_number(line, number);
}

static void append_count(pipc__str *line, const pipc_counter *counter)
{
    pipc__str_printf(line, ", \"count\": %llu", (unsigned long long)counter->count);
}

static void append_values(pipc__str *line, const pipc_counter *counter)
{
    append_number(line, "last", counter->last);
    append_count(line, counter);
    append_number(line, "min", counter->min);
    append_number(line, "max", counter->max);
    append_number(line, "avg", counter->sum / (double)counter->count);
}

static void append_parts(pipc__str *line, const pipc_counter *counter)
{
    switch (counter->type) {
    case PIPC_COUNTER_INCREMENT:
        append_count(line, counter);
        break;
    case PIPC_COUNTER_LAST_VALUE:
        append_number(line, "last", counter->last);
        break;
    case PIPC_COUNTER_TIMESTAMP:
        pipc__str_append(line, ", \"time\": \"");
        pipc__wall_clock_append(line, counter->time_ms);
        pipc__str_append(line, "\"");
        break;
    case PIPC_COUNTER_INTERVAL:
    case PIPC_COUNTER_STATISTICS:
    default:
        append_values(line, counter);
    }
}

static int write_counter(const pipc__loggers *loggers, const pipc_counter *counter,
                         pipc_error **error)
{
    pipc__str line = {.length = 0};
    char *text;

    pipc__str_printf(&line, "Counter %s { \"type\": %d", counter->name, (int)counter->type);
    append_parts(&line, counter);
    pipc__str_append(&line, " }");
    text = pipc__str_take(&line);
    if (text == NULL)
        return pipc_fail_no_memory(error);
    pipc__loggers_write(loggers, PIPC_LOG_INFO, NULL, NULL, text);
    pipc__free(text);
    return PIPC_OK;
}

static int save(pipc_cached_counters *cached_counters, const pipc_counter *counters, size_t count,
                pipc_error **error)
{
    const pipc__loggers *loggers =
        PIPC_CONTAINER_OF(cached_counters, pipc_log_counters, cached_counters)->loggers;
    int code = PIPC_OK;

    if (loggers == NULL || !pipc__loggers_enabled(loggers, PIPC_LOG_INFO))
        return PIPC_OK;
    for (size_t i = 0; code == PIPC_OK && i < count; i++)
        code = write_counter(loggers, &counters[i], error);
    return code;
}

/* --- life ----------------------------------------------------------------------------------- */

static int set_references(pipc_component *component, const pipc_references *references,
                          pipc_error **error)
{
    return pipc__listeners_replace(&of_component(component)->loggers, references, "logger",
                                   &pipc__composite_logger_component_class, error);
}

static void unset_references(pipc_component *component)
{
    pipc__listeners_drop(&of_component(component)->loggers);
}

void pipc_log_counters_init(pipc_log_counters *self)
{
    static const pipc_component_class component_class = {
        .size = sizeof(pipc_component_class),
        .type = "counters",
        .configure = pipc_cached_counters_configure,
        .set_references = set_references,
        .unset_references = unset_references,
        .open = pipc_cached_counters_open,
        .close = pipc_cached_counters_close,
        .dispose = pipc_cached_counters_dispose,
    };
    static const pipc_cached_counters_class cached_counters_class = {
        .size = sizeof(pipc_cached_counters_class),
        .save = save,
    };

    pipc_cached_counters_init(&self->cached_counters, &component_class, &cached_counters_class);
    self->loggers = NULL;
}
