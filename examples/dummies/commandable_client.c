/* commandable_client: calls a command of any commandable service, and prints what comes of it. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pipc/commandable_grpc_client.h>
#include <pipc/parameters.h>
#include <pipc/pipc.h>

#include "arguments.h"
#include "report.h"

#define PROGRAM "commandable_client"

static const char usage[] =
    "usage: " PROGRAM " [--timeout-ms N] HOST PORT METHOD [ARGS_JSON [CORRELATION]]\n"
    "\n"
    "Prints what a command answers, as {\"result\": …} or {\"error\": {…}}.\n"
    "\n"
    "  --timeout-ms N  milliseconds that the call may take, 10000 by default\n"
    "  --help          print this and exit\n"
    "  --version       print the version and exit\n"
    "\n"
    "METHOD is as dummy.get_dummies. Empty words are as good as none.\n";

enum { HOST, PORT, METHOD, ARGUMENTS, CORRELATION, WORD_COUNT };

typedef struct settings {
    const char *words[WORD_COUNT];
    long timeout_ms;
} settings;

/* Tells an error of the command from one of the call: only the latter is the interceptor's. */
typedef struct call_watch {
    pipc_grpc_client_interceptor interceptor;
    bool answered;
} call_watch;

static void watch_end(pipc_grpc_client_interceptor *interceptor, pipc_client_call *call, int code,
                      const pipc_error *error)
{
    call_watch *self = PIPC_CONTAINER_OF(interceptor, call_watch, interceptor);

    (void)call;
    (void)error;
    self->answered = code == PIPC_OK;
}

/* --- arguments ------------------------------------------------------------------------------ */

static int read_settings(int argc, char **argv, settings *out)
{
    const argument_option options[] = {
        {.name = "--timeout-ms", .numbers = &out->timeout_ms, .least = 1, .most = 86400000},
    };
    const argument_list list = {PROGRAM, usage, options, PIPC_ARRAY_SIZE(options)};
    int words = 0;
    int status = arguments_read(&list, argc, argv, &words);

    if (status != NOT_GIVEN)
        return status;
    if (words <= METHOD || words > WORD_COUNT) {
        fprintf(stderr, PROGRAM ": expected 3 to 5 words, got %d; --help tells more\n", words);
        return EXIT_USAGE;
    }
    for (int i = 0; i < words; i++)
        out->words[i] = argv[i];
    return NOT_GIVEN;
}

static int open_client(pipc_commandable_grpc_client *client, const settings *given,
                       pipc_error **error)
{
    pipc_config_params *config = NULL;
    /* clang-format off */
    int code = pipc_config_params_from_tuples(&config, error,
        "connection.protocol", "http",
        "connection.host", given->words[HOST],
        "connection.port", given->words[PORT],
        NULL);
    /* clang-format on */

    if (code == PIPC_OK)
        code = arguments_set_number(config, "options.timeout", given->timeout_ms, error);
    if (code == PIPC_OK)
        code = pipc_configure(&client->client.component, config, error);
    if (code == PIPC_OK)
        code = pipc_open(&client->client.component, NULL, error);
    pipc_config_params_free(config);
    return code;
}

/* --- what is printed ------------------------------------------------------------------------ */

static json_t *details_of(const pipc_error *error)
{
    json_t *details = json_object();
    const char *value = NULL;
    const char *key;

    for (size_t i = 0; (key = pipc_error_detail_at(error, i, &value)) != NULL; i++)
        json_object_set_new(details, key, value == NULL ? json_null() : json_string(value));
    return details;
}

static json_t *describe(const pipc_error *error)
{
    return json_pack("{s:{s:s,s:s?,s:i,s:s?,s:s?,s:s?,s:o}}", "error", "category",
                     pipc_category_name(pipc_error_category(error)), "code", pipc_error_code(error),
                     "status", pipc_error_status(error), "message", pipc_error_message(error),
                     "correlation_id", pipc_error_correlation_id(error), "cause",
                     pipc_error_cause(error), "details", details_of(error));
}

/* Takes `answer`. */
static int print(json_t *answer, pipc_error **error)
{
    char *text = NULL;
    int code =
        answer == NULL ? pipc_fail_no_memory(error) : pipc_parameters_to_json(answer, &text, error);

    if (code == PIPC_OK)
        puts(text);
    pipc_free(text);
    json_decref(answer);
    return code;
}

/* --- the call ------------------------------------------------------------------------------- */

static int call(pipc_commandable_grpc_client *client, const settings *given, json_t **result,
                pipc_error **error)
{
    const char *text = given->words[ARGUMENTS];
    pipc_context *context = NULL;
    json_t *args = NULL;
    int code = pipc_context_new(given->words[CORRELATION], &context, error);

    if (code == PIPC_OK && text != NULL && text[0] != '\0')
        code = pipc_parameters_from_json(text, &args, error);
    if (code == PIPC_OK)
        code = pipc_commandable_grpc_client_call_command(client, given->words[METHOD], context,
                                                         args, result, error);
    json_decref(args);
    pipc_context_free(context);
    return code;
}

/* *status is what to exit with, if nothing else goes wrong. */
static int call_and_print(pipc_commandable_grpc_client *client, const call_watch *watch,
                          const settings *given, int *status, pipc_error **error)
{
    json_t *result = NULL;
    pipc_error *trouble = NULL;
    int code = call(client, given, &result, &trouble);

    *status = code == PIPC_OK ? EXIT_SUCCESS : EXIT_FAILURE;
    if (code == PIPC_OK)
        return print(json_pack("{s:o?}", "result", result), error);
    if (!watch->answered) {
        *error = trouble;
        return code;
    }
    code = print(describe(trouble), error);
    pipc_error_free(trouble);
    return code;
}

static int run(const settings *given, int *status, pipc_error **error)
{
    call_watch watch = {.interceptor = {.end = watch_end}};
    pipc_commandable_grpc_client client;
    int code;

    pipc_commandable_grpc_client_init(&client, NULL);
    code = pipc_grpc_client_register_interceptor(&client.client, &watch.interceptor, error);
    if (code == PIPC_OK)
        code = open_client(&client, given, error);
    if (code == PIPC_OK)
        code = call_and_print(&client, &watch, given, status, error);
    pipc_dispose(&client.client.component);
    return code;
}

int main(int argc, char **argv)
{
    settings given = {.timeout_ms = NOT_GIVEN};
    pipc_error *error = NULL;
    int status = read_settings(argc, argv, &given);

    if (status != NOT_GIVEN)
        return status;
    status = EXIT_FAILURE;
    if (run(&given, &status, &error) != PIPC_OK)
        return report_failure(PROGRAM, error);
    return report_flush(PROGRAM) == 0 ? status : EXIT_FAILURE;
}
