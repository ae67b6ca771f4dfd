#include "rpc/call_pool.h"

#include <stdalign.h>

#include "base/alloc.h"
#include "base/list.h"
#include "base/sync.h"

/* What stands before a piece. */
typedef struct entry {
    alignas(max_align_t) pipc__list link; /* in `free` */
    pipc__call_pool *pool;
} entry;

struct pipc__call_pool {
    size_t bytes;
    pipc__mutex mutex; /* guards all below */
    void *owner;       /* NULL: it has left */
    pipc__list free;   /* the one that was given back first is taken first */
    size_t free_count;
    size_t taken_count;
};

static entry *entry_of(const void *piece)
{
    return (entry *)piece - 1;
}

pipc__call_pool *pipc__call_pool_new(size_t bytes, void *owner)
{
    pipc__call_pool *self = pipc__alloc_zeroed(sizeof *self);

    if (self == NULL)
        return NULL;
    self->bytes = bytes;
    self->owner = owner;
    pipc__mutex_init(&self->mutex);
    pipc__list_init(&self->free);
    return self;
}

static void free_first(pipc__call_pool *self)
{
    pipc__list *first = pipc__list_take_first(&self->free);

    self->free_count--;
    pipc__free(PIPC_CONTAINER_OF(first, entry, link));
}

static void free_pool(pipc__call_pool *self)
{
    while (self->free_count > 0)
        free_first(self);
    pipc__mutex_dispose(&self->mutex);
    pipc__free(self);
}

void pipc__call_pool_leave(pipc__call_pool *self)
{
    bool last;

    if (self == NULL)
        return;
    pipc__mutex_lock(&self->mutex);
    self->owner = NULL;
    last = self->taken_count == 0;
    pipc__mutex_unlock(&self->mutex);
    if (last)
        free_pool(self);
}

/* Room for one more; the mutex is not held, as others need not wait for malloc(). */
static entry *new_entry(pipc__call_pool *self)
{
    entry *made = pipc__alloc_zeroed(sizeof *made + self->bytes);

    if (made != NULL)
        made->pool = self;
    return made;
}

void *pipc__call_pool_take(pipc__call_pool *self)
{
    entry *taken = NULL;

    pipc__mutex_lock(&self->mutex);
    self->taken_count++;
    if (self->free_count > PIPC__CALL_POOL_REST) {
        taken = PIPC_CONTAINER_OF(pipc__list_take_first(&self->free), entry, link);
        self->free_count--;
    }
    pipc__mutex_unlock(&self->mutex);
    if (taken == NULL)
        taken = new_entry(self);
    if (taken != NULL)
        return taken + 1;
    pipc__mutex_lock(&self->mutex);
    self->taken_count--; /* it has not left: the owner is who takes */
    pipc__mutex_unlock(&self->mutex);
    return NULL;
}

void pipc__call_pool_give_back(void *piece)
{
    entry *given = entry_of(piece);
    pipc__call_pool *self = given->pool;
    bool last;

    pipc__mutex_lock(&self->mutex);
    self->taken_count--;
    pipc__list_add(&self->free, &given->link);
    self->free_count++;
    if (self->free_count > PIPC__CALL_POOL_FREE_MAX)
        free_first(self);
    last = self->owner == NULL && self->taken_count == 0;
    pipc__mutex_unlock(&self->mutex);
    if (last)
        free_pool(self);
}

pipc__call_pool *pipc__call_pool_of(const void *piece)
{
    return entry_of(piece)->pool;
}

void *pipc__call_pool_owner(pipc__call_pool *self, bool (*reference)(void *owner))
{
    void *owner;

    pipc__mutex_lock(&self->mutex);
    owner = self->owner;
    if (owner != NULL && !reference(owner))
        owner = NULL;
    pipc__mutex_unlock(&self->mutex);
    return owner;
}
