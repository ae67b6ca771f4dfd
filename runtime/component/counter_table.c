#include "component/counter_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"

enum { FIRST_BUCKETS = 64 };

struct pipc__counter_entry {
    pipc_counter counter;
    uint32_t hash;
    pipc__counter_entry *next; /* in its bucket */
    char name[];
};

/* From a call within the machine to one that is about to be given up. */
static const double bounds_ms[PIPC_COUNTER_BUCKETS - 1] = {
    0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000};

double pipc_counter_bucket_bound_ms(size_t index)
{
    return index < PIPC_ARRAY_SIZE(bounds_ms) ? bounds_ms[index] : (double)INFINITY;
}

void pipc__counter_table_dispose(pipc__counter_table *self)
{
    for (size_t i = 0; i < self->bucket_count; i++) {
        pipc__counter_entry *entry = self->buckets[i];

        while (entry != NULL) {
            pipc__counter_entry *next = entry->next;

            pipc__free(entry);
            entry = next;
        }
    }
    pipc__free(self->buckets);
    *self = (pipc__counter_table){.count = 0};
}

/* --- by name -------------------------------------------------------------------------------- */

/* FNV-1a; *length is that of the name, or more than PIPC_COUNTER_NAME_MAX. */
static uint32_t hash_of(const char *name, size_t *length)
{
    uint32_t hash = 2166136261U;
    size_t i;

    for (i = 0; name[i] != '\0' && i <= PIPC_COUNTER_NAME_MAX; i++)
        hash = (hash ^ (unsigned char)name[i]) * 16777619U;
    *length = i;
    return hash;
}

static pipc__counter_entry *find(const pipc__counter_table *self, uint32_t hash, const char *name)
{
    pipc__counter_entry *entry = NULL;

    if (self->bucket_count > 0)
        entry = self->buckets[hash & (self->bucket_count - 1)];
    while (entry != NULL && (entry->hash != hash || strcmp(entry->name, name) != 0))
        entry = entry->next;
    return entry;
}

static void put(pipc__counter_entry **buckets, size_t bucket_count, pipc__counter_entry *entry)
{
    pipc__counter_entry **bucket = &buckets[entry->hash & (bucket_count - 1)];

    entry->next = *bucket;
    *bucket = entry;
}

/* Room for one more; false: there is no memory. */
static bool make_room(pipc__counter_table *self)
{
    size_t bucket_count = self->bucket_count == 0 ? FIRST_BUCKETS : self->bucket_count * 2;
    pipc__counter_entry **buckets;

    if (self->count < self->bucket_count)
        return true;
    buckets = pipc__alloc_zeroed(bucket_count * sizeof(pipc__counter_entry *));
    if (buckets == NULL)
        return false;
    for (size_t i = 0; i < self->bucket_count; i++)
        while (self->buckets[i] != NULL) {
            pipc__counter_entry *entry = self->buckets[i];

            self->buckets[i] = entry->next;
            put(buckets, bucket_count, entry);
        }
    pipc__free(self->buckets);
    self->buckets = buckets;
    self->bucket_count = bucket_count;
    return true;
}

/* NULL: it cannot be counted. */
static pipc__counter_entry *add(pipc__counter_table *self, uint32_t hash, const char *name,
                                size_t length)
{
    pipc__counter_entry *entry;

    if (length > PIPC_COUNTER_NAME_MAX || self->count >= PIPC_COUNTERS_MAX || !make_room(self))
        return NULL;
    entry = pipc__alloc_zeroed(sizeof *entry + length + 1);
    if (entry == NULL)
        return NULL;
    memcpy(entry->name, name, length + 1);
    entry->hash = hash;
    put(self->buckets, self->bucket_count, entry);
    self->count++;
    self->name_bytes += length + 1;
    return entry;
}

/* --- count ---------------------------------------------------------------------------------- */

static size_t bucket_of(double ms)
{
    size_t i = 0;

    while (i < PIPC_ARRAY_SIZE(bounds_ms) && ms > bounds_ms[i])
        i++;
    return i;
}

static void add_value(pipc_counter *counter, double value)
{
    counter->min = counter->count == 0 || value < counter->min ? value : counter->min;
    counter->max = counter->count == 0 || value > counter->max ? value : counter->max;
    counter->sum += value;
    if (counter->type == PIPC_COUNTER_INTERVAL)
        counter->buckets[bucket_of(value)]++;
}

static void count_value(pipc_counter *counter, double value)
{
    counter->last = value;
    if (counter->type == PIPC_COUNTER_INTERVAL || counter->type == PIPC_COUNTER_STATISTICS)
        add_value(counter, value);
    if (counter->type == PIPC_COUNTER_TIMESTAMP)
        counter->time_ms = (int64_t)value;
    if (counter->type == PIPC_COUNTER_INCREMENT)
        counter->count += (uint64_t)value;
    else
        counter->count++;
}

void pipc__counter_table_record(pipc__counter_table *self, pipc_counter_type type, const char *name,
                                double value)
{
    size_t length;
    uint32_t hash = hash_of(name, &length);
    pipc__counter_entry *entry = find(self, hash, name);
    bool is_new = entry == NULL;

    if (is_new)
        entry = add(self, hash, name, length);
    if (entry == NULL) {
        self->lost++;
        return;
    }
    if (is_new || entry->counter.type != type)
        entry->counter = (pipc_counter){.name = entry->name, .type = type};
    count_value(&entry->counter, value);
}

/* --- copy ----------------------------------------------------------------------------------- */

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const pipc_counter *)a)->name, ((const pipc_counter *)b)->name);
}

int pipc__counter_table_copy(const pipc__counter_table *self, pipc_counter **out,
                             pipc_error **error)
{
    pipc_counter *copy = pipc__alloc(self->count * sizeof *copy + self->name_bytes);
    char *name;
    size_t count = 0;

    if (copy == NULL)
        return pipc_fail_no_memory(error);
    name = (char *)(copy + self->count);
    for (size_t i = 0; i < self->bucket_count; i++)
        for (pipc__counter_entry *entry = self->buckets[i]; entry != NULL; entry = entry->next) {
            copy[count] = entry->counter;
            copy[count++].name = name;
            name = stpcpy(name, entry->name) + 1;
        }
    qsort(copy, count, sizeof *copy, compare_names);
    *out = copy;
    return PIPC_OK;
}
