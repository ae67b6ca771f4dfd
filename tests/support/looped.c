#include "support/looped.h"

#include <grpc/grpc.h>
#include <string.h>

#include "base/sync.h"
#include "grpc/credentials.h"
#include "support/cmocka.h"

int looped_setup(void **state)
{
    static looped self;
    grpc_channel_credentials *credentials;

    memset(&self, 0, sizeof self);
    pthread_mutex_init(&self.mutex, NULL);
    pipc__condition_init(&self.changed);
    grpc_init();
    credentials = grpc_insecure_credentials_create();
    self.channel = grpc_channel_create("127.0.0.1:1", credentials, NULL);
    grpc_channel_credentials_release(credentials);
    *state = &self;
    return 0;
}

int looped_teardown(void **state)
{
    looped *self = *state;

    pipc__loop_stop(self->loop);
    grpc_channel_destroy(self->channel);
    grpc_shutdown();
    pthread_cond_destroy(&self->changed);
    pthread_mutex_destroy(&self->mutex);
    return 0;
}

void looped_start(looped *self, unsigned poller_max, unsigned handler_max)
{
    const pipc__loop_options options = {.poller_max = poller_max, .handler_max = handler_max};
    pipc_error *error = NULL;

    assert_ok(pipc__loop_start(&options, &self->loop, &error), error);
}

void looped_wait_until_fired(looped *self, int count)
{
    pthread_mutex_lock(&self->mutex);
    while (self->fired < count)
        pthread_cond_wait(&self->changed, &self->mutex);
    pthread_mutex_unlock(&self->mutex);
}

void looped_count_fired(looped *self)
{
    pthread_mutex_lock(&self->mutex);
    self->fired++;
    pthread_cond_broadcast(&self->changed);
    pthread_mutex_unlock(&self->mutex);
}

void looped_meet(looped *self)
{
    pthread_mutex_lock(&self->mutex);
    self->inside++;
    if (self->inside > self->inside_max)
        self->inside_max = self->inside;
    pthread_cond_broadcast(&self->changed);
    while (self->inside_max < self->wait_for)
        pthread_cond_wait(&self->changed, &self->mutex);
    self->inside--;
    pthread_mutex_unlock(&self->mutex);
}
