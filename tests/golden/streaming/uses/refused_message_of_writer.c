/* A message of another type is written. */
#include "in.pipc.h"

int use(flow_river_watch_writer *writer, const Flow__Drop *drop);
int use(flow_river_watch_writer *writer, const Flow__Drop *drop)
{
    return flow_river_watch_writer_write(writer, drop, NULL);
}
