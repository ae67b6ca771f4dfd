/* numbers: a service with streams and a client of it, in one program. */
#include <stdio.h>
#include <stdlib.h>

#include "numbers.pipc.h"

/* --- the service ---------------------------------------------------------------------------- */

static int count(numbers_numbers_service *self, pipc_call *call, const Numbers__Number *request,
                 numbers_numbers_count_writer *writer, pipc_error **error)
{
    Numbers__Number number = NUMBERS__NUMBER__INIT;
    int code = PIPC_OK;

    (void)self;
    (void)call;
    while (number.value < request->value && code == PIPC_OK) {
        number.value++;
        code = numbers_numbers_count_writer_write(writer, &number, error);
    }
    return code;
}

static int total(numbers_numbers_service *self, pipc_call *call,
                 numbers_numbers_total_reader *reader, Numbers__Number *response,
                 pipc_error **error)
{
    const Numbers__Number *number;
    int code;

    (void)self;
    (void)call;
    while ((code = numbers_numbers_total_reader_read(reader, &number, error)) > 0)
        response->value += number->value;
    return code;
}

static int running_total(numbers_numbers_service *self, pipc_call *call,
                         numbers_numbers_running_total_stream *stream, pipc_error **error)
{
    Numbers__Number sum = NUMBERS__NUMBER__INIT;
    const Numbers__Number *number;
    int code;

    (void)self;
    (void)call;
    while ((code = numbers_numbers_running_total_stream_read(stream, &number, error)) > 0) {
        sum.value += number->value;
        code = numbers_numbers_running_total_stream_write(stream, &sum, error);
        if (code != PIPC_OK)
            break;
    }
    return code;
}

static const numbers_numbers_handlers handlers = {
    .count = count,
    .total = total,
    .running_total = running_total,
};

/* --- the client ----------------------------------------------------------------------------- */

/* Reads a stream: 1 is a message, 0 the end, and anything below an error. */
static int print_count(numbers_numbers_client *client, int64_t up_to, pipc_error **error)
{
    Numbers__Number request = NUMBERS__NUMBER__INIT;
    const Numbers__Number *number;
    numbers_numbers_client_count_reader *reader = NULL;
    int code;

    request.value = up_to;
    code = numbers_numbers_client_count(client, NULL, &request, &reader, error);
    if (code != PIPC_OK)
        return code;

    while ((code = numbers_numbers_client_count_reader_read(reader, &number, error)) > 0)
        printf("count: %lld\n", (long long)number->value);
    numbers_numbers_client_count_reader_free(reader);
    return code;
}

/* Writes a stream, and gets one answer. */
static int print_total(numbers_numbers_client *client, int64_t up_to, pipc_error **error)
{
    Numbers__Number number = NUMBERS__NUMBER__INIT;
    Numbers__Number *response = NULL;
    numbers_numbers_client_total_writer *writer = NULL;
    int code = numbers_numbers_client_total(client, NULL, &writer, error);

    for (number.value = 1; number.value <= up_to && code == PIPC_OK; number.value++)
        code = numbers_numbers_client_total_writer_write(writer, &number, error);
    if (code == PIPC_OK)
        code = numbers_numbers_client_total_writer_finish(writer, &response, error);
    if (code == PIPC_OK) {
        printf("total: %lld\n", (long long)response->value);
        numbers__number__free_unpacked(response, NULL);
    }
    numbers_numbers_client_total_writer_free(writer);
    return code;
}

static int add(numbers_numbers_client_running_total_stream *stream, int64_t value,
               pipc_error **error)
{
    Numbers__Number number = NUMBERS__NUMBER__INIT;
    const Numbers__Number *sum;
    int code;

    number.value = value;
    code = numbers_numbers_client_running_total_stream_write(stream, &number, error);
    if (code != PIPC_OK)
        return code;
    code = numbers_numbers_client_running_total_stream_read(stream, &sum, error);
    if (code <= 0)
        return code;
    printf("running total: %lld\n", (long long)sum->value);
    return PIPC_OK;
}

/* Writes and reads by turns; two threads could do it, each at its own pace. */
static int print_running_total(numbers_numbers_client *client, int64_t up_to, pipc_error **error)
{
    numbers_numbers_client_running_total_stream *stream = NULL;
    int code = numbers_numbers_client_running_total(client, NULL, &stream, error);

    for (int64_t value = 1; value <= up_to && code == PIPC_OK; value++)
        code = add(stream, value, error);
    if (code == PIPC_OK)
        code = numbers_numbers_client_running_total_stream_writes_done(stream, error);
    numbers_numbers_client_running_total_stream_free(stream);
    return code;
}

/* --- both ----------------------------------------------------------------------------------- */

static int configure_and_open(pipc_component *component, int port, pipc_error **error)
{
    pipc_config_params *config = NULL;
    char text[16];
    int code;

    snprintf(text, sizeof text, "%d", port);
    code = pipc_config_params_from_tuples(&config, error, "connection.host", "127.0.0.1",
                                          "connection.port", text, NULL);
    if (code == PIPC_OK)
        code = pipc_configure(component, config, error);
    if (code == PIPC_OK)
        code = pipc_open(component, NULL, error);
    pipc_config_params_free(config);
    return code;
}

static int run(numbers_numbers_service *service, numbers_numbers_client *client, pipc_error **error)
{
    int code = configure_and_open(&service->service.component, 0, error);
    pipc_grpc_endpoint *endpoint = pipc_grpc_service_endpoint(&service->service);

    if (code == PIPC_OK)
        code =
            configure_and_open(&client->client.component, pipc_grpc_endpoint_port(endpoint), error);
    if (code == PIPC_OK)
        code = print_count(client, 3, error);
    if (code == PIPC_OK)
        code = print_total(client, 100, error);
    if (code == PIPC_OK)
        code = print_running_total(client, 4, error);
    return code;
}

int main(void)
{
    numbers_numbers_service service;
    numbers_numbers_client client;
    pipc_error *error = NULL;
    int code;

    numbers_numbers_service_init(&service, &handlers);
    numbers_numbers_client_init(&client);
    code = run(&service, &client, &error);
    if (code != PIPC_OK)
        fprintf(stderr, "numbers: %s\n", pipc_error_message(error));
    pipc_error_free(error);
    pipc_dispose(&client.client.component);
    pipc_dispose(&service.service.component);
    return code == PIPC_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
