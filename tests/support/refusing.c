#include "support/refusing.h"

#include <semaphore.h>
#include <stdio.h>
#include <string.h>

#include "component/metadata.h"
#include "support/cmocka.h"
#include "support/echo.h"

static int say(pipc_grpc_service *service, pipc_call *call, const ProtobufCMessage *request,
               ProtobufCMessage *response, pipc_error **error)
{
    (void)service;
    (void)error;
    ((Tests__Text *)response)->text = pipc_call_strdup(call, ((const Tests__Text *)request)->text);
    return PIPC_OK;
}

static void keep_metadata(refusing *self, pipc_call *call)
{
    const pipc_metadata *metadata = pipc_call_metadata(call);
    const char *value;
    const char *key;

    self->last_seen[0] = '\0';
    self->last_previous[0] = '\0';
    for (size_t i = 0; (key = pipc_metadata_at(metadata, i, &value, NULL)) != NULL; i++) {
        size_t length = strlen(self->last_seen);

        if (strcmp(key, "x-seen") == 0)
            snprintf(self->last_seen + length, sizeof self->last_seen - length, "%s%s",
                     length == 0 ? "" : ",", value);
        if (strcmp(key, "grpc-previous-rpc-attempts") == 0)
            snprintf(self->last_previous, sizeof self->last_previous, "%s", value);
    }
}

/* The runtime keeps programs from sending what is gRPC's own: here a server is played. */
static int push_back(pipc_call *call, const char *ms, pipc_error **error)
{
    static const char key[] = "grpc-retry-pushback-ms";

    return pipc__metadata_add_received(pipc_call_trailing_metadata(call), key, strlen(key), ms,
                                       strlen(ms), error);
}

static int keep_the_gate(pipc_grpc_server_interceptor *interceptor, pipc_call *call,
                         pipc_error **error)
{
    refusing *self = PIPC_CONTAINER_OF(interceptor, refusing, gatekeeper);
    const char *pushback = atomic_load(&self->pushback);
    int code = pipc_metadata_add(pipc_call_initial_metadata(call), "x-answer", "head", error);

    atomic_fetch_add(&self->calls, 1);
    pipc__mutex_lock(&self->mutex);
    keep_metadata(self, call);
    pipc__mutex_unlock(&self->mutex);
    if (code == PIPC_OK)
        code = pipc_metadata_add(pipc_call_trailing_metadata(call), "x-answer", "tail", error);
    if (code != PIPC_OK || atomic_load(&self->refusals) == 0)
        return code;
    atomic_fetch_sub(&self->refusals, 1);
    if (pushback != NULL)
        code = push_back(call, pushback, error);
    if (code != PIPC_OK)
        return code;
    return pipc_fail_grpc(error, (pipc_grpc_status)atomic_load(&self->status), "%s",
                          atomic_load(&self->text));
}

void refusing_prepare(refusing *self)
{
    memset(self, 0, sizeof *self);
    pipc__mutex_init(&self->mutex);
    self->status = PIPC_GRPC_UNAVAILABLE;
    self->text = "not now";
    self->methods[REFUSING_SAY] = (pipc_grpc_method){.path = "/tests.Refusing/Say",
                                                     .kind = PIPC_GRPC_UNARY,
                                                     .request = &tests__text__descriptor,
                                                     .response = &tests__text__descriptor,
                                                     .unary = say};
    for (int i = COUNT_DOWN; i <= CHAT; i++)
        self->methods[REFUSING_COUNT_DOWN + i] = streams_methods[i];
    self->desc = (pipc_grpc_service_desc){.abi = PIPC_GENERATED_ABI,
                                          .name = "tests.Refusing",
                                          .method_count = REFUSING_METHODS,
                                          .methods = self->methods};
    self->gatekeeper.begin = keep_the_gate;
    pipc_grpc_service_init(&self->service, &self->desc);
    pipc_grpc_client_init(&self->client, &self->desc);
}

void refusing_init(refusing *self)
{
    pipc_error *error = NULL;

    refusing_prepare(self);
    assert_ok(pipc_grpc_service_register_interceptor(&self->service, &self->gatekeeper, &error),
              error);
}

