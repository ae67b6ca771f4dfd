/* The writer of one rpc goes to the function of another. */
#include "in.pipc.h"

int use(flow_only_streams_drain_writer *writer, const Flow__Level *level);
int use(flow_only_streams_drain_writer *writer, const Flow__Level *level)
{
    return flow_river_watch_writer_write(writer, level, NULL);
}
