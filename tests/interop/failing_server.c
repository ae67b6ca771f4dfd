/* A summator that fails with the category given as value1: category 10 is PIPC_E_NOT_FOUND. */
#define _POSIX_C_SOURCE 200809L

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "summator.pipc.h"

static int fail(summator_service *service, pipc_call *call, const Number1 *request,
                Number2 *response, pipc_error **error)
{
    int category = -(int)request->value1;

    (void)service;
    (void)response;
    pipc_fail(error, category, "CODE_X", "message of %d: h\xc3\xa9llo", -category);
    pipc_error_set_cause(*error, "inner cause");
    pipc_error_set_correlation_id(*error, pipc_call_correlation_id(call));
    pipc_error_set_detail(*error, "key1", "value1");
    return category;
}

static const summator_handlers handlers = {
    .sum = fail,
};

static int serve(summator_service *service, const sigset_t *stop, pipc_error **error)
{
    pipc_component *component = &service->service.component;
    pipc_config_params *config = NULL;
    int stopped_by = 0;
    int code = pipc_config_params_from_string("connection.host=127.0.0.1;connection.port=0",
                                              &config, error);

    if (code == PIPC_OK)
        code = pipc_configure(component, config, error);
    if (code == PIPC_OK)
        code = pipc_open(component, NULL, error);
    if (code == PIPC_OK) {
        printf("port %d\n", pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&service->service)));
        fflush(stdout);
        sigwait(stop, &stopped_by);
        code = pipc_close(component, NULL, error);
    }
    pipc_config_params_free(config);
    return code;
}

int main(void)
{
    summator_service service;
    pipc_error *error = NULL;
    sigset_t stop;
    int code;

    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);

    summator_service_init(&service, &handlers);
    code = serve(&service, &stop, &error);
    pipc_dispose(&service.service.component);
    if (code != PIPC_OK)
        fprintf(stderr, "failing_server: %s\n", pipc_error_message(error));
    pipc_error_free(error);
    return code == PIPC_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
