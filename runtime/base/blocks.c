#include "base/blocks.h"

#include <stdalign.h>
#include <stdint.h>

#include "base/alloc.h"
#include "base/list.h"
#include "base/sync.h"

/* What stands before a block. */
typedef struct entry {
    alignas(max_align_t) pipc__list link; /* in `kept` */
    pipc__blocks *blocks;
    size_t bytes; /* of the block */
} entry;

struct pipc__blocks {
    pipc__mutex mutex; /* guards all below */
    pipc__list kept;   /* the one that was given back last is the last */
    size_t kept_count;
    size_t kept_bytes;
    size_t taken_count;
    bool is_left;
};

bool pipc__blocks_suit(size_t size)
{
    return size >= PIPC__BLOCK_MIN_BYTES && size <= PIPC__BLOCKS_KEPT_MAX_BYTES;
}

pipc__blocks *pipc__blocks_new(void)
{
    pipc__blocks *self = pipc__alloc_zeroed(sizeof *self);

    if (self == NULL)
        return NULL;
    pipc__mutex_init(&self->mutex);
    pipc__list_init(&self->kept);
    return self;
}

/* With the mutex held. */
static void remove_kept(pipc__blocks *self, entry *kept)
{
    pipc__list_remove(&kept->link);
    self->kept_count--;
    self->kept_bytes -= kept->bytes;
}

/* With the mutex held: frees those that were given back first, until so much is left. */
static void keep_at_most(pipc__blocks *self, size_t count, size_t bytes)
{
    while (self->kept_count > count || self->kept_bytes > bytes) {
        entry *oldest = PIPC_CONTAINER_OF(self->kept.next, entry, link);

        remove_kept(self, oldest);
        pipc__free(oldest);
    }
}

static void free_if_over(pipc__blocks *self, bool is_over)
{
    if (!is_over)
        return;
    pipc__mutex_dispose(&self->mutex);
    pipc__free(self);
}

void pipc__blocks_leave(pipc__blocks *self)
{
    bool is_over;

    if (self == NULL)
        return;
    pipc__mutex_lock(&self->mutex);
    self->is_left = true;
    keep_at_most(self, 0, 0);
    is_over = self->taken_count == 0;
    pipc__mutex_unlock(&self->mutex);
    free_if_over(self, is_over);
}

/* With the mutex held: the one whose pages are likeliest to be in a cache; not one that is far too
 * large, as a call may last. */
static entry *find_kept(pipc__blocks *self, size_t size)
{
    for (pipc__list *link = self->kept.previous; link != &self->kept; link = link->previous) {
        entry *kept = PIPC_CONTAINER_OF(link, entry, link);

        if (kept->bytes >= size && kept->bytes / 2 <= size)
            return kept;
    }
    return NULL;
}

/* In steps, so that sizes that differ a little have the same blocks. */
static entry *new_entry(pipc__blocks *self, size_t size)
{
    size_t bytes = (size + PIPC__BLOCK_MIN_BYTES - 1) & ~(size_t)(PIPC__BLOCK_MIN_BYTES - 1);
    entry *made = pipc__alloc(sizeof *made + bytes);

    if (made == NULL)
        return NULL;
    made->blocks = self;
    made->bytes = bytes;
    return made;
}

void *pipc__blocks_take(pipc__blocks *self, size_t size)
{
    entry *taken;

    if (size > SIZE_MAX / 2)
        return NULL;
    pipc__mutex_lock(&self->mutex);
    taken = find_kept(self, size);
    if (taken != NULL)
        remove_kept(self, taken);
    self->taken_count++;
    pipc__mutex_unlock(&self->mutex);
    if (taken == NULL)
        taken = new_entry(self, size);
    if (taken != NULL)
        return taken + 1;
    pipc__mutex_lock(&self->mutex);
    self->taken_count--; /* it was not left: the owner is who takes */
    pipc__mutex_unlock(&self->mutex);
    return NULL;
}

void pipc__blocks_give_back(void *block)
{
    entry *given = (entry *)block - 1;
    pipc__blocks *self = given->blocks;
    bool is_over;

    pipc__mutex_lock(&self->mutex);
    self->taken_count--;
    self->kept_count++;
    self->kept_bytes += given->bytes;
    pipc__list_add(&self->kept, &given->link);
    if (self->is_left)
        keep_at_most(self, 0, 0);
    else
        keep_at_most(self, PIPC__BLOCKS_KEPT_MAX, PIPC__BLOCKS_KEPT_MAX_BYTES);
    is_over = self->is_left && self->taken_count == 0;
    pipc__mutex_unlock(&self->mutex);
    free_if_over(self, is_over);
}

void pipc__blocks_trim(pipc__blocks *self)
{
    pipc__mutex_lock(&self->mutex);
    keep_at_most(self, 0, 0);
    pipc__mutex_unlock(&self->mutex);
}
