/* bench_pipc_server: the services of the benchmark on libpipc, as its users would write them. */
#include <stdio.h>
#include <stdlib.h>

#include "bench.pipc.h"
#include "common/server.h"
#include "pipc_listening.h"
#include "summator.pipc.h"

/* --- handlers ------------------------------------------------------------------------------- */

static int sum(summator_service *self, pipc_call *call, const Number1 *request, Number2 *response,
               pipc_error **error)
{
    (void)self;
    (void)call;
    (void)error;
    response->value = request->value1 + request->value2;
    return PIPC_OK;
}

static int echo(bench_traffic_service *self, pipc_call *call, const Bench__Payload *request,
                Bench__Payload *response, pipc_error **error)
{
    (void)self;
    (void)call;
    (void)error;
    response->data = request->data;
    return PIPC_OK;
}

static int download(bench_traffic_service *self, pipc_call *call, const Bench__Count *request,
                    bench_traffic_download_writer *writer, pipc_error **error)
{
    uint8_t bytes[16];
    Bench__Payload payload = BENCH__PAYLOAD__INIT;
    int code = PIPC_OK;

    (void)self;
    (void)call;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    payload.data.data = bytes;
    payload.data.len = sizeof bytes;
    for (uint32_t i = 0; i < request->value && code == PIPC_OK; i++)
        code = bench_traffic_download_writer_write(writer, &payload, error);
    return code;
}

static int upload(bench_traffic_service *self, pipc_call *call, bench_traffic_upload_reader *reader,
                  Bench__Count *response, pipc_error **error)
{
    const Bench__Payload *payload;
    int code;

    (void)self;
    (void)call;
    while ((code = bench_traffic_upload_reader_read(reader, &payload, error)) > 0)
        response->value++;
    return code;
}

static int chat(bench_traffic_service *self, pipc_call *call, bench_traffic_chat_stream *stream,
                pipc_error **error)
{
    const Bench__Payload *payload;
    int code;

    (void)self;
    (void)call;
    while ((code = bench_traffic_chat_stream_read(stream, &payload, error)) > 0) {
        code = bench_traffic_chat_stream_write(stream, payload, error);
        if (code != PIPC_OK)
            break;
    }
    return code;
}

static const summator_handlers summator = {.sum = sum};

static const bench_traffic_handlers traffic = {
    .echo = echo,
    .download = download,
    .upload = upload,
    .chat = chat,
};

static const bench_traffic_handlers listening = {
    .echo = echo,
    .download = pipc_listening_download,
    .upload = pipc_listening_upload,
    .chat = pipc_listening_chat,
};

/* --- the server ----------------------------------------------------------------------------- */

typedef struct server {
    pipc_grpc_endpoint endpoint;
    summator_service summator;
    bench_traffic_service traffic;
} server;

static int configure(server *self, const char *more, pipc_error **error)
{
    char text[512];
    pipc_config_params *config = NULL;
    int code;

    snprintf(text, sizeof text, "connection.host=127.0.0.1;connection.port=0;%s", more);
    code = pipc_config_params_from_string(text, &config, error);
    if (code == PIPC_OK)
        code = pipc_configure(&self->endpoint.component, config, error);
    pipc_config_params_free(config);
    return code;
}

static int set_references(server *self, pipc_error **error)
{
    pipc_references *references = NULL;
    int code = pipc_references_new(&references, error);

    if (code == PIPC_OK)
        code = pipc_references_put(references, "pipc:endpoint:grpc:default:1.0",
                                   &self->endpoint.component, error);
    if (code == PIPC_OK)
        code = pipc_set_references(&self->summator.service.component, references, error);
    if (code == PIPC_OK)
        code = pipc_set_references(&self->traffic.service.component, references, error);
    pipc_references_free(references);
    return code;
}

static int serve(server *self, const char *config, pipc_error **error)
{
    int code = configure(self, config, error);

    if (code == PIPC_OK)
        code = set_references(self, error);
    if (code == PIPC_OK)
        code = pipc_open(&self->summator.service.component, NULL, error);
    if (code == PIPC_OK)
        code = pipc_open(&self->traffic.service.component, NULL, error);
    if (code == PIPC_OK)
        code = pipc_open(&self->endpoint.component, NULL, error);
    if (code == PIPC_OK)
        server_wait(pipc_grpc_endpoint_port(&self->endpoint));
    return code;
}

/*
 * bench_pipc_server [CONFIG [listening]]: "options.threads=1;options.max_handlers=20000"; streams
 * that listen, or block.
 */
int main(int argc, char **argv)
{
    server self;
    pipc_error *error = NULL;
    int code;

    server_prepare();
    pipc_grpc_endpoint_init(&self.endpoint);
    summator_service_init(&self.summator, &summator);
    bench_traffic_service_init(&self.traffic, argc > 2 ? &listening : &traffic);
    code = serve(&self, argc > 1 ? argv[1] : "options.shutdown_timeout=0", &error);
    if (code != PIPC_OK)
        fprintf(stderr, "bench_pipc_server: %s\n", pipc_error_message(error));
    pipc_error_free(error);
    pipc_dispose(&self.traffic.service.component);
    pipc_dispose(&self.summator.service.component);
    pipc_dispose(&self.endpoint.component);
    return code == PIPC_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
