/* The handler's listener goes to the client's function. */
#include "in.pipc.h"

int use(flow_river_client *client, flow_river_chat_listener *listener);
int use(flow_river_client *client, flow_river_chat_listener *listener)
{
    flow_river_client_chat_stream *stream = NULL;

    return flow_river_client_chat_async(client, NULL, listener, &stream, NULL);
}
