#include "connect/connection.h"

#include "base/alloc.h"

static void dispose_one(pipc__connection *connection)
{
    pipc__free(connection->target);
    pipc__free(connection->uri);
    pipc__free(connection->host);
    pipc__free(connection->authority);
}

void pipc__connection_dispose(pipc__connection *connection)
{
    pipc__connection *next;

    for (pipc__connection *other = connection->next; other != NULL; other = next) {
        next = other->next;
        dispose_one(other);
        pipc__free(other);
    }
    dispose_one(connection);
    *connection = (pipc__connection){.target = NULL};
}
