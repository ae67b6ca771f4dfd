#include "rpc/health_statuses.h"

#include <string.h>

#include "base/alloc.h"

static pipc__health_status_entry *find(const pipc__health_statuses *self, const char *service)
{
    for (size_t i = 0; i < self->count; i++)
        if (strcmp(self->entries[i].service, service) == 0)
            return &self->entries[i];
    return NULL;
}

void pipc__health_statuses_dispose(pipc__health_statuses *self)
{
    for (size_t i = 0; i < self->count; i++)
        pipc__free(self->entries[i].service);
    pipc__free(self->entries);
    *self = (pipc__health_statuses){.entries = NULL};
}

static bool need_room(pipc__health_statuses *self)
{
    size_t capacity = self->capacity == 0 ? 4 : 2 * self->capacity;
    pipc__health_status_entry *entries;

    if (self->count < self->capacity)
        return true;
    entries = pipc__realloc(self->entries, capacity * sizeof *entries);
    if (entries == NULL)
        return false;
    self->entries = entries;
    self->capacity = capacity;
    return true;
}

bool pipc__health_statuses_set(pipc__health_statuses *self, const char *service, int status)
{
    pipc__health_status_entry *entry = find(self, service);
    char *copy;

    if (entry != NULL) {
        entry->status = status;
        return true;
    }
    if (!need_room(self))
        return false;
    copy = pipc__strdup(service);
    if (copy == NULL)
        return false;
    self->entries[self->count++] = (pipc__health_status_entry){copy, status};
    return true;
}

int pipc__health_statuses_get(const pipc__health_statuses *self, const char *service)
{
    const pipc__health_status_entry *entry = find(self, service);

    return entry == NULL ? -1 : entry->status;
}

void pipc__health_statuses_clear(pipc__health_statuses *self, const char *service)
{
    pipc__health_status_entry *entry = find(self, service);

    if (entry == NULL)
        return;
    pipc__free(entry->service);
    *entry = self->entries[--self->count];
}
