#include "scaffold_programs.h"

#include <set>

#include "comments.h"
#include "line_breaker.h"
#include "naming.h"
#include "substitute.h"

namespace pipc_gen
{
namespace
{

constexpr const char *kServerTop = R"(#define _POSIX_C_SOURCE 200809L

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

$includes$
#define PROGRAM "$stem$_server"

/* The services and the endpoint at which all of them answer. */
typedef struct server {
    pipc_grpc_endpoint endpoint;
    $stem$_component services;
} server;

static void init(server *self)
{
    pipc_grpc_endpoint_init(&self->endpoint);
    $stem$_component_init(&self->services);
}

static pipc_component *service_at(server *self, size_t index)
{
    return $stem$_wiring_at(&self->services.wiring, index);
}
)";

constexpr const char *kServer = R"(
static int prepare(server *self, const pipc_config_params *config,
                   const pipc_references *references, pipc_error **error)
{
    int code = pipc_configure(&self->endpoint.component, config, error);

    for (size_t i = 0; code == PIPC_OK && service_at(self, i) != NULL; i++) {
        code = pipc_configure(service_at(self, i), config, error);
        if (code == PIPC_OK)
            code = pipc_set_references(service_at(self, i), references, error);
    }
    return code;
}

/* Calls are taken from the moment the endpoint is open: it comes last. */
static int open_all(server *self, pipc_error **error)
{
    int code = PIPC_OK;

    for (size_t i = 0; code == PIPC_OK && service_at(self, i) != NULL; i++)
        code = pipc_open(service_at(self, i), NULL, error);
    return code == PIPC_OK ? pipc_open(&self->endpoint.component, NULL, error) : code;
}

static void dispose(server *self)
{
    for (size_t i = 0; service_at(self, i) != NULL; i++)
        pipc_dispose(service_at(self, i));
    pipc_dispose(&self->endpoint.component);
}

/* Serves until one of the signals `stop` comes; then running calls may come to their end. */
static int serve(server *self, const sigset_t *stop, pipc_error **error)
{
    int stopped_by = 0;
    int code = open_all(self, error);

    if (code != PIPC_OK)
        return code;
    printf(PROGRAM ": listening on port %d\n", pipc_grpc_endpoint_port(&self->endpoint));
    fflush(stdout);
    sigwait(stop, &stopped_by);
    return pipc_close(&self->endpoint.component, NULL, error);
}

static int run(const pipc_config_params *config, const sigset_t *stop, pipc_error **error)
{
    server self;
    pipc_references *references = NULL;
    int code = pipc_references_new(&references, error);

    init(&self);
    if (code == PIPC_OK)
        code = pipc_references_put(references, "server:endpoint:grpc:default:1.0",
                                   &self.endpoint.component, error);
    if (code == PIPC_OK)
        code = prepare(&self, config, references, error);
    if (code == PIPC_OK)
        code = serve(&self, stop, error);
    dispose(&self);
    pipc_references_free(references);
    return code;
}

int main(int argc, char **argv)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;
    sigset_t stop;
    int status;

    /* Before any thread is started, all of which inherit it: sigwait() alone takes these. */
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);

    status = settings_read(PROGRAM, argc, argv, &config);
    if (status != SETTINGS_READ)
        return status;
    status = EXIT_SUCCESS;
    if (run(config, &stop, &error) != PIPC_OK)
        status = settings_report(PROGRAM, error);
    pipc_config_params_free(config);
    return status;
}
)";

constexpr const char *kClientTop = R"(#include <stdio.h>
#include <stdlib.h>

$includes$
#define PROGRAM "$stem$_client"

static int call($client$ *client, pipc_error **error)
{
)";

constexpr const char *kClientCall = R"(    $request$ request = $REQUEST$__INIT;
    $response$ *response = NULL;
    int code;

    /* TODO: fill in `request`, and use `response`. */
    code = $stub$(client, NULL, &request, &response, error);
    if (code != PIPC_OK)
        return code;
    printf(PROGRAM ": the call was answered\n");
    $free$;
    return PIPC_OK;
}
)";

constexpr const char *kClientNoCall =
    R"(    /* TODO: call the rpcs, which $base$.pipc.h declares. */
    (void)client;
    (void)error;
    printf(PROGRAM ": nothing to call yet\n");
    return PIPC_OK;
}
)";