void refusing_open(refusing *self, const char *client_more)
{
    char config[256];
    pipc_error *error = NULL;

    streams_prepare();
    configure_component(&self->service.component,
                        "connection.host=127.0.0.1;connection.port=0;options.shutdown_timeout=100");
    assert_ok(pipc_open(&self->service.component, NULL, &error), error);
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d%s",
             pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service)), client_more);
    configure_component(&self->client.component, config);
    if (self->references != NULL)
        assert_ok(pipc_set_references(&self->client.component, self->references, &error), error);
    assert_ok(pipc_open(&self->client.component, NULL, &error), error);
}

void refusing_dispose(refusing *self)
{
    pipc_dispose(&self->client.component);
    pipc_dispose(&self->service.component);
    pipc__mutex_dispose(&self->mutex);
}

const char *refusing_last_seen(refusing *self)
{
    pipc__mutex_lock(&self->mutex);
    pipc__mutex_unlock(&self->mutex);
    return self->last_seen;
}

const char *refusing_last_previous(refusing *self)
{
    pipc__mutex_lock(&self->mutex);
    pipc__mutex_unlock(&self->mutex);
    return self->last_previous;
}

int refusing_say(refusing *self, const pipc_context *context, const char *text, pipc_error **error)
{
    Tests__Text request = TESTS__TEXT__INIT;
    ProtobufCMessage *response = NULL;
    int code;

    request.text = (char *)text;
    code = pipc_grpc_client_call(&self->client, &self->methods[REFUSING_SAY], context,
                                 &request.base, &response, error);
    if (code != PIPC_OK)
        return code;
    assert_string_equal(((Tests__Text *)response)->text, text);
    protobuf_c_message_free_unpacked(response, NULL);
    return code;
}

int refusing_say_async(refusing *self, const pipc_context *context, told *listener,
                       pipc_error **error)
{
    Tests__Text request = TESTS__TEXT__INIT;

    request.text = (char *)"hello";
    return pipc_grpc_client_call_async(&self->client, &self->methods[REFUSING_SAY], context,
                                       &request.base, &listener->listener, error);
}

/* A countdown is from 1. */
static const ProtobufCMessage *request_of(int method)
{
    static Tests__Text request = TESTS__TEXT__INIT;

    request.text = (char *)"1";
    return method == REFUSING_COUNT_DOWN ? &request.base : NULL;
}

int refusing_open_stream(refusing *self, int method, const pipc_context *context,
                         pipc_grpc_client_stream **stream, pipc_error **error)
{
    return pipc_grpc_client_stream_open(&self->client, &self->methods[method], context,
                                        request_of(method), stream, error);
}

int refusing_open_async(refusing *self, int method, const pipc_context *context, told *listener,
                        pipc_grpc_client_stream **stream, pipc_error **error)
{
    return pipc_grpc_client_stream_open_async(&self->client, &self->methods[method], context,
                                              request_of(method), &listener->listener, stream,
                                              error);
}

/* The stream is there until this returns. */
static void wait_until_written(told *listener)
{
    sem_t *written = listener->data;

    while (sem_wait(written) != 0) {
    }
}

int refusing_be_told(refusing *self, int method, const pipc_context *context, told *listener)
{
    pipc_grpc_client_stream *stream = NULL;
    sem_t written;
    int code;

    sem_init(&written, 0, 0);
    listener->data = &written;
    listener->on_done = wait_until_written;
    if (method == REFUSING_SAY)
        code = refusing_say_async(self, context, listener, NULL);
    else
        code = refusing_open_async(self, method, context, listener, &stream, NULL);
    if (code == PIPC_OK) {
        if (method == REFUSING_JOIN || method == REFUSING_CHAT)
            (void)!pipc_grpc_client_stream_writes_done(stream, NULL); /* it may be over */
        sem_post(&written);
        told_wait_for_done(listener);
        code = told_look(listener).code;
    }
    sem_destroy(&written);
    return code;
}
