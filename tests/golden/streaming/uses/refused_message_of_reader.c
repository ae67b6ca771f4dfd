/* A message of another type is read. */
#include "in.pipc.h"

int use(flow_river_send_reader *reader, const Flow__Level **level);
int use(flow_river_send_reader *reader, const Flow__Level **level)
{
    return flow_river_send_reader_read(reader, level, NULL);
}
