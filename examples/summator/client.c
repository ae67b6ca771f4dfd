/* summator_client: the client of the tutorial. It asks for the sum of two numbers. */
#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "arguments.h"
#include "report.h"
#include "summator.pipc.h"

#define PROGRAM "summator_client"

static const char usage[] =
    "usage: " PROGRAM " [--host H] [--port N] [--config \"a=b;c=d\"] [--timeout-ms N]\n"
    "                       [--correlation-id ID] [--ca F [--cert F --key F]] [--loop COUNT MS] A "
    "B\n"
    "\n"
    "Prints the sum of two numbers, which a server works out in single precision.\n"
    "\n"
    "  --host H             where the server is, localhost by default\n"
    "  --port N             its port, 50055 by default\n"
    "  --config TEXT        configuration parameters; --host and so on go before them\n"
    "  --timeout-ms N       milliseconds that a call may take, 10000 by default\n"
    "  --correlation-id ID  sent with each call\n"
    "  --ca F               call by TLS, and trust servers that a CA of this file vouches for\n"
    "  --cert F             the certificate chain to show to the server\n"
    "  --key F              the private key of the certificate\n"
    "  --loop COUNT MS      makes COUNT calls, one each MS milliseconds, and prints a line for\n"
    "                       each: \"ok SUM\" or \"err TEXT\"; A and B may be left out\n"
    "  --help               print this and exit\n"
    "  --version            print the version and exit\n"
    "\n"
    "A and B are numbers as 5, -2.5, 1e-3, inf, -inf or nan.\n";

typedef struct settings {
    const char *host;
    const char *config;
    const char *correlation_id;
    const char *ca_file;
    const char *certificate_file;
    const char *key_file;
    long port;
    long timeout_ms;
    long loop[2]; /* how many calls, and milliseconds from one to the next */
    float values[2];
} settings;

static int read_values(int word_count, char **words, settings *out)
{
    if (word_count != 2 && (word_count != 0 || out->loop[0] == NOT_GIVEN)) {
        fprintf(stderr, PROGRAM ": expected 2 numbers, got %d; --help tells more\n", word_count);
        return EXIT_USAGE;
    }
    for (int i = 0; i < word_count; i++) {
        if (arguments_float(words[i], &out->values[i]) != 0) {
            fprintf(stderr, PROGRAM ": \"%s\" is no number; expected one as 5, -2.5, inf or nan\n",
                    words[i]);
            return EXIT_USAGE;
        }
    }
    return NOT_GIVEN;
}

static int read_settings(int argc, char **argv, settings *out)
{
    const argument_option options[] = {
        {.name = "--host", .text = &out->host},
        {.name = "--config", .text = &out->config},
        {.name = "--correlation-id", .text = &out->correlation_id},
        {.name = "--ca", .text = &out->ca_file},
        {.name = "--cert", .text = &out->certificate_file},
        {.name = "--key", .text = &out->key_file},
        {.name = "--port", .numbers = &out->port, .least = 1, .most = 65535},
        {.name = "--timeout-ms", .numbers = &out->timeout_ms, .least = 1, .most = 86400000},
        {.name = "--loop", .numbers = out->loop, .count = 2, .most = 1000000000},
    };
    const argument_list list = {PROGRAM, usage, options, PIPC_ARRAY_SIZE(options)};
    int words = 0;
    int status = arguments_read(&list, argc, argv, &words);

    return status == NOT_GIVEN ? read_values(words, argv, out) : status;
}

/* Whoever names a file wants TLS; what is missing then is told when it is configured. */
static int apply_tls(const settings *given, pipc_config_params *config, pipc_error **error)
{
    const char *protocol =
        given->ca_file != NULL || given->certificate_file != NULL || given->key_file != NULL
            ? "https"
            : NULL;
    int code = arguments_set_text(config, "connection.protocol", protocol, error);

    if (code == PIPC_OK)
        code = arguments_set_text(config, "credential.ssl_ca_file", given->ca_file, error);
    if (code == PIPC_OK)
        code =
            arguments_set_text(config, "credential.ssl_crt_file", given->certificate_file, error);
    if (code == PIPC_OK)
        code = arguments_set_text(config, "credential.ssl_key_file", given->key_file, error);
    return code;
}

static int apply_settings(const settings *given, pipc_config_params **config, pipc_error **error)
{
    int code = arguments_override(config, given->config, error);

    if (code == PIPC_OK)
        code = arguments_set_text(*config, "connection.host", given->host, error);
    if (code == PIPC_OK)
        code = arguments_set_number(*config, "connection.port", given->port, error);
    if (code == PIPC_OK)
        code = arguments_set_number(*config, "options.timeout", given->timeout_ms, error);
    return code == PIPC_OK ? apply_tls(given, *config, error) : code;
}

