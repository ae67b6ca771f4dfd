/* Calls a summator that fails, and prints all that its error tells: `error_client PORT ID
 * [RETRIES]`. */
#include <stdio.h>
#include <stdlib.h>

#include "summator.pipc.h"

static void print_error(const pipc_error *error)
{
    printf("%s %s %s: %s\n", pipc_grpc_status_name((int)pipc_error_grpc_status(error)),
           pipc_category_name(pipc_error_category(error)), pipc_error_code(error),
           pipc_error_message(error));
    for (size_t i = 0; i < pipc_error_detail_count(error); i++) {
        const char *value;
        const char *key = pipc_error_detail_at(error, i, &value);

        printf("%s=%s\n", key, value);
    }
}

/* `id` tells the summator how to fail. */
static int call(summator_client *client, const char *id, pipc_error **error)
{
    Number1 request = NUMBER1__INIT;
    Number2 *response = NULL;
    pipc_context *context = NULL;
    int code = pipc_context_new(id, &context, error);

    if (code == PIPC_OK)
        code = summator_client_sum(client, context, &request, &response, error);
    if (code == PIPC_OK)
        number2__free_unpacked(response, NULL);
    pipc_context_free(context);
    return code;
}

static int open_and_call(summator_client *client, const char *port, const char *id,
                         const char *retries, pipc_error **error)
{
    pipc_component *component = &client->client.component;
    pipc_config_params *config = NULL;
    int code = pipc_config_params_from_tuples(&config, error, "connection.host", "127.0.0.1",
                                              "connection.port", port, "options.timeout", "30000",
                                              "options.retries", retries, NULL);

    if (code == PIPC_OK)
        code = pipc_configure(component, config, error);
    if (code == PIPC_OK)
        code = pipc_open(component, NULL, error);
    if (code == PIPC_OK)
        code = call(client, id, error);
    pipc_config_params_free(config);
    return code;
}

int main(int argc, char **argv)
{
    summator_client client;
    pipc_error *error = NULL;
    int code;

    if (argc != 3 && argc != 4)
        return EXIT_FAILURE;
    summator_client_init(&client);
    code = open_and_call(&client, argv[1], argv[2], argc == 4 ? argv[3] : "0", &error);
    pipc_dispose(&client.client.component);
    if (code != PIPC_OK)
        print_error(error);
    pipc_error_free(error);
    return code == PIPC_OK ? EXIT_FAILURE : EXIT_SUCCESS;
}
