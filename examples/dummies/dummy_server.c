/* dummy_server: dummies, as commands and as a service of their own, on one endpoint. */
#define _POSIX_C_SOURCE 200809L

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include <pipc/commandable_grpc_service.h>
#include <pipc/lifecycle.h>

#include "arguments.h"
#include "dummies_service.h"
#include "dummy_commands.h"
#include "report.h"

#define PROGRAM "dummy_server"

static const char usage[] =
    "usage: " PROGRAM " [--port N] [--host H] [--config \"a=b;c=d\"] [--grace-s N]\n"
    "\n"
    "Serves commandable.Commandable, by the name of dummy, and dummies.Dummies until SIGTERM or\n"
    "SIGINT.\n"
    "\n"
    "  --port N      port to listen on, 50056 by default; 0: a free one, which is printed\n"
    "  --host H      address to listen on, 127.0.0.1 by default\n"
    "  --config TEXT configuration parameters; --host and --port go before them\n"
    "  --grace-s N   seconds that calls may go on after the signal, 10 by default\n"
    "  --help        print this and exit\n"
    "  --version     print the version and exit\n";

typedef struct settings {
    const char *host;
    const char *config;
    long port;
    long grace_s;
} settings;

/* All that is opened, and where each finds the others. */
typedef struct server {
    pipc_grpc_endpoint endpoint;
    dummy_controller controller;
    pipc_commandable_grpc_service commands;
    dummies_service service;
    pipc_references *references;
} server;

static int read_settings(int argc, char **argv, settings *out)
{
    const argument_option options[] = {
        {.name = "--host", .text = &out->host},
        {.name = "--config", .text = &out->config},
        {.name = "--port", .numbers = &out->port, .most = 65535},
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

static int make_config(const settings *given, pipc_config_params **config, pipc_error **error)
{
    long grace_ms = given->grace_s == NOT_GIVEN ? NOT_GIVEN : given->grace_s * 1000;
    /* clang-format off */
    int code = pipc_config_params_from_tuples(config, error,
        "connection.protocol", "http",
        "connection.host", "127.0.0.1",
        "connection.port", "50056",
        "dependencies.controller", "dummies:controller:default:*:1.0",
        NULL);
    /* clang-format on */

    if (code == PIPC_OK)
        code = arguments_override(config, given->config, error);
    if (code == PIPC_OK)
        code = arguments_set_text(*config, "connection.host", given->host, error);
    if (code == PIPC_OK)
        code = arguments_set_number(*config, "connection.port", given->port, error);
    if (code == PIPC_OK)
        code = arguments_set_number(*config, "options.shutdown_timeout", grace_ms, error);
    return code;
}

/* Each component under the descriptor that the others find it by, in the order they are opened: the
 * endpoint comes last, so that whoever can connect is answered. */
static int put_references(server *self, pipc_error **error)
{
    const struct {
        const char *descriptor;
        pipc_component *component;
    } rows[] = {
        {"dummies:controller:default:default:1.0", &self->controller.commandable.component},
        {"dummies:service:commandable-grpc:default:1.0", &self->commands.service.component},
        {"dummies:service:grpc:default:1.0", &self->service.service.service.component},
        {"pip-services:endpoint:grpc:default:1.0", &self->endpoint.component},
    };
    int code = pipc_references_new(&self->references, error);

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows) && code == PIPC_OK; i++)
        code = pipc_references_put(self->references, rows[i].descriptor, rows[i].component, error);
    return code;
}

static int init(server *self, pipc_error **error)
{
    int code = dummy_controller_init(&self->controller, error);

    pipc_grpc_endpoint_init(&self->endpoint);
    pipc_commandable_grpc_service_init(&self->commands, "dummy", NULL);
    dummies_service_init(&self->service, &self->controller.store);
    return code == PIPC_OK ? put_references(self, error) : code;
}

/* Those first that work with others. */
static void dispose(server *self)
{
    pipc_dispose(&self->service.service.service.component);
    pipc_dispose(&self->commands.service.component);
    pipc_dispose(&self->endpoint.component);
    pipc_dispose(&self->controller.commandable.component);
    pipc_references_free(self->references);
}

/* Whoever closed our stdout does not want to know: serving goes on. */
static void announce(const server *self)
{
    printf(PROGRAM ": listening on port %d\n", pipc_grpc_endpoint_port(&self->endpoint));
    report_flush(PROGRAM);
}

static int serve(server *self, const pipc_config_params *config, const sigset_t *stop,
                 pipc_error **error)
{
    int stopped_by = 0;
    int code = pipc_configure_all(self->references, config, error);

    if (code == PIPC_OK)
        code = pipc_set_references_all(self->references, error);
    if (code == PIPC_OK)
        code = pipc_open_all(self->references, NULL, error);
    if (code != PIPC_OK)
        return code;
    announce(self);
    sigwait(stop, &stopped_by);
    return pipc_close_all(self->references, NULL, error);
}

static int run(const settings *given, const sigset_t *stop, pipc_error **error)
{
    static server self;
    pipc_config_params *config = NULL;
    int code = make_config(given, &config, error);

    if (code == PIPC_OK)
        code = init(&self, error);
    if (code == PIPC_OK)
        code = serve(&self, config, stop, error);
    dispose(&self);
    pipc_config_params_free(config);
    return code;
}

int main(int argc, char **argv)
{
    settings given = {.port = NOT_GIVEN, .grace_s = NOT_GIVEN};
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
