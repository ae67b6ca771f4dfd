#include "support/told.h"

#include <stdio.h>
#include <string.h>

#include "echo.pipc.h"
#include "support/cmocka.h"

enum { PATIENCE_MS = 30000 };

static told *told_of(pipc_grpc_client_listener *listener)
{
    return PIPC_CONTAINER_OF(listener, told, listener);
}

static void enter(told *self)
{
    pipc__mutex_lock(&self->mutex);
    self->seen.overlaps += self->inside;
    self->seen.late += self->seen.dones > 0;
    self->inside = true;
    pipc__mutex_unlock(&self->mutex);
}

/* Counts only when all is done, so that whoever waits for it finds no callback running. */
static void leave(told *self, int *counter)
{
    pipc__mutex_lock(&self->mutex);
    self->inside = false;
    (*counter)++;
    pipc__condition_broadcast(&self->changed);
    pipc__mutex_unlock(&self->mutex);
}

static void keep_text(told *self, const ProtobufCMessage *message)
{
    pipc__mutex_lock(&self->mutex);
    snprintf(self->seen.text, sizeof self->seen.text, "%s", ((const Tests__Text *)message)->text);
    pipc__mutex_unlock(&self->mutex);
}

static int message(pipc_grpc_client_listener *listener, pipc_grpc_client_stream *stream,
                   const ProtobufCMessage *message)
{
    told *self = told_of(listener);
    int code = PIPC_OK;

    enter(self);
    keep_text(self, message);
    if (self->on_message != NULL)
        code = self->on_message(self, stream);
    leave(self, &self->seen.messages);
    return code;
}

static void writable(pipc_grpc_client_listener *listener, pipc_grpc_client_stream *stream)
{
    told *self = told_of(listener);

    enter(self);
    if (self->on_writable != NULL)
        self->on_writable(self, stream);
    leave(self, &self->seen.writables);
}

static void keep_end(told *self, int code, pipc_error *error)
{
    const char *error_code = pipc_error_code(error);
    const char *error_message = pipc_error_message(error);

    pipc__mutex_lock(&self->mutex);
    self->seen.code = code;
    snprintf(self->seen.error_code, sizeof self->seen.error_code, "%s",
             error_code == NULL ? "" : error_code);
    snprintf(self->seen.error_message, sizeof self->seen.error_message, "%s",
             error_message == NULL ? "" : error_message);
    pipc__mutex_unlock(&self->mutex);
}

static void done(pipc_grpc_client_listener *listener, int code, ProtobufCMessage *response,
                 pipc_error *error)
{
    told *self = told_of(listener);

    enter(self);
    keep_end(self, code, error);
    if (response != NULL) {
        keep_text(self, response);
        protobuf_c_message_free_unpacked(response, NULL);
    }
    pipc_error_free(error);
    if (self->on_done != NULL)
        self->on_done(self);
    leave(self, &self->seen.dones);
}

void told_init(told *self)
{
    static const pipc_grpc_client_events events = {
        .message = message,
        .writable = writable,
        .done = done,
    };

    memset(self, 0, sizeof *self);
    self->listener.events = &events;
    pipc__mutex_init(&self->mutex);
    pipc__condition_init(&self->changed);
}

void told_dispose(told *self)
{
    pipc__condition_dispose(&self->changed);
    pipc__mutex_dispose(&self->mutex);
}

told_seen told_look(told *self)
{
    told_seen seen;

    pipc__mutex_lock(&self->mutex);
    seen = self->seen;
    pipc__mutex_unlock(&self->mutex);
    return seen;
}

static void wait_for(told *self, const int *counter, int count, const char *what)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);
    bool in_time = true;

    pipc__mutex_lock(&self->mutex);
    while (*counter < count && in_time)
        in_time = pipc__condition_wait_until(&self->changed, &self->mutex, deadline_ns);
    pipc__mutex_unlock(&self->mutex);
    if (!in_time)
        fail_msg("%s did not come within %d ms", what, PATIENCE_MS);
}

void told_wait_for_messages(told *self, int count)
{
    wait_for(self, &self->seen.messages, count, "the message");
}

void told_wait_for_writables(told *self, int count)
{
    wait_for(self, &self->seen.writables, count, "`writable`");
}

void told_wait_for_done(told *self)
{
    wait_for(self, &self->seen.dones, 1, "`done`");
}

static bool gets(told *self, const int *counter, int count)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), PATIENCE_MS);
    bool in_time = true;
    bool got;

    pipc__mutex_lock(&self->mutex);
    while (*counter < count && self->seen.dones == 0 && in_time)
        in_time = pipc__condition_wait_until(&self->changed, &self->mutex, deadline_ns);
    got = *counter >= count;
    pipc__mutex_unlock(&self->mutex);
    assert_true(in_time);
    return got;
}

bool told_gets_messages(told *self, int count)
{
    return gets(self, &self->seen.messages, count);
}

bool told_gets_writables(told *self, int count)
{
    return gets(self, &self->seen.writables, count);
}

static told_seen look_at_end(told *self)
{
    told_seen seen;

    told_wait_for_done(self);
    seen = told_look(self);
    assert_int_equal(seen.dones, 1);
    assert_int_equal(seen.overlaps, 0);
    assert_int_equal(seen.late, 0);
    return seen;
}

void told_expect_ok(told *self, const char *text)
{
    told_seen seen = look_at_end(self);

    assert_string_equal(seen.error_message, "");
    assert_int_equal(seen.code, PIPC_OK);
    assert_string_equal(seen.text, text);
}

void told_expect_error(told *self, int category, const char *error_code, const char *text)
{
    told_seen seen = look_at_end(self);

    if (seen.code != category || strcmp(seen.error_code, error_code) != 0 ||
        strstr(seen.error_message, text) == NULL)
        fail_msg("ended with %d %s: %s, expected %d %s: one with \"%s\"", seen.code,
                 seen.error_code, seen.error_message, category, error_code, text);
}
