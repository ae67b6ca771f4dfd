#include "base/ticker.h"

/* With the mutex held. False: it is to stop. */
static bool wait_for_next(pipc__ticker *self)
{
    int64_t due_ns = pipc__deadline_ns(pipc__now_ns(), self->interval_ms);

    while (!self->stops && !self->hurried &&
           pipc__condition_wait_until(&self->changed, &self->mutex, due_ns)) {
    }
    self->hurried = false;
    return !self->stops;
}

static void *run(void *argument)
{
    pipc__ticker *self = argument;

    pipc__mutex_lock(&self->mutex);
    while (wait_for_next(self)) {
        pipc__mutex_unlock(&self->mutex);
        self->tick(self->argument);
        pipc__mutex_lock(&self->mutex);
    }
    pipc__mutex_unlock(&self->mutex);
    return NULL;
}

static void dispose(pipc__ticker *self)
{
    pipc__condition_dispose(&self->changed);
    pipc__mutex_dispose(&self->mutex);
}

bool pipc__ticker_start(pipc__ticker *self, int64_t interval_ms, void (*tick)(void *argument),
                        void *argument)
{
    self->interval_ms = interval_ms;
    self->tick = tick;
    self->argument = argument;
    self->hurried = self->stops = false;
    pipc__mutex_init(&self->mutex);
    pipc__condition_init(&self->changed);
    if (pipc__thread_start(&self->thread, run, self))
        return true;
    dispose(self);
    return false;
}

static void set(pipc__ticker *self, bool *flag)
{
    pipc__mutex_lock(&self->mutex);
    *flag = true;
    pipc__condition_signal(&self->changed);
    pipc__mutex_unlock(&self->mutex);
}

void pipc__ticker_hurry(pipc__ticker *self)
{
    set(self, &self->hurried);
}

void pipc__ticker_stop(pipc__ticker *self)
{
    set(self, &self->stops);
    pthread_join(self->thread, NULL);
    dispose(self);
}