constexpr const char *kClientRun = R"(
static int run(const pipc_config_params *config, pipc_error **error)
{
    $client$ client;
    int code;

    $client$_init(&client);
    code = pipc_configure(&client.client.component, config, error);
    if (code == PIPC_OK)
        code = pipc_open(&client.client.component, NULL, error);
    if (code == PIPC_OK)
        code = call(&client, error);
    pipc_dispose(&client.client.component);
    return code;
}
)";

constexpr const char *kClientMain = R"(
int main(int argc, char **argv)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;
    int status = settings_read(PROGRAM, argc, argv, &config);

    if (status != SETTINGS_READ)
        return status;
    status = EXIT_SUCCESS;
    if (run(config, &error) != PIPC_OK)
        status = settings_report(PROGRAM, error);
    pipc_config_params_free(config);
    return status;
}
)";

constexpr const char *kSettingsHeader =
    R"(/* What the programs are told: command line and configuration. This file is yours. */
#ifndef SETTINGS_H_
#define SETTINGS_H_

#include <pipc/pipc.h>

/** What settings_read() returns when the program can go on. */
#define SETTINGS_READ (-1)

/**
 * Reads the command line and the configuration file that it names, config.yml by default.
 *
 * Returns SETTINGS_READ, with *config yours to free, or the status the program must exit with:
 * everything is said by then.
 */
int settings_read(const char *program, int argc, char **argv, pipc_config_params **config);

/** Writes `program: error` to stderr, frees the error, and returns EXIT_FAILURE. */
int settings_report(const char *program, pipc_error *error);

#endif
)";

const Method *FirstUnary(const File &file, const Service **service)
{
    for (const Service &candidate : file.services) {
        for (const Method &method : candidate.methods) {
            *service = &candidate;
            if (method.kind == MethodKind::kUnary && !method.deprecated)
                return &method;
        }
    }
    *service = &file.services[0];
    return nullptr;
}

std::string FreeCall(const Message &message)
{
    if (message.free_function == "protobuf_c_message_free_unpacked")
        return message.free_function + "((ProtobufCMessage *)response, NULL)";
    return message.free_function + "(response, NULL)";
}

// acme__number1__descriptor -> ACME__NUMBER1, which __INIT follows.
std::string UpperName(const Message &message)
{
    const std::string &descriptor = message.descriptor;
    return ToUpper(descriptor.substr(0, descriptor.rfind("__descriptor")));
}

// clang-format wants them sorted.
std::string Includes(const std::set<std::string> &headers)
{
    std::string lines;
    for (const std::string &header : headers)
        lines += "#include \"" + header + "\"\n";
    return lines;
}

std::string Heading(const std::string &text)
{
    return PlainComment(CleanComment(text), 0);
}

} // namespace

std::string RenderServer(const ScaffoldUnit &unit)
{
    Values values = {{"stem", unit.stem}};
    values.Add("includes", Includes({unit.stem + "_handlers.h", "settings.h"}));
    return Heading(unit.stem + "_server: serves what " + unit.file->path +
                   " declares, until SIGTERM or SIGINT. This file is yours.") +
           BreakLines(Substitute(kServerTop, values)) + kServer;
}

std::string RenderClient(const ScaffoldUnit &unit)
{
    const Service *service = nullptr;
    const Method *method = FirstUnary(*unit.file, &service);
    Values values = {{"stem", unit.stem}, {"base", unit.file->base}};
    values.Add("client", service->prefix + "_client");
    values.Add("includes", Includes({unit.file->base + ".pipc.h", "settings.h"}));
    if (method != nullptr) {
        values.Borrow("request", method->request.type);
        values.Add("REQUEST", UpperName(method->request));
        values.Borrow("response", method->response.type);
        values.Borrow("stub", method->client_function);
        values.Add("free", FreeCall(method->response));
    }
    std::string text =
        std::string(kClientTop) + (method != nullptr ? kClientCall : kClientNoCall) + kClientRun;
    return Heading(unit.stem + "_client: makes a call and says what became of it. This file is "
                               "yours.") +
           BreakLines(Substitute(text, values)) + kClientMain;
}

std::string RenderSettingsHeader()
{
    return kSettingsHeader;
}

} // namespace pipc_gen
