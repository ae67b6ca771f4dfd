/* The listener of one rpc goes to the function of another. */
#include "in.pipc.h"

void use(flow_river_chat_stream *stream, flow_river_open_listener *listener);
void use(flow_river_chat_stream *stream, flow_river_open_listener *listener)
{
    flow_river_chat_listen(stream, listener);
}
