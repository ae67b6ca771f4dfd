#include "observe/prometheus_text.h"

#include <stdlib.h>
#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "observe/prometheus_names.h"

enum { PARTS_MAX = 3 };

static const double ms_per_second = 1000;

typedef struct text {
    pipc__str str;
    const pipc__prometheus_labels *labels;
} text;

/* --- lines ---------------------------------------------------------------------------------- */

static void append_escaped(pipc__str *str, const char *value, bool is_quoted)
{
    for (; *value != '\0'; value++) {
        if (*value == '\n')
            pipc__str_append(str, "\\n");
        else if (*value == '\\' || (is_quoted && *value == '"'))
            pipc__str_printf(str, "\\%c", *value);
        else
            pipc__str_append_bytes(str, value, 1);
    }
}

static void append_label(pipc__str *str, const char *name, const char *value, bool *has_labels)
{
    if (value == NULL || value[0] == '\0')
        return;
    pipc__str_printf(str, "%s%s=\"", *has_labels ? "," : "{", name);
    append_escaped(str, value, true);
    pipc__str_append(str, "\"");
    *has_labels = true;
}

/* The name of a sample and its labels. `le` may be NULL. */
static void begin_line(text *self, const pipc__metric *metric, const char *suffix, const char *le)
{
    bool has_labels = false;

    pipc__str_printf(&self->str, "%s%s", metric->family, suffix);
    append_label(&self->str, "source", self->labels->source, &has_labels);
    append_label(&self->str, "instance", self->labels->instance, &has_labels);
    append_label(&self->str, "service", metric->service, &has_labels);
    append_label(&self->str, "command", metric->command, &has_labels);
    append_label(&self->str, "le", le, &has_labels);
    pipc__str_append(&self->str, has_labels ? "} " : " ");
}

static void write_count(text *self, const pipc__metric *metric, const char *suffix, const char *le,
                        uint64_t count)
{
    begin_line(self, metric, suffix, le);
    pipc__str_printf(&self->str, "%llu\n", (unsigned long long)count);
}

static void write_number(text *self, const pipc__metric *metric, const char *suffix, double number)
{
    begin_line(self, metric, suffix, NULL);
    pipc__str_append_number(&self->str, number);
    pipc__str_append(&self->str, "\n");
}

static void write_bucket(text *self, const pipc__metric *metric, size_t index, uint64_t count)
{
    pipc__str bound = {.length = 0};

    if (index + 1 < PIPC_COUNTER_BUCKETS)
        pipc__str_append_number(&bound, pipc_counter_bucket_bound_ms(index) / ms_per_second);
    else
        pipc__str_append(&bound, "+Inf");
    if (bound.failed)
        self->str.failed = true;
    else
        write_count(self, metric, "_bucket", bound.text, count);
    pipc__str_dispose(&bound);
}

static void write_histogram(text *self, const pipc__metric *metric, const pipc_counter *counter)
{
    uint64_t count = 0;

    for (size_t i = 0; i < PIPC_COUNTER_BUCKETS; i++) {
        count += counter->buckets[i];
        write_bucket(self, metric, i, count);
    }
    write_number(self, metric, "_sum", counter->sum / ms_per_second);
    write_count(self, metric, "_count", NULL, counter->count);
}

static double gauge_of(const pipc__metric *metric, const pipc_counter *counter)
{
    if (metric->part == PIPC__METRIC_MIN)
        return counter->min;
    if (metric->part == PIPC__METRIC_MAX)
        return counter->max;
    if (counter->type == PIPC_COUNTER_TIMESTAMP)
        return (double)counter->time_ms / ms_per_second;
    return counter->last;
}

static void write_metric(text *self, const pipc__metric *metric, const pipc_counter *counter)
{
    switch (metric->kind) {
    case PIPC__METRIC_COUNTER:
        write_count(self, metric, "", NULL, counter->count);
        break;
    case PIPC__METRIC_HISTOGRAM:
        write_histogram(self, metric, counter);
        break;
    case PIPC__METRIC_SUMMARY:
        write_number(self, metric, "_sum", counter->sum);
        write_count(self, metric, "_count", NULL, counter->count);
        break;
    case PIPC__METRIC_GAUGE:
    default:
        write_number(self, metric, "", gauge_of(metric, counter));
    }
}

static void write_head(text *self, const pipc__metric *metric)
{
    pipc__str_printf(&self->str, "# HELP %s ", metric->family);
    append_escaped(&self->str, metric->help, false);
    pipc__str_printf(&self->str, "\n# TYPE %s %s\n", metric->family,
                     pipc__metric_kind_name(metric->kind));
}

