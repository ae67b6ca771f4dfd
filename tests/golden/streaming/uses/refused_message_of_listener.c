/* A slot takes a message of another type. */
#include "in.pipc.h"

static int message(flow_river_send_listener *listener, flow_river_send_reader *reader,
                   const Flow__Level *level)
{
    (void)listener, (void)reader, (void)level;
    return PIPC_OK;
}

extern flow_river_send_listener listener;
flow_river_send_listener listener = {.message = message};
