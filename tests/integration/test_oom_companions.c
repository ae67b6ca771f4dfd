#include "support/cmocka.h"

#include <stdio.h>

#include <pipc/grpc_health.h>

#include "grpc/health/v1/health.pipc.h"
#include "grpc/reflection/v1/reflection.pipc.h"
#include "reflecting.pipc.h"
#include "support/failing_allocator.h"

typedef struct all {
    tests_reflecting_reflecting_service service;
    grpc_health_v1_health_client health;
    grpc_reflection_v1_server_reflection_client reflection;
} all;

/* Where the memory ran out on the other side, the answer says RESOURCE_EXHAUSTED. */
static int as_no_memory(int code)
{
    return code == PIPC_E_TOO_MANY_REQUESTS ? PIPC_E_NO_MEMORY : code;
}

static int configure_and_open(pipc_component *component, int port)
{
    pipc_config_params *config = NULL;
    char text[16];
    int code;

    snprintf(text, sizeof text, "%d", port);
    code = pipc_config_params_from_tuples(&config, NULL, "connection.host", "127.0.0.1",
                                          "connection.port", text, "options.health", "true",
                                          "options.reflection", "true", NULL);
    if (code == PIPC_OK)
        code = pipc_configure(component, config, NULL);
    if (code == PIPC_OK)
        code = pipc_open(component, NULL, NULL);
    pipc_config_params_free(config);
    return code;
}

static int open_all(all *self)
{
    int code = configure_and_open(&self->service.service.component, 0);
    int port;

    if (code != PIPC_OK)
        return code;
    port = pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->service.service));
    code = configure_and_open(&self->health.client.component, port);
    if (code == PIPC_OK)
        code = configure_and_open(&self->reflection.client.component, port);
    return code;
}

static int watch_changes(all *self)
{
    Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
    const Grpc__Health__V1__HealthCheckResponse *response = NULL;
    grpc_health_v1_health_client_watch_reader *watch = NULL;
    pipc_grpc_endpoint *endpoint = pipc_grpc_service_endpoint(&self->service.service);
    int code = grpc_health_v1_health_client_watch(&self->health, NULL, &request, &watch, NULL);

    if (code == PIPC_OK)
        code = grpc_health_v1_health_client_watch_reader_read(watch, &response, NULL);
    if (code > 0)
        code = pipc_grpc_health_set_status(endpoint, "", PIPC_GRPC_HEALTH_NOT_SERVING, NULL);
    if (code == PIPC_OK)
        code = grpc_health_v1_health_client_watch_reader_read(watch, &response, NULL);
    grpc_health_v1_health_client_watch_reader_free(watch);
    return code > 0 ? PIPC_OK : code;
}

static int ask(all *self)
{
    Grpc__Reflection__V1__ServerReflectionRequest request =
        GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__INIT;
    const Grpc__Reflection__V1__ServerReflectionResponse *response = NULL;
    grpc_reflection_v1_server_reflection_client_server_reflection_info_stream *stream = NULL;
    int code = grpc_reflection_v1_server_reflection_client_server_reflection_info(
        &self->reflection, NULL, &stream, NULL);

    for (int what = 3; what <= 7 && code == PIPC_OK; what++) {
        Grpc__Reflection__V1__ExtensionRequest extension =
            GRPC__REFLECTION__V1__EXTENSION_REQUEST__INIT;

        extension.containing_type = (char *)"tests.reflecting.Base";
        extension.extension_number = 150;
        request.message_request_case =
            (Grpc__Reflection__V1__ServerReflectionRequest__MessageRequestCase)what;
        if (what == 5)
            request.file_containing_extension = &extension;
        else
            request.file_by_filename =
                (char *)(what == 3 ? "reflecting.proto" : "tests.reflecting.Base");
        code = grpc_reflection_v1_server_reflection_client_server_reflection_info_stream_write(
            stream, &request, NULL);
        if (code == PIPC_OK)
            code = grpc_reflection_v1_server_reflection_client_server_reflection_info_stream_read(
                stream, &response, NULL);
        code = code > 0 ? PIPC_OK : code;
    }
    grpc_reflection_v1_server_reflection_client_server_reflection_info_stream_free(stream);
    /* What cannot be written is a call that is over; how it ended is not asked. */
    return code == PIPC_E_FAILED_INVOCATION ? PIPC_E_NO_MEMORY : code;
}

static int use(void *data)
{
    static const tests_reflecting_reflecting_handlers nothing = {.get = NULL};
    all self;
    int code;

    (void)data;
    tests_reflecting_reflecting_service_init(&self.service, &nothing);
    grpc_health_v1_health_client_init(&self.health);
    grpc_reflection_v1_server_reflection_client_init(&self.reflection);
    code = open_all(&self);
    if (code == PIPC_OK)
        code = watch_changes(&self);
    if (code == PIPC_OK)
        code = ask(&self);
    pipc_dispose(&self.reflection.client.component);
    pipc_dispose(&self.health.client.component);
    pipc_dispose(&self.service.service.component);
    return as_no_memory(code);
}

static void every_allocation_of_health_and_reflection_may_fail(void **state)
{
    (void)state;
    for_each_failing_allocation(use, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_health_and_reflection_may_fail)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
