#include "rpc/client.h"

static int start_loop(struct pipc__client *client, pipc_error **error)
{
    long threads = client->options.threads;
    const pipc__loop_options options = {
        .poller_max = threads == 0 ? pipc__processor_count() : (unsigned)threads,
        .handler_max = 1, /* it has callbacks only, which are not counted */
        .events = client->events,
    };

    return pipc__loop_start(&options, &client->loop, error);
}

int pipc__client_loop(struct pipc__client *client, pipc__loop **loop, pipc_error **error)
{
    int code = PIPC_OK;

    pipc__mutex_lock(&client->loop_mutex);
    if (client->loop == NULL)
        code = start_loop(client, error);
    if (code == PIPC_OK)
        *loop = client->loop;
    pipc__mutex_unlock(&client->loop_mutex);
    return code;
}
