/* The client's stream goes to the function of the handler's. */
#include "in.pipc.h"

int use(flow_river_client_chat_stream *stream, const Flow__Level *level);
int use(flow_river_client_chat_stream *stream, const Flow__Level *level)
{
    return flow_river_chat_stream_write(stream, level, NULL);
}
