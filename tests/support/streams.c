#include "support/streams.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sync.h"
#include "support/cmocka.h"
#include "support/echo.h"

/* What the handlers saw. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed; /* of the monotonic clock */
static bool changed_is_made;
static streams_seen seen;

static void note(int *counter, int change)
{
    pthread_mutex_lock(&mutex);
    *counter += change;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

static void note_end(int code)
{
    pthread_mutex_lock(&mutex);
    seen.last_code = code;
    seen.handlers_ended++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

streams_seen streams_look(void)
{
    streams_seen copy;

    pthread_mutex_lock(&mutex);
    copy = seen;
    pthread_mutex_unlock(&mutex);
    return copy;
}

void streams_wait_for_ended(int handlers)
{
    pthread_mutex_lock(&mutex);
    while (seen.handlers_ended < handlers)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
}

void streams_wait_for_written(int messages)
{
    pthread_mutex_lock(&mutex);
    while (seen.messages_written < messages)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
}

void streams_wait_for_standstill(void)
{
    pthread_mutex_lock(&mutex);
    while (pipc__condition_wait_until(&changed, &mutex, pipc__deadline_ns(pipc__now_ns(), 300)))
        continue;
    pthread_mutex_unlock(&mutex);
}

static int write_text(pipc_grpc_server_stream *stream, const char *text, pipc_error **error)
{
    Tests__Text message = TESTS__TEXT__INIT;
    int code;

    message.text = (char *)text;
    code = pipc_grpc_server_stream_write(stream, &message.base, error);
    if (code == PIPC_OK)
        note(&seen.messages_written, 1);
    return code;
}

/* Writes the numbers from the one asked for down to 1; "fail" fails after one message. */
static int count_down(pipc_grpc_service *service, pipc_call *call, const ProtobufCMessage *request,
                      pipc_grpc_server_stream *stream, pipc_error **error)
{
    const Tests__Text *text = (const Tests__Text *)request;
    int code = PIPC_OK;

    (void)service;
    (void)call;
    if (strcmp(text->text, "fail") == 0) {
        code = write_text(stream, "one", error);
        return code == PIPC_OK ? pipc_fail(error, PIPC_E_NOT_FOUND, "NO_MORE", "no more") : code;
    }
    for (int i = atoi(text->text); i > 0 && code == PIPC_OK; i--) {
        char number[16];

        snprintf(number, sizeof number, "%d", i);
        code = write_text(stream, number, error);
    }
    note_end(code);
    return code;
}

/* Joins what it reads; at "stop" it stops reading, and at "fail" it fails. */
static int join(pipc_grpc_service *service, pipc_call *call, pipc_grpc_server_stream *stream,
                ProtobufCMessage *response, pipc_error **error)
{
    const ProtobufCMessage *message;
    char joined[4096] = "";
    int code;

    (void)service;
    while ((code = pipc_grpc_server_stream_read(stream, &message, error)) > 0) {
        const char *text = ((const Tests__Text *)message)->text;

        note(&seen.messages_read, 1);
        if (strcmp(text, "stop") == 0)
            break;
        if (strcmp(text, "fail") == 0)
            return pipc_fail(error, PIPC_E_CONFLICT, "ASKED_TO", "asked to");
        snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s", text);
    }
    note_end(code);
    ((Tests__Text *)response)->text = pipc_call_strdup(call, joined);
    return code < 0 ? code : PIPC_OK;
}

/* Says everything back. */
static int chat(pipc_grpc_service *service, pipc_call *call, pipc_grpc_server_stream *stream,
                pipc_error **error)
{
    const ProtobufCMessage *message;
    int code;

    (void)service;
    (void)call;
    while ((code = pipc_grpc_server_stream_read(stream, &message, error)) > 0) {
        note(&seen.messages_read, 1);
        code = pipc_grpc_server_stream_write(stream, message, error);
        if (code < 0)
            break;
    }
    note_end(code);
    return code;
}

const pipc_grpc_method streams_methods[] = {
    [COUNT_DOWN] = {.path = "/tests.Streams/CountDown",
                    .kind = PIPC_GRPC_SERVER_STREAMING,
                    .request = &tests__text__descriptor,
                    .response = &tests__text__descriptor,
                    .server_streaming = count_down},
    [JOIN] = {.path = "/tests.Streams/Join",
              .kind = PIPC_GRPC_CLIENT_STREAMING,
              .request = &tests__text__descriptor,
              .response = &tests__text__descriptor,
              .client_streaming = join},
    [CHAT] = {.path = "/tests.Streams/Chat",
              .kind = PIPC_GRPC_BIDI_STREAMING,
              .request = &tests__text__descriptor,
              .response = &tests__text__descriptor,
              .bidi_streaming = chat},
};

const pipc_grpc_service_desc streams_desc = {
    .abi = PIPC_GENERATED_ABI,
    .name = "tests.Streams",
    .method_count = PIPC_ARRAY_SIZE(streams_methods),
    .methods = streams_methods,
};

void streams_open_client(streams *self, const char *more)
{
    char config[256];
    pipc_error *error = NULL;

    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d%s",
             pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service)), more);
    pipc_grpc_client_init(&self->client, &streams_desc);
    configure_component(&self->client.component, config);
    assert_ok(pipc_open(&self->client.component, NULL, &error), error);
}

void streams_prepare(void)
{
    if (!changed_is_made)
        pipc__condition_init(&changed);
    changed_is_made = true;
    memset(&seen, 0, sizeof seen);
}

int streams_setup(void **state)
{
    static streams self;
    pipc_error *error = NULL;

    streams_prepare();
    pipc_grpc_service_init(&self.service, &streams_desc);
    configure_component(&self.service.component,
                        "connection.host=127.0.0.1;connection.port=0;options.shutdown_timeout=100");
    assert_ok(pipc_open(&self.service.component, NULL, &error), error);
    streams_open_client(&self, "");
    *state = &self;
    return 0;
}

int streams_teardown(void **state)
{
    streams *self = *state;

    pipc_dispose(&self->client.component);
    pipc_dispose(&self->service.component);
    return 0;
}

pipc_grpc_client_stream *streams_open(streams *self, int method, const char *text)
{
    Tests__Text request = TESTS__TEXT__INIT;
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    request.text = (char *)text;
    assert_ok(pipc_grpc_client_stream_open(&self->client, &streams_methods[method], NULL,
                                           text == NULL ? NULL : &request.base, &stream, &error),
              error);
    return stream;
}

int streams_send(pipc_grpc_client_stream *stream, const char *text, pipc_error **error)
{
    Tests__Text message = TESTS__TEXT__INIT;

    message.text = (char *)text;
    return pipc_grpc_client_stream_write(stream, &message.base, error);
}

void streams_expect(pipc_grpc_client_stream *stream, const char *expected)
{
    const ProtobufCMessage *message = NULL;
    pipc_error *error = NULL;
    int code = pipc_grpc_client_stream_read(stream, &message, &error);

    if (code < 0)
        assert_ok(code, error);
    assert_int_equal(code, 1);
    assert_string_equal(((const Tests__Text *)message)->text, expected);
}

int streams_read(pipc_grpc_client_stream *stream, pipc_error **error)
{
    const ProtobufCMessage *message = NULL;

    return pipc_grpc_client_stream_read(stream, &message, error);
}
