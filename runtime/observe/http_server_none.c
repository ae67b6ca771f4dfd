/* Where pipc is built without libmicrohttpd. */
#include "observe/http_server.h"

#include <stddef.h>

#include <pipc/error.h>

int pipc__http_server_start(const pipc__http_options *options, pipc__http_server **out,
                            pipc_error **error)
{
    (void)options;
    (void)out;
    return pipc_fail(error, PIPC_E_UNSUPPORTED, "NO_HTTP",
                     "this pipc was built without libmicrohttpd, which serves HTTP");
}

int pipc__http_server_port(const pipc__http_server *self)
{
    (void)self;
    return 0;
}

void pipc__http_server_stop(pipc__http_server *self)
{
    (void)self;
}
