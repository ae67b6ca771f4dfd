#include "support/zipped.h"

#include <stdio.h>
#include <string.h>

#include "grpc/message_compression.h"
#include "support/cmocka.h"
#include "support/core_messages.h"
#include "support/echo.h"

/* Long and dull, and so always compressed where anything is. */
static char dull[100001];

/* --- the service ---------------------------------------------------------------------------- */

/* The answer: how the message came, and then `dull`, as much of it as it had. */
static int answer(pipc_call *call, const ProtobufCMessage *request, Tests__Text *response,
                  pipc_error **error)
{
    const char *text = ((const Tests__Text *)request)->text;
    const char *name = pipc__compression_name(pipc_call_message_compression(call));
    size_t size = strlen(name) + 1 + strlen(text) + 1;

    response->text = pipc_call_alloc(call, size);
    if (response->text == NULL)
        return pipc_fail_no_memory(error);
    snprintf(response->text, size, "%s %s", name, text);
    return PIPC_OK;
}

static int say(pipc_grpc_service *service, pipc_call *call, const ProtobufCMessage *request,
               ProtobufCMessage *response, pipc_error **error)
{
    zipped *self = PIPC_CONTAINER_OF(service, zipped, service);

    pipc_call_set_compression(call, self->wanted);
    pipc_call_compress_messages(call, !self->leaves_out_odd_ones);
    return answer(call, request, (Tests__Text *)response, error);
}

static int talk(pipc_grpc_service *service, pipc_call *call, pipc_grpc_server_stream *stream,
                pipc_error **error)
{
    zipped *self = PIPC_CONTAINER_OF(service, zipped, service);
    const ProtobufCMessage *request;
    int code;

    pipc_call_set_compression(call, self->wanted);
    for (int i = 1; (code = pipc_grpc_server_stream_read(stream, &request, error)) > 0; i++) {
        Tests__Text response = TESTS__TEXT__INIT;

        pipc_call_compress_messages(call, !(self->leaves_out_odd_ones && i % 2 == 1));
        code = answer(call, request, &response, error);
        if (code == PIPC_OK)
            code = pipc_grpc_server_stream_write(stream, &response.base, error);
        if (code != PIPC_OK)
            break;
    }
    return code;
}

const pipc_grpc_method zipped_methods[] = {
    [ZIPPED_SAY] = {.path = "/tests.Compression/Say",
                    .kind = PIPC_GRPC_UNARY,
                    .request = &tests__text__descriptor,
                    .response = &tests__text__descriptor,
                    .unary = say},
    [ZIPPED_TALK] = {.path = "/tests.Compression/Talk",
                     .kind = PIPC_GRPC_BIDI_STREAMING,
                     .request = &tests__text__descriptor,
                     .response = &tests__text__descriptor,
                     .bidi_streaming = talk},
};

static const pipc_grpc_service_desc desc = {
    .abi = PIPC_GENERATED_ABI,
    .name = "tests.Compression",
    .method_count = PIPC_ARRAY_SIZE(zipped_methods),
    .methods = zipped_methods,
};

/* --- both, open ----------------------------------------------------------------------------- */

int zipped_setup(void **state)
{
    static zipped self;
    pipc_error *error = NULL;

    memset(&self, 0, sizeof self);
    self.wanted = PIPC_GRPC_COMPRESSION_DEFAULT;
    memset(dull, 'a', sizeof dull - 1);
    pipc_grpc_service_init(&self.service, &desc);
    pipc_grpc_client_init(&self.client, &desc);
    assert_ok(pipc_context_new(NULL, &self.context, &error), error);
    *state = &self;
    return 0;
}

int zipped_teardown(void **state)
{
    zipped *self = *state;

    core_forget_last_call();
    pipc_context_free(self->context);
    pipc_dispose(&self->client.component);
    pipc_dispose(&self->service.component);
    return 0;
}

void zipped_open(zipped *self, const char *of_service, const char *of_client)
{
    char config[256];
    pipc_error *error = NULL;

    assert_ok(pipc_close(&self->client.component, NULL, &error), error);
    assert_ok(pipc_close(&self->service.component, NULL, &error), error);
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=0%s", of_service);
    configure_component(&self->service.component, config);
    assert_ok(pipc_open(&self->service.component, NULL, &error), error);
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d%s",
             pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service)), of_client);
    configure_component(&self->client.component, config);
    assert_ok(pipc_open(&self->client.component, NULL, &error), error);
}

int zipped_say(zipped *self, Tests__Text **response, pipc_error **error)
{
    Tests__Text request = TESTS__TEXT__INIT;
    ProtobufCMessage *message = NULL;
    int code;

    request.text = dull;
    code = pipc_grpc_client_call(&self->client, &zipped_methods[ZIPPED_SAY], self->context,
                                 &request.base, &message, error);
    *response = (Tests__Text *)message;
    return code;
}

static void check_answer(const Tests__Text *response, const char *request_came,
                         const char *response_came)
{
    size_t length = strlen(request_came);

    assert_memory_equal(response->text, request_came, length);
    assert_int_equal(response->text[length], ' ');
    assert_string_equal(response->text + length + 1, dull);
    assert_string_equal(core_last_answer_compression(), response_came);
}

void zipped_check_say(zipped *self, const char *request_came, const char *response_came)
{
    Tests__Text *response = NULL;
    pipc_error *error = NULL;

    assert_ok(zipped_say(self, &response, &error), error);
    check_answer(response, request_came, response_came);
    tests__text__free_unpacked(response, NULL);
}

pipc_grpc_client_stream *zipped_open_talk(zipped *self)
{
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_client_stream_open(&self->client, &zipped_methods[ZIPPED_TALK],
                                           self->context, NULL, &stream, &error),
              error);
    return stream;
}

int zipped_send(pipc_grpc_client_stream *stream, pipc_error **error)
{
    Tests__Text request = TESTS__TEXT__INIT;

    request.text = dull;
    return pipc_grpc_client_stream_write(stream, &request.base, error);
}

void zipped_check_talk(pipc_grpc_client_stream *stream, const char *request_came,
                       const char *response_came)
{
    const ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    assert_ok(zipped_send(stream, &error), error);
    assert_int_equal(pipc_grpc_client_stream_read(stream, &response, &error), 1);
    check_answer((const Tests__Text *)response, request_came, response_came);
}

void zipped_end_talk(pipc_grpc_client_stream *stream)
{
    const ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    assert_int_equal(pipc_grpc_client_stream_read(stream, &response, &error), 0);
    pipc_grpc_client_stream_free(stream);
}
