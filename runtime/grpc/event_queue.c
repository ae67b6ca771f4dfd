#include "grpc/event_queue.h"

#include <assert.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/sync.h"
#include "grpc/round.h"

struct pipc__event_queue {
    atomic_uint references;
    int fd;
    pipc__mutex mutex; /* guards all below */
    pipc__condition changed;
    unsigned long changes; /* what those who wait have seen */
    pipc__task *first;
    pipc__task **end;
    bool processing;
    pipc__round round; /* of who processes */
    atomic_ulong tasks_run;
    atomic_ulong tasks_seen; /* of these, at the last look */
};

int pipc__event_queue_new(pipc__event_queue **out, pipc_error **error)
{
    pipc__event_queue *self = pipc__alloc_zeroed(sizeof *self);

    if (self == NULL)
        return pipc_fail_no_memory(error);
    self->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (self->fd < 0) {
        pipc__free(self);
        return pipc_fail(error, PIPC_E_INTERNAL, "NO_DESCRIPTOR",
                         "an event loop needs a file descriptor, and the system has none to give");
    }
    atomic_init(&self->references, 1);
    self->end = &self->first;
    pipc__mutex_init(&self->mutex);
    pipc__condition_init(&self->changed);
    *out = self;
    return PIPC_OK;
}

void pipc__event_queue_reference(pipc__event_queue *self)
{
    if (self != NULL)
        atomic_fetch_add(&self->references, 1);
}

void pipc__event_queue_unreference(pipc__event_queue *self)
{
    if (self == NULL || atomic_fetch_sub(&self->references, 1) > 1)
        return;
    assert(self->first == NULL);
    pipc__condition_dispose(&self->changed);
    pipc__mutex_dispose(&self->mutex);
    close(self->fd);
    pipc__free(self);
}

int pipc__event_queue_fd(const pipc__event_queue *self)
{
    return self->fd;
}

/* With the mutex held. */
static void note_change(pipc__event_queue *self)
{
    self->changes++;
    pipc__condition_broadcast(&self->changed);
}

void pipc__event_queue_notify(pipc__event_queue *self)
{
    if (self == NULL)
        return;
    pipc__mutex_lock(&self->mutex);
    note_change(self);
    pipc__mutex_unlock(&self->mutex);
}

/* With the mutex held. It cannot fail: the counter is 2 at most, until it is read. */
static void tell_descriptor(pipc__event_queue *self)
{
    eventfd_write(self->fd, 1);
}

void pipc__event_queue_add(pipc__event_queue *self, pipc__task *task)
{
    pipc__mutex_lock(&self->mutex);
    if (self->first == NULL)
        tell_descriptor(self);
    task->next = NULL;
    *self->end = task;
    self->end = &task->next;
    note_change(self);
    pipc__mutex_unlock(&self->mutex);
}

/* Takes all there is, and the right to run it; NULL: there is nothing, or another one runs it. */
static pipc__task *begin(pipc__event_queue *self)
{
    pipc__task *first = NULL;
    eventfd_t count;

    pipc__mutex_lock(&self->mutex);
    if (!self->processing && self->first != NULL) {
        eventfd_read(self->fd, &count);
        first = self->first;
        self->first = NULL;
        self->end = &self->first;
        self->processing = true;
        pipc__round_begin(&self->round);
    }
    pipc__mutex_unlock(&self->mutex);
    return first;
}

/* Whoever was told meanwhile of what has come, and could not run it, is told once more. */
static void end(pipc__event_queue *self)
{
    pipc__mutex_lock(&self->mutex);
    self->processing = false;
    if (self->first != NULL)
        tell_descriptor(self);
    note_change(self);
    pipc__mutex_unlock(&self->mutex);
}

static int run_all(pipc__event_queue *self, pipc__task *task)
{
    int count = 0;

    for (pipc__task *next; task != NULL; task = next) {
        next = task->next; /* the task may be gone, or queued anew, when it has run */
        if (next != NULL)
            pipc__round_expect_more(&self->round);
        else
            pipc__round_go_on(&self->round);
        task->run(task);
        atomic_fetch_add(&self->tasks_run, 1);
        count++;
    }
    return count;
}

int pipc__event_queue_process(pipc__event_queue *self)
{
    pipc__task *first = begin(self);
    pipc__round *round;
    int count;

    if (first == NULL)
        return 0;
    round = pipc__round_enter(&self->round);
    count = run_all(self, first);
    pipc__round_end(&self->round);
    pipc__round_enter(round);
    end(self);
    return count;
}

bool pipc__event_queue_look(pipc__event_queue *self)
{
    unsigned long tasks_run = atomic_load(&self->tasks_run);
    bool processing;

    pipc__mutex_lock(&self->mutex);
    processing = self->processing;
    pipc__mutex_unlock(&self->mutex);
    if (processing && atomic_exchange(&self->tasks_seen, tasks_run) == tasks_run)
        pipc__round_stop(&self->round);
    return processing;
}

static unsigned long look(pipc__event_queue *self)
{
    unsigned long changes;

    pipc__mutex_lock(&self->mutex);
    changes = self->changes;
    pipc__mutex_unlock(&self->mutex);
    return changes;
}

/* False: the deadline came before anything else happened than was `seen`. */
static bool wait_for_change(pipc__event_queue *self, unsigned long seen, int64_t deadline_ns)
{
    bool in_time = true;

    pipc__mutex_lock(&self->mutex);
    while (self->changes == seen && in_time)
        in_time = pipc__condition_wait_until(&self->changed, &self->mutex, deadline_ns);
    pipc__mutex_unlock(&self->mutex);
    return in_time;
}

bool pipc__event_queue_process_until(pipc__event_queue *self, bool (*is_over)(void *),
                                     void *argument, int64_t deadline_ns)
{
    bool in_time = true;

    for (;;) {
        unsigned long seen = look(self);

        if (is_over(argument))
            return true;
        if (!in_time)
            return false;
        if (pipc__event_queue_process(self) == 0)
            in_time = wait_for_change(self, seen, deadline_ns);
        else
            in_time = pipc__now_ns() < deadline_ns;
    }
}
