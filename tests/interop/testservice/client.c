/* interop_client: the client of gRPC's interop tests. It runs one of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "options.h"
#include "report.h"
#include "support/core_messages.h"

#define PROGRAM "interop_client"
#define STRING_OF(number) #number
#define STRING(number) STRING_OF(number)

static const char usage[] =
    "usage: " PROGRAM " --server_port=N --test_case=NAME [--server_host=H]\n"
    "                      [--use_tls=true [--use_test_ca=true --ca_file=F]]\n"
    "\n"
    "Runs a test case against a server of grpc.testing.TestService; exits with 0 if it passes.\n"
    "\n"
    "  --server_host=H   where the server is, 127.0.0.1 by default\n"
    "  --server_port=N   its port\n"
    "  --test_case=NAME  the case, by the name that gRPC's interop-test-descriptions.md gives it\n"
    "  --use_tls=B       whether to call by TLS, true or false (the default)\n"
    "  --use_test_ca=B   then whether to trust the CA of the tests, and not those of the system\n"
    "  --ca_file=F       where that CA is\n"
    "  --server_host_override=H  the name that the server's certificate must have\n"
    "  --help            print this and exit\n"
    "  --version         print the version and exit\n";

typedef struct settings {
    const char *host;
    const char *test_case;
    const char *use_tls;
    const char *use_test_ca;
    const char *ca_file;
    const char *host_override;
    bool tls;
    bool test_ca;
    long port;
} settings;

typedef struct test_case {
    const char *name;
    case_function *run;
} test_case;

static const test_case test_cases[] = {
    {"empty_unary", case_empty_unary},
    {"large_unary", case_large_unary},
    {"client_compressed_unary", case_client_compressed_unary},
    {"server_compressed_unary", case_server_compressed_unary},
    {"client_streaming", case_client_streaming},
    {"client_compressed_streaming", case_client_compressed_streaming},
    {"server_streaming", case_server_streaming},
    {"server_compressed_streaming", case_server_compressed_streaming},
    {"ping_pong", case_ping_pong},
    {"empty_stream", case_empty_stream},
    {"custom_metadata", case_custom_metadata},
    {"status_code_and_message", case_status_code_and_message},
    {"special_status_message", case_special_status_message},
    {"unimplemented_method", case_unimplemented_method},
    {"unimplemented_service", case_unimplemented_service},
    {"cancel_after_begin", case_cancel_after_begin},
    {"cancel_after_first_response", case_cancel_after_first_response},
    {"timeout_on_sleeping_server", case_timeout_on_sleeping_server},
};

/* --- the command line ----------------------------------------------------------------------- */

static int check_given(const settings *given)
{
    if (given->port == NOT_GIVEN || given->test_case == NULL) {
        fprintf(stderr, PROGRAM ": expected --server_port and --test_case; --help tells more\n");
        return EXIT_USAGE;
    }
    if (given->tls && given->test_ca && given->ca_file == NULL) {
        fprintf(stderr,
                PROGRAM ": --use_test_ca is true, expected --ca_file to tell where it is\n");
        return EXIT_USAGE;
    }
    return NOT_GIVEN;
}

static int read_settings(int argc, char **argv, settings *out)
{
    const argument_option options[] = {
        {.name = "--server_host", .text = &out->host},
        {.name = "--server_port", .numbers = &out->port, .least = 1, .most = 65535},
        {.name = "--test_case", .text = &out->test_case},
        {.name = "--use_tls", .text = &out->use_tls},
        {.name = "--use_test_ca", .text = &out->use_test_ca},
        {.name = "--ca_file", .text = &out->ca_file},
        {.name = "--server_host_override", .text = &out->host_override},
    };
    const argument_list list = {PROGRAM, usage, options, PIPC_ARRAY_SIZE(options)};
    int status = options_read(&list, argc, argv);

    if (status == NOT_GIVEN)
        status = options_read_boolean(PROGRAM, "--use_tls", out->use_tls, &out->tls);
    if (status == NOT_GIVEN)
        status = options_read_boolean(PROGRAM, "--use_test_ca", out->use_test_ca, &out->test_ca);
    return status == NOT_GIVEN ? check_given(out) : status;
}

/* NULL: there is none, which is said. */
static const test_case *find_case(const char *name)
{
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(test_cases); i++)
        if (strcmp(test_cases[i].name, name) == 0)
            return &test_cases[i];
    fprintf(stderr, PROGRAM ": --test_case is \"%s\", which is no case that is known\n", name);
    return NULL;
}

/* --- the run -------------------------------------------------------------------------------- */

static int make_config(const settings *given, pipc_config_params **config, pipc_error **error)
{
    /* clang-format off */
    int code = pipc_config_params_from_tuples(config, error,
        "connection.protocol", given->tls ? "https" : "http",
        "connection.host", given->host,
        "options.timeout", STRING(CALL_TIMEOUT_MS),
        NULL);
    /* clang-format on */

    if (code == PIPC_OK)
        code = arguments_set_number(*config, "connection.port", given->port, error);
    if (code == PIPC_OK)
        code = arguments_set_text(*config, "credential.ssl_ca_file",
                                  given->test_ca ? given->ca_file : NULL, error);
    if (code == PIPC_OK)
        code = arguments_set_text(*config, "options.ssl_target_name_override", given->host_override,
                                  error);
    return code;
}

static int start(pipc_component *client, const pipc_config_params *config, pipc_error **error)
{
    pipc_references *references = NULL;
    int code = pipc_configure(client, config, error);

    if (code == PIPC_OK)
        code = pipc_references_new(&references, error);
    if (code == PIPC_OK)
        code = pipc_set_references(client, references, error);
    if (code == PIPC_OK)
        code = pipc_open(client, NULL, error);
    pipc_references_free(references);
    return code;
}

static int run(const settings *given, const test_case *chosen, pipc_error **error)
{
    peer self;
    pipc_config_params *config = NULL;
    int code = make_config(given, &config, error);

    grpc_testing_test_service_client_init(&self.test);
    grpc_testing_unimplemented_service_client_init(&self.unimplemented);
    if (code == PIPC_OK)
        code = start(&self.test.client.component, config, error);
    if (code == PIPC_OK)
        code = start(&self.unimplemented.client.component, config, error);
    if (code == PIPC_OK)
        code = chosen->run(&self, error);
    core_forget_last_call();
    pipc_dispose(&self.unimplemented.client.component);
    pipc_dispose(&self.test.client.component);
    pipc_config_params_free(config);
    return code;
}

int main(int argc, char **argv)
{
    settings given = {.host = "127.0.0.1", .port = NOT_GIVEN};
    const test_case *chosen;
    pipc_error *error = NULL;
    int status = read_settings(argc, argv, &given);

    if (status != NOT_GIVEN)
        return status;
    chosen = find_case(given.test_case);
    if (chosen == NULL)
        return EXIT_USAGE;
    return run(&given, chosen, &error) == PIPC_OK ? EXIT_SUCCESS : report_failure(PROGRAM, error);
}
