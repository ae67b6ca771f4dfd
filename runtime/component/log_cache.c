#include "component/log_cache.h"

#include <stdio.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/error.h"
#include "component/wall_clock.h"

enum { DEFAULT_INTERVAL_MS = 10000, DEFAULT_MAX_COUNT = 100, KEPT_WHILE_SLOW = 10 };

typedef struct entry {
    pipc__list link;
    int64_t time_ms;
    pipc_log_level level;
    char *correlation_id;
    pipc_error *error;
    char *message;
} entry;

static entry *entry_of(pipc__list *link)
{
    return PIPC_CONTAINER_OF(link, entry, link);
}

/* --- new and free --------------------------------------------------------------------------- */

pipc__log_cache *pipc__log_cache_new(void)
{
    pipc__log_cache *self = pipc__alloc_zeroed(sizeof *self);

    if (self == NULL)
        return NULL;
    self->interval_ms = DEFAULT_INTERVAL_MS;
    self->max_count = DEFAULT_MAX_COUNT;
    pipc__list_init(&self->messages);
    pipc__mutex_init(&self->save_mutex);
    pipc__mutex_init(&self->mutex);
    return self;
}

static void free_entry(entry *self)
{
    pipc__free(self->correlation_id);
    pipc_error_free(self->error);
    pipc__free(self->message);
    pipc__free(self);
}

static void free_entries(pipc__list *list)
{
    pipc__list *link;

    while ((link = pipc__list_take_first(list)) != NULL)
        free_entry(entry_of(link));
}

void pipc__log_cache_free(pipc__log_cache *self)
{
    if (self == NULL)
        return;
    free_entries(&self->messages);
    pipc__mutex_dispose(&self->mutex);
    pipc__mutex_dispose(&self->save_mutex);
    pipc__free(self->source);
    pipc__free(self);
}

/* --- keep ----------------------------------------------------------------------------------- */

/* NULL: there is no memory. */
static entry *new_entry(pipc_log_level level, const char *correlation_id, const pipc_error *error,
                        const char *message)
{
    entry *self = pipc__alloc_zeroed(sizeof *self);

    if (self == NULL)
        return NULL;
    pipc__list_init(&self->link);
    self->time_ms = pipc__wall_clock_ms();
    self->level = level;
    self->message = pipc__strdup(message);
    if (correlation_id != NULL)
        self->correlation_id = pipc__strdup(correlation_id);
    if (error != NULL)
        pipc__error_copy(error, &self->error);
    if (self->message != NULL && (correlation_id == NULL || self->correlation_id != NULL))
        return self;
    free_entry(self);
    return NULL;
}

/* With the mutex held. */
static void keep_at_most(pipc__log_cache *self, size_t count)
{
    while (self->count > count) {
        free_entry(entry_of(pipc__list_take_first(&self->messages)));
        self->count--;
        self->lost++;
    }
}

size_t pipc__log_cache_add(pipc__log_cache *self, pipc_log_level level, const char *correlation_id,
                           const pipc_error *error, const char *message)
{
    entry *added = new_entry(level, correlation_id, error, message);
    size_t count;

    pipc__mutex_lock(&self->mutex);
    if (added == NULL) {
        self->lost++;
    } else {
        pipc__list_add(&self->messages, &added->link);
        self->count++;
    }
    keep_at_most(self, self->max_count * KEPT_WHILE_SLOW);
    count = self->count;
    pipc__mutex_unlock(&self->mutex);
    return count;
}

/* --- save ----------------------------------------------------------------------------------- */

/* What is being saved, and is no longer in the cache. */
typedef struct batch {
    pipc__list messages;
    size_t count;
    uint64_t lost;
} batch;

/* Moves all of `from` before what is in `to`. */
static void put_before(pipc__list *to, pipc__list *from)
{
    if (pipc__list_is_empty(from))
        return;
    from->previous->next = to->next;
    to->next->previous = from->previous;
    from->next->previous = to;
    to->next = from->next;
    pipc__list_init(from);
}

static void take(pipc__log_cache *self, batch *taken)
{
    pipc__mutex_lock(&self->mutex);
    pipc__list_init(&taken->messages);
    put_before(&taken->messages, &self->messages);
    taken->count = self->count;
    taken->lost = self->lost;
    self->count = 0;
    self->lost = 0;
    pipc__mutex_unlock(&self->mutex);
}

static void put_back(pipc__log_cache *self, batch *taken)
{
    pipc__mutex_lock(&self->mutex);
    put_before(&self->messages, &taken->messages);
    self->count += taken->count;
    self->lost += taken->lost;
    keep_at_most(self, self->max_count);
    pipc__mutex_unlock(&self->mutex);
}

static const char *source_of(const pipc__log_cache *self)
{
    if (self->source == NULL && self->context_info != NULL)
        return pipc_context_info_name(self->context_info);
    return self->source;
}

static void fill(const pipc__log_cache *self, batch *taken, pipc_log_message *messages)
{
    const char *source = source_of(self);

    for (pipc__list *link = taken->messages.next; link != &taken->messages; link = link->next) {
        const entry *kept = entry_of(link);

        *messages++ = (pipc_log_message){.time_ms = kept->time_ms,
                                         .level = kept->level,
                                         .source = source,
                                         .correlation_id = kept->correlation_id,
                                         .error = kept->error,
                                         .message = kept->message};
    }
}

static int save_batch(const pipc__log_cache *self, pipc_cached_logger *logger, pipc__log_save save,
                      batch *taken, pipc_error **error)
{
    pipc_log_message *messages = pipc__alloc((taken->count + 1) * sizeof *messages);
    size_t count = taken->count;
    char loss[64];
    int code;

    if (messages == NULL)
        return pipc_fail_no_memory(error);
    fill(self, taken, messages);
    if (taken->lost > 0) {
        snprintf(loss, sizeof loss, "%llu messages before these were lost",
                 (unsigned long long)taken->lost);
        messages[count++] = (pipc_log_message){.time_ms = pipc__wall_clock_ms(),
                                               .level = PIPC_LOG_WARN,
                                               .source = source_of(self),
                                               .message = loss};
    }
    code = save(logger, messages, count, error);
    pipc__free(messages);
    return code;
}

int pipc__log_cache_save(pipc__log_cache *self, pipc_cached_logger *logger, pipc__log_save save,
                         pipc_error **error)
{
    batch taken;
    int code = PIPC_OK;

    pipc__mutex_lock(&self->save_mutex);
    take(self, &taken);
    if (taken.count > 0 || taken.lost > 0)
        code = save_batch(self, logger, save, &taken, error);
    if (code != PIPC_OK)
        put_back(self, &taken);
    free_entries(&taken.messages);
    pipc__mutex_unlock(&self->save_mutex);
    return code;
}
