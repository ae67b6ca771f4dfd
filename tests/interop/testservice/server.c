/* interop_server: the server of gRPC's interop tests. It serves until SIGTERM or SIGINT. */
#define _POSIX_C_SOURCE 200809L

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "options.h"
#include "report.h"
#include "service.h"

#define PROGRAM "interop_server"

static const char usage[] =
    "usage: " PROGRAM " [--port=N] [--use_tls=true --tls_cert_file=F --tls_key_file=F]\n"
    "\n"
    "Serves grpc.testing.TestService on 127.0.0.1 until SIGTERM or SIGINT.\n"
    "\n"
    "  --port=N           port to listen on, 8080 by default; 0: a free one, which is printed\n"
    "  --use_tls=B        whether to serve by TLS, true or false (the default)\n"
    "  --tls_cert_file=F  then with the certificate chain of this file\n"
    "  --tls_key_file=F   and its private key\n"
    "  --help             print this and exit\n"
    "  --version          print the version and exit\n";

typedef struct settings {
    const char *use_tls;
    const char *certificate_file;
    const char *key_file;
    bool tls;
    long port;
} settings;

static int read_settings(int argc, char **argv, settings *out)
{
    const argument_option options[] = {
        {.name = "--port", .numbers = &out->port, .most = 65535},
        {.name = "--use_tls", .text = &out->use_tls},
        {.name = "--tls_cert_file", .text = &out->certificate_file},
        {.name = "--tls_key_file", .text = &out->key_file},
    };
    const argument_list list = {PROGRAM, usage, options, PIPC_ARRAY_SIZE(options)};
    int status = options_read(&list, argc, argv);

    if (status != NOT_GIVEN)
        return status;
    return options_read_boolean(PROGRAM, "--use_tls", out->use_tls, &out->tls);
}

static int make_config(const settings *given, pipc_config_params **config, pipc_error **error)
{
    /* clang-format off */
    int code = pipc_config_params_from_tuples(config, error,
        "connection.protocol", given->tls ? "https" : "http",
        "connection.host", "127.0.0.1",
        "options.shutdown_timeout", "5000",
        NULL);
    /* clang-format on */

    if (code == PIPC_OK)
        code = arguments_set_number(*config, "connection.port", given->port, error);
    if (code == PIPC_OK)
        code =
            arguments_set_text(*config, "credential.ssl_crt_file", given->certificate_file, error);
    if (code == PIPC_OK)
        code = arguments_set_text(*config, "credential.ssl_key_file", given->key_file, error);
    return code;
}

static int prepare(pipc_component *service, const settings *given, pipc_error **error)
{
    pipc_config_params *config = NULL;
    pipc_references *references = NULL;
    int code = make_config(given, &config, error);

    if (code == PIPC_OK)
        code = pipc_configure(service, config, error);
    if (code == PIPC_OK)
        code = pipc_references_new(&references, error);
    if (code == PIPC_OK)
        code = pipc_set_references(service, references, error);
    pipc_references_free(references);
    pipc_config_params_free(config);
    return code;
}

static int serve(pipc_grpc_service *service, const sigset_t *stop, pipc_error **error)
{
    int stopped_by = 0;
    int code = pipc_open(&service->component, NULL, error);

    if (code != PIPC_OK)
        return code;
    printf(PROGRAM ": listening on 127.0.0.1, port %d\n",
           pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(service)));
    report_flush(PROGRAM);
    sigwait(stop, &stopped_by);
    return pipc_close(&service->component, NULL, error);
}

static int run(const settings *given, const sigset_t *stop, pipc_error **error)
{
    grpc_testing_test_service_service service;
    int code;

    grpc_testing_test_service_service_init(&service, &service_handlers);
    code = prepare(&service.service.component, given, error);
    if (code == PIPC_OK)
        code = serve(&service.service, stop, error);
    pipc_dispose(&service.service.component);
    return code;
}

int main(int argc, char **argv)
{
    settings given = {.port = 8080};
    sigset_t stop;
    pipc_error *error = NULL;
    int status;

    /* Before any thread is started, all of which inherit it: sigwait() alone takes these. */
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);

    status = read_settings(argc, argv, &given);
    if (status != NOT_GIVEN)
        return status;
    return run(&given, &stop, &error) == PIPC_OK ? EXIT_SUCCESS : report_failure(PROGRAM, error);
}
