/* bench_pipc_client: the client of libpipc, as its users would write it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/client.h"
#include "common/measure.h"
#include "summator.pipc.h"

static void call(void *owner)
{
    summator_client *client = owner;
    Number1 request = NUMBER1__INIT;
    Number2 *response = NULL;
    pipc_error *error = NULL;

    request.value1 = 3.5F;
    request.value2 = 4.25F;
    if (summator_client_sum(client, NULL, &request, &response, &error) != PIPC_OK)
        measure_die("%s", pipc_error_message(error));
    client_check(response->value);
    number2__free_unpacked(response, NULL);
}

/* --- asynchronous --------------------------------------------------------------------------- */

typedef struct pending {
    summator_client_sum_listener listener;
    client_slot *slot;
} pending;

static void begin(pending *self)
{
    Number1 request = NUMBER1__INIT;
    pipc_error *error = NULL;

    request.value1 = 3.5F;
    request.value2 = 4.25F;
    client_started(self->slot);
    if (summator_client_sum_async(self->slot->owner, NULL, &request, &self->listener, &error) !=
        PIPC_OK)
        measure_die("%s", pipc_error_message(error));
}

static void done(summator_client_sum_listener *listener, int code, Number2 *response,
                 pipc_error *error)
{
    pending *self = PIPC_CONTAINER_OF(listener, pending, listener);

    if (code != PIPC_OK)
        measure_die("%s", pipc_error_message(error));
    client_check(response->value);
    number2__free_unpacked(response, NULL);
    if (client_goes_on(self->slot))
        begin(self);
    else
        free(self);
}

static void begin_pending(client_slot *slot)
{
    pending *self = calloc(1, sizeof *self);

    if (self == NULL)
        measure_die("out of memory");
    self->listener.done = done;
    self->slot = slot;
    begin(self);
}

/* -------------------------------------------------------------------------------------------- */

static void open_client(summator_client *client, int port)
{
    char text[64];
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;
    int code;

    snprintf(text, sizeof text, "connection.host=127.0.0.1;connection.port=%d", port);
    summator_client_init(client);
    code = pipc_config_params_from_string(text, &config, &error);
    if (code == PIPC_OK)
        code = pipc_configure(&client->client.component, config, &error);
    if (code == PIPC_OK)
        code = pipc_open(&client->client.component, NULL, &error);
    if (code != PIPC_OK)
        measure_die("%s", pipc_error_message(error));
    pipc_config_params_free(config);
}

int main(int argc, char **argv)
{
    client_options options = client_read_options(argc, argv);
    summator_client client;

    open_client(&client, options.port);
    if (strcmp(options.kind, "blocking") == 0)
        client_run_blocking(&options, call, &client);
    else if (strcmp(options.kind, "async") == 0)
        client_run_async(&options, begin_pending, &client);
    else
        measure_die("no client is called %s", options.kind);
    pipc_dispose(&client.client.component);
    return EXIT_SUCCESS;
}
