#include "connect/connection.h"

#include "base/alloc.h"

void pipc__connection_dispose(pipc__connection *connection)
{
    pipc__free(connection->target);
    pipc__free(connection->uri);
    pipc__free(connection->host);
    *connection = (pipc__connection){0};
}
