#include "support/traced.h"

#include <stdio.h>
#include <string.h>

#include <pipc/context.h>

#include "support/cmocka.h"

static void write_down(traced *self, const char *format, int number, int attempt, int code)
{
    char part[32];

    snprintf(part, sizeof part, format, number, attempt, code);
    pipc__mutex_lock(&self->mutex);
    snprintf(self->trace + strlen(self->trace), sizeof self->trace - strlen(self->trace), "%s%s",
             self->trace[0] == '\0' ? "" : " ", part);
    pipc__mutex_unlock(&self->mutex);
}

void traced_expect(traced *self, const char *expected)
{
    pipc__mutex_lock(&self->mutex);
    assert_string_equal(self->trace, expected);
    self->trace[0] = '\0';
    pipc__mutex_unlock(&self->mutex);
}

static int begin(pipc_grpc_client_interceptor *interceptor, pipc_client_call *call,
                 pipc_error **error)
{
    tracer *one = PIPC_CONTAINER_OF(interceptor, tracer, interceptor);
    char number[16];
    int code;

    write_down(one->traced, "+%d.%d", one->number, pipc_client_call_attempt(call), 0);
    if (one->refusals > 0) {
        one->refusals--;
        return pipc_fail(error, PIPC_E_CONFLICT, "NOT_NOW", "%d refuses", one->number);
    }
    snprintf(number, sizeof number, "%d", one->number);
    code = pipc_metadata_add(pipc_client_call_metadata(call), "x-seen", number, error);
    return code == PIPC_OK ? pipc_client_call_set_value(call, one, &one->number, error) : code;
}

static void end(pipc_grpc_client_interceptor *interceptor, pipc_client_call *call, int code,
                const pipc_error *error)
{
    tracer *one = PIPC_CONTAINER_OF(interceptor, tracer, interceptor);

    assert_ptr_equal(pipc_client_call_value(call, one), &one->number);
    assert_int_equal(pipc_error_category(error), code);
    write_down(one->traced, "-%d.%d:%d", one->number, pipc_client_call_attempt(call), code);
    if (one->retries == 0)
        return;
    one->retries--;
    one->was_allowed = pipc_client_call_retry(call, one->delay_ms);
    if (one->on_end != NULL)
        one->on_end();
}

int traced_setup(void **state)
{
    static traced self;
    pipc_error *error = NULL;

    memset(&self, 0, sizeof self);
    pipc__mutex_init(&self.mutex);
    refusing_init(&self.refusing);
    told_init(&self.listener);
    assert_ok(pipc_context_new("cid-1", &self.context, &error), error);
    for (int i = 0; i < TRACED_INTERCEPTORS; i++) {
        tracer *one = &self.tracers[i];

        *one = (tracer){.interceptor = {.begin = begin, .end = end}, .traced = &self, .number = i};
        assert_ok(
            pipc_grpc_client_register_interceptor(&self.refusing.client, &one->interceptor, &error),
            error);
    }
    *state = &self;
    return 0;
}

int traced_open_setup(void **state)
{
    traced *self;

    traced_setup(state);
    self = *state;
    refusing_open(&self->refusing, "");
    return 0;
}

int traced_teardown(void **state)
{
    traced *self = *state;

    refusing_dispose(&self->refusing);
    told_dispose(&self->listener);
    pipc_context_free(self->context);
    pipc__mutex_dispose(&self->mutex);
    return 0;
}

static int talk(traced *self, int method)
{
    pipc_grpc_client_stream *stream = NULL;
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;
    int code = refusing_open_stream(&self->refusing, method, self->context, &stream, &error);

    if (code == PIPC_OK && method == REFUSING_JOIN) {
        code = pipc_grpc_client_stream_finish(stream, &response, &error);
        protobuf_c_message_free_unpacked(response, NULL);
    } else if (code == PIPC_OK) {
        if (method == REFUSING_CHAT)
            assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
        while ((code = streams_read(stream, &error)) > 0) {
        }
        assert_int_equal(streams_read(stream, NULL), code); /* as it was, however often */
    }
    assert_int_equal(pipc_error_category(error), code);
    pipc_error_free(error);
    pipc_grpc_client_stream_free(stream);
    return code;
}

int traced_call(traced *self, int method, bool waits)
{
    if (waits && method != REFUSING_SAY)
        return talk(self, method);
    if (waits)
        return refusing_say(&self->refusing, self->context, "hello", NULL);
    told_dispose(&self->listener);
    told_init(&self->listener);
    return refusing_be_told(&self->refusing, method, self->context, &self->listener);
}

void traced_for_each_form(traced *self, void (*check)(traced *self, int method, bool waits))
{
    for (int method = 0; method < REFUSING_METHODS; method++) {
        check(self, method, true);
        check(self, method, false);
    }
}
