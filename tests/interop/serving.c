#define _POSIX_C_SOURCE 200809L

#include "serving.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include <pipc/pipc.h>

static int serve(pipc_grpc_service *service, const sigset_t *stop, pipc_error **error)
{
    pipc_component *component = &service->component;
    pipc_config_params *config = NULL;
    int stopped_by = 0;
    int code = pipc_config_params_from_string("connection.host=127.0.0.1;connection.port=0",
                                              &config, error);

    if (code == PIPC_OK)
        code = pipc_configure(component, config, error);
    if (code == PIPC_OK)
        code = pipc_open(component, NULL, error);
    if (code == PIPC_OK) {
        printf("port %d\n", pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(service)));
        fflush(stdout);
        sigwait(stop, &stopped_by);
        code = pipc_close(component, NULL, error);
    }
    pipc_config_params_free(config);
    return code;
}

int serve_until_stopped(pipc_grpc_service *service, const char *program)
{
    pipc_error *error = NULL;
    sigset_t stop;
    int code;

    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    code = serve(service, &stop, &error);
    pipc_dispose(&service->component);
    if (code != PIPC_OK)
        fprintf(stderr, "%s: %s\n", program, pipc_error_message(error));
    pipc_error_free(error);
    return code == PIPC_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