static int make_config(const settings *given, pipc_config_params **config, pipc_error **error)
{
    /* clang-format off */
    int code = pipc_config_params_from_tuples(config, error,
        "connection.protocol", "http",
        "connection.host", "localhost",
        "connection.port", "50055",
        NULL);
    /* clang-format on */

    return code == PIPC_OK ? apply_settings(given, config, error) : code;
}

static int start(summator_client *client, const pipc_config_params *config, pipc_error **error)
{
    pipc_component *component = &client->client.component;
    pipc_references *references = NULL;
    int code = pipc_configure(component, config, error);

    if (code == PIPC_OK)
        code = pipc_references_new(&references, error);
    if (code == PIPC_OK)
        code = pipc_set_references(component, references, error);
    if (code == PIPC_OK)
        code = pipc_open(component, NULL, error);
    pipc_references_free(references);
    return code;
}

static int get_sum(summator_client *client, const pipc_context *context, const float values[2],
                   float *sum, pipc_error **error)
{
    Number1 request = NUMBER1__INIT;
    Number2 *response = NULL;
    int code;

    request.value1 = values[0];
    request.value2 = values[1];
    code = summator_client_sum(client, context, &request, &response, error);
    if (code != PIPC_OK)
        return code;

    *sum = response->value;
    number2__free_unpacked(response, NULL);
    return PIPC_OK;
}

/* Every nan is printed as `nan`: what adding infinities makes has a sign, which tells nothing. */
static void print_sum(const char *before, float sum)
{
    if (isnan(sum))
        printf("%snan\n", before);
    else
        printf("%s%.9g\n", before, (double)sum);
}

static void call_and_print_line(summator_client *client, const pipc_context *context,
                                const float values[2])
{
    float sum = 0;
    pipc_error *error = NULL;

    if (get_sum(client, context, values, &sum, &error) == PIPC_OK) {
        print_sum("ok ", sum);
    } else {
        fputs("err ", stdout);
        report_write(stdout, error);
        putchar('\n');
        pipc_error_free(error);
    }
}

static void add_ms(struct timespec *time, long ms)
{
    time->tv_sec += ms / 1000;
    time->tv_nsec += ms % 1000 * 1000000;
    if (time->tv_nsec >= 1000000000) {
        time->tv_nsec -= 1000000000;
        time->tv_sec++;
    }
}

/* Returns -1 if nobody reads the lines. The times of the calls are fixed beforehand: a slow call
 * does not put off those after the next one. */
static int call_in_a_loop(summator_client *client, const pipc_context *context,
                          const settings *given)
{
    struct timespec next;

    clock_gettime(CLOCK_MONOTONIC, &next);
    for (long i = 0; i < given->loop[0]; i++) {
        call_and_print_line(client, context, given->values);
        if (report_flush(PROGRAM) != 0)
            return -1;
        add_ms(&next, given->loop[1]);
        if (i + 1 < given->loop[0])
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
    return 0;
}

static int call_and_print(summator_client *client, const settings *given, int *status,
                          pipc_error **error)
{
    pipc_context *context = NULL;
    float sum = 0;
    int code = pipc_context_new(given->correlation_id, &context, error);

    if (code == PIPC_OK && given->loop[0] != NOT_GIVEN) {
        *status = call_in_a_loop(client, context, given) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    } else if (code == PIPC_OK) {
        code = get_sum(client, context, given->values, &sum, error);
        if (code == PIPC_OK)
            print_sum("", sum);
        *status = report_flush(PROGRAM) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    pipc_context_free(context);
    return code;
}

static int run(const settings *given, int *status, pipc_error **error)
{
    summator_client client;
    pipc_config_params *config = NULL;
    int code = make_config(given, &config, error);

    summator_client_init(&client);
    if (code == PIPC_OK)
        code = start(&client, config, error);
    if (code == PIPC_OK)
        code = call_and_print(&client, given, status, error);
    if (code == PIPC_OK)
        code = pipc_close(&client.client.component, NULL, error);
    pipc_dispose(&client.client.component);
    pipc_config_params_free(config);
    return code;
}

int main(int argc, char **argv)
{
    settings given = {
        .port = NOT_GIVEN,
        .timeout_ms = NOT_GIVEN,
        .loop = {NOT_GIVEN, NOT_GIVEN},
        .values = {3, 5},
    };
    pipc_error *error = NULL;
    int status = read_settings(argc, argv, &given);

    if (status != NOT_GIVEN)
        return status;
    status = EXIT_SUCCESS;
    return run(&given, &status, &error) == PIPC_OK ? status : report_failure(PROGRAM, error);
}
