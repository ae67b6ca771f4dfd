/* summator_server: the server of the tutorial. It serves until SIGTERM or SIGINT, then closes. */
#define _POSIX_C_SOURCE 200809L

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "arguments.h"
#include "calculator.h"
#include "report.h"

#define PROGRAM "summator_server"

static const char usage[] =
    "usage: " PROGRAM " [--port N] [--host H] [--config \"a=b;c=d\"] [--delay-ms N] [--grace-s N]\n"
    "                       [--cert F --key F [--client-ca F]]\n"
    "\n"
    "Serves the sum of two numbers until SIGTERM or SIGINT. It also tells of its health, and by\n"
    "reflection of itself, unless --config says "
    "\"options.health=false;options.reflection=false\".\n"
    "\n"
    "  --port N      port to listen on, 50055 by default; 0: a free one, which is printed\n"
    "  --host H      address to listen on, 127.0.0.1 by default\n"
    "  --config TEXT configuration parameters; --host, --port and so on go before them\n"
    "  --delay-ms N  milliseconds to wait before each answer, 0 by default\n"
    "  --grace-s N   seconds that calls may go on after the signal, 10 by default\n"
    "  --cert F      serve by TLS, with the certificate chain of this file\n"
    "  --key F       the private key of the certificate\n"
    "  --client-ca F clients must have a certificate that a CA of this file has signed\n"
    "  --help        print this and exit\n"
    "  --version     print the version and exit\n";

typedef struct settings {
    const char *host;
    const char *config;
    const char *certificate_file;
    const char *key_file;
    const char *client_ca_file;
    long port;
    long delay_ms;
    long grace_s;
} settings;

static int read_settings(int argc, char **argv, settings *out)
{
    const argument_option options[] = {
        {.name = "--host", .text = &out->host},
        {.name = "--config", .text = &out->config},
        {.name = "--port", .numbers = &out->port, .most = 65535},
        {.name = "--delay-ms", .numbers = &out->delay_ms, .most = 86400000},
        {.name = "--cert", .text = &out->certificate_file},
        {.name = "--key", .text = &out->key_file},
        {.name = "--client-ca", .text = &out->client_ca_file},
        {.name = "--grace-s", .numbers = &out->grace_s, .most = 86400},
    };
    const argument_list list = {PROGRAM, usage, options, PIPC_ARRAY_SIZE(options)};
    int words = 0;
    int status = arguments_read(&list, argc, argv, &words);

    if (status == NOT_GIVEN && words > 0) {
        fprintf(stderr, PROGRAM ": unexpected argument \"%s\"; --help lists the options\n",
                argv[0]);
        status = EXIT_USAGE;
    }
    return status;
}

/* Whoever names a file wants TLS; what is missing then is told when it is configured. */
static int apply_tls(const settings *given, pipc_config_params *config, pipc_error **error)
{
    const char *protocol =
        given->certificate_file != NULL || given->key_file != NULL || given->client_ca_file != NULL
            ? "https"
            : NULL;
    int code = arguments_set_text(config, "connection.protocol", protocol, error);

    if (code == PIPC_OK)
        code =
            arguments_set_text(config, "credential.ssl_crt_file", given->certificate_file, error);
    if (code == PIPC_OK)
        code = arguments_set_text(config, "credential.ssl_key_file", given->key_file, error);
    if (code == PIPC_OK)
        code = arguments_set_text(config, "credential.ssl_ca_file", given->client_ca_file, error);
    return code;
}

static int apply_settings(const settings *given, pipc_config_params **config, pipc_error **error)
{
    long grace_ms = given->grace_s == NOT_GIVEN ? NOT_GIVEN : given->grace_s * 1000;
    int code = arguments_override(config, given->config, error);

    if (code == PIPC_OK)
        code = arguments_set_text(*config, "connection.host", given->host, error);
    if (code == PIPC_OK)
        code = arguments_set_number(*config, "connection.port", given->port, error);
    if (code == PIPC_OK)
        code = arguments_set_number(*config, "options.shutdown_timeout", grace_ms, error);
    return code == PIPC_OK ? apply_tls(given, *config, error) : code;
}

static int make_config(const settings *given, pipc_config_params **config, pipc_error **error)
{
    /* Not localhost, which may stand for two addresses, of which one can be taken. */
    /* clang-format off */
    int code = pipc_config_params_from_tuples(config, error,
        "connection.protocol", "http",
        "connection.host", "127.0.0.1",
        "connection.port", "50055",
        "options.health", "true",
        "options.reflection", "true",
        NULL);
    /* clang-format on */

    return code == PIPC_OK ? apply_settings(given, config, error) : code;
}

static int prepare(calculator *service, const pipc_config_params *config, pipc_error **error)
{
    pipc_component *component = &service->summator.service.component;
    pipc_references *references = NULL;
    int code = pipc_configure(component, config, error);

    if (code == PIPC_OK)
        code = pipc_references_new(&references, error);
    if (code == PIPC_OK)
        code = pipc_set_references(component, references, error);
    pipc_references_free(references);
    return code;
}

/* Whoever closed our stdout does not want to know: serving goes on. */
static void announce(calculator *service, const pipc_config_params *config)
{
    const char *host = pipc_config_params_get_default(config, "connection.host", "0.0.0.0");
    const char *uri = pipc_config_params_get_default(config, "connection.uri", host);

    printf(PROGRAM ": listening on %s, port %d\n", uri,
           pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&service->summator.service)));
    report_flush(PROGRAM);
}

static int serve(calculator *service, const pipc_config_params *config, const sigset_t *stop,
                 pipc_error **error)
{
    pipc_component *component = &service->summator.service.component;
    int stopped_by = 0;
    int code = pipc_open(component, NULL, error);

    if (code != PIPC_OK)
        return code;
    announce(service, config);
    sigwait(stop, &stopped_by);
    return pipc_close(component, NULL, error);
}

static int run(const settings *given, const sigset_t *stop, pipc_error **error)
{
    calculator service;
    pipc_config_params *config = NULL;
    int code = make_config(given, &config, error);

    calculator_init(&service, given->delay_ms);
    if (code == PIPC_OK)
        code = prepare(&service, config, error);
    if (code == PIPC_OK)
        code = serve(&service, config, stop, error);
    pipc_dispose(&service.summator.service.component);
    pipc_config_params_free(config);
    return code;
}

int main(int argc, char **argv)
{
    settings given = {.port = NOT_GIVEN, .grace_s = NOT_GIVEN};
    sigset_t stop;
    pipc_error *error = NULL;
    int status;

    /* Before any thread is started, all of which inherit it: sigwait() alone takes these, and a
     * second one while calls come to their end changes nothing. */
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);

    status = read_settings(argc, argv, &given);
    if (status != NOT_GIVEN)
        return status;
    return run(&given, &stop, &error) == PIPC_OK ? EXIT_SUCCESS : report_failure(PROGRAM, error);
}