/* --- families ------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    const pipc__metric *one = a;
    const pipc__metric *other = b;
    int order = strcmp(one->family, other->family);

    if (order == 0)
        order = (int)one->kind - (int)other->kind;
    if (order == 0)
        order = strcmp(one->service, other->service);
    if (order == 0)
        order = strcmp(one->command, other->command);
    return order == 0 ? strcmp(one->counter->name, other->counter->name) : order;
}

static bool is_same(const pipc__metric *one, const pipc__metric *other)
{
    return strcmp(one->family, other->family) == 0 && one->kind == other->kind &&
           strcmp(one->service, other->service) == 0 && strcmp(one->command, other->command) == 0;
}

/* Two counters whose names are the same by now. */
static void add_up(pipc_counter *sum, const pipc_counter *other)
{
    sum->min = other->min < sum->min ? other->min : sum->min;
    sum->max = other->max > sum->max ? other->max : sum->max;
    sum->count += other->count;
    sum->sum += other->sum;
    sum->last = other->last;
    sum->time_ms = other->time_ms > sum->time_ms ? other->time_ms : sum->time_ms;
    for (size_t i = 0; i < PIPC_COUNTER_BUCKETS; i++)
        sum->buckets[i] += other->buckets[i];
}

/* Returns how many there are that are the same. */
static size_t write_same(text *self, const pipc__metric *metrics, size_t count)
{
    pipc_counter sum = *metrics[0].counter;
    size_t same = 1;

    for (; same < count && is_same(&metrics[0], &metrics[same]); same++)
        add_up(&sum, metrics[same].counter);
    write_metric(self, &metrics[0], &sum);
    return same;
}

static const pipc__metric lost_metric = {
    .family = "pipc_counters_lost_total",
    .kind = PIPC__METRIC_COUNTER,
    .help = "Values that were not counted, and counters whose names clash.",
    .service = "",
    .command = "",
};

/* Returns how many there are of the family of the first, which names its kind. */
static size_t write_family(text *self, const pipc__metric *metrics, size_t count, uint64_t *lost)
{
    size_t i = 0;

    write_head(self, &metrics[0]);
    while (i < count && strcmp(metrics[i].family, metrics[0].family) == 0)
        if (metrics[i].kind == metrics[0].kind) {
            i += write_same(self, &metrics[i], count - i);
        } else {
            ++*lost;
            i++;
        }
    return i;
}

static void write_families(text *self, const pipc__metric *metrics, size_t count, uint64_t lost)
{
    size_t i = 0;

    while (i < count)
        if (strcmp(metrics[i].family, lost_metric.family) != 0) {
            i += write_family(self, &metrics[i], count - i, &lost);
        } else {
            lost++;
            i++;
        }
    write_head(self, &lost_metric);
    write_metric(self, &lost_metric, &(pipc_counter){.count = lost});
}

static bool name_all(pipc__metric *metrics, size_t *metric_count, const pipc_counter *counters,
                     size_t count, pipc__arena *arena)
{
    *metric_count = 0;
    for (size_t i = 0; i < count; i++) {
        pipc__metric_part last =
            counters[i].type == PIPC_COUNTER_STATISTICS ? PIPC__METRIC_MAX : PIPC__METRIC_VALUE;

        for (int part = PIPC__METRIC_VALUE; part <= (int)last; part++)
            if (!pipc__metric_name(&metrics[(*metric_count)++], &counters[i],
                                   (pipc__metric_part)part, arena))
                return false;
    }
    return true;
}

int pipc__prometheus_text(const pipc_counter *counters, size_t count,
                          const pipc__prometheus_labels *labels, uint64_t lost, char **out,
                          pipc_error **error)
{
    text made = {.labels = labels};
    pipc__metric *metrics = pipc__alloc(count * PARTS_MAX * sizeof *metrics);
    pipc__arena arena;
    size_t metric_count = 0;
    char *taken = NULL;

    pipc__arena_init(&arena, NULL, 0);
    if (metrics != NULL && name_all(metrics, &metric_count, counters, count, &arena)) {
        qsort(metrics, metric_count, sizeof *metrics, compare);
        write_families(&made, metrics, metric_count, lost);
        taken = pipc__str_take(&made.str);
    }
    pipc__arena_dispose(&arena);
    pipc__free(metrics);
    if (taken == NULL)
        return pipc_fail_no_memory(error);
    *out = taken;
    return PIPC_OK;
}
