#include "observe/prometheus_names.h"

#include <string.h>

#include "base/utf8.h"

/* What the counters of calls are called, and what they are. */
static const struct {
    const char *verb;
    const char *help;
} verbs[] = {
    {"exec_count", "Calls that a service was to answer."},
    {"exec_time", "How long a service took to answer calls."},
    {"exec_errors", "Calls that a service answered with an error."},
    {"call_count", "Calls that a client made."},
    {"call_time", "How long calls of a client took."},
    {"call_errors", "Calls of a client that failed."},
};

const char *pipc__metric_kind_name(pipc__metric_kind kind)
{
    static const char *const names[] = {"counter", "gauge", "histogram", "summary"};

    return names[kind];
}

/* --- text ----------------------------------------------------------------------------------- */

/* Without memory NULL, which may be one of them, too. */
static char *join(pipc__arena *arena, const char *first, const char *second, const char *third)
{
    char *joined;

    if (first == NULL || second == NULL || third == NULL)
        return NULL;
    joined = pipc__arena_alloc(arena, strlen(first) + strlen(second) + strlen(third) + 1);
    if (joined != NULL)
        stpcpy(stpcpy(stpcpy(joined, first), second), third);
    return joined;
}

static char *copy_repaired(pipc__arena *arena, const char *text, size_t length)
{
    char *copy = pipc__arena_strndup(arena, text, length);

    if (copy != NULL)
        pipc__utf8_repair(copy);
    return copy;
}

static char valid(char letter)
{
    if (letter >= 'A' && letter <= 'Z')
        return (char)(letter - 'A' + 'a');
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ? letter : '_';
}

static char *make_valid(pipc__arena *arena, const char *name)
{
    bool needs_first = name[0] == '\0' || (name[0] >= '0' && name[0] <= '9');
    char *made = join(arena, needs_first ? "_" : "", name, "");

    for (char *letter = made; letter != NULL && *letter != '\0'; letter++)
        *letter = valid(*letter);
    return made;
}

static bool ends_with(const char *text, const char *suffix)
{
    size_t length = strlen(text);
    size_t suffix_length = strlen(suffix);

    return length >= suffix_length && strcmp(text + length - suffix_length, suffix) == 0;
}

static const char *with_suffix(pipc__arena *arena, const char *name, const char *suffix)
{
    return name == NULL || ends_with(name, suffix) ? name : join(arena, name, suffix, "");
}

/* Prometheus keeps some endings for certain kinds. */
static const char *unreserved(pipc__arena *arena, const char *name, const char *suffix)
{
    static const char *const reserved[] = {"_total", "_count", "_sum", "_bucket"};

    for (size_t i = 0; name != NULL && i < PIPC_ARRAY_SIZE(reserved); i++)
        if (ends_with(name, reserved[i]))
            return join(arena, name, suffix, "");
    return name;
}

/* --- names ---------------------------------------------------------------------------------- */

static const char *statistics_name(pipc__arena *arena, const char *name, pipc__metric_part part)
{
    const char *base = unreserved(arena, name, "_stats");

    if (part == PIPC__METRIC_VALUE)
        return base;
    return join(arena, base, part == PIPC__METRIC_MIN ? "_min" : "_max", "");
}

static void name_family(pipc__metric *self, pipc__arena *arena, const char *name)
{
    const char *made = make_valid(arena, name);

    self->kind = PIPC__METRIC_GAUGE;
    switch (self->counter->type) {
    case PIPC_COUNTER_INCREMENT:
        self->kind = PIPC__METRIC_COUNTER;
        self->family = with_suffix(arena, made, "_total");
        break;
    case PIPC_COUNTER_INTERVAL:
        self->kind = PIPC__METRIC_HISTOGRAM;
        self->family = with_suffix(arena, made, "_seconds");
        break;
    case PIPC_COUNTER_STATISTICS:
        if (self->part == PIPC__METRIC_VALUE)
            self->kind = PIPC__METRIC_SUMMARY;
        self->family = statistics_name(arena, made, self->part);
        break;
    case PIPC_COUNTER_TIMESTAMP:
        self->family = with_suffix(arena, with_suffix(arena, made, "_timestamp"), "_seconds");
        break;
    case PIPC_COUNTER_LAST_VALUE:
    default:
        self->family = unreserved(arena, made, "_value");
    }
}

/* "<service>.<method>.exec_count", the service with its package: true, and all is named. */
static bool is_of_method(pipc__metric *self, pipc__arena *arena)
{
    const char *name = self->counter->name;
    const char *verb = strrchr(name, '.');
    const char *method = verb;

    while (method != NULL && method > name && method[-1] != '.')
        method--;
    if (method == NULL || method == verb || method - name < 2)
        return false;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(verbs); i++)
        if (strcmp(verb + 1, verbs[i].verb) == 0) {
            self->help = verbs[i].help;
            self->service = copy_repaired(arena, name, (size_t)(method - 1 - name));
            self->command = copy_repaired(arena, method, (size_t)(verb - method));
            name_family(self, arena, verbs[i].verb);
            return true;
        }
    return false;
}

static void name_plainly(pipc__metric *self, pipc__arena *arena)
{
    static const char *const helps[] = {"Counter ", "The least value of counter ",
                                        "The greatest value of counter "};
    const char *name = self->counter->name;

    self->service = "";
    self->command = "";
    self->help = join(arena, helps[self->part], copy_repaired(arena, name, strlen(name)), ".");
    name_family(self, arena, name);
}

bool pipc__metric_name(pipc__metric *self, const pipc_counter *counter, pipc__metric_part part,
                       pipc__arena *arena)
{
    *self = (pipc__metric){.counter = counter, .part = part};
    if (!is_of_method(self, arena))
        name_plainly(self, arena);
    return self->family != NULL && self->help != NULL && self->service != NULL &&
           self->command != NULL;
}
