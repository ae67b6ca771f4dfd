/* A handler of another kind of rpc stands in the slot. */
#include "in.pipc.h"

static int ask(flow_river_service *self, pipc_call *call, const Flow__Drop *request,
               Flow__Drop *response, pipc_error **error)
{
    (void)self, (void)call, (void)request, (void)response, (void)error;
    return PIPC_OK;
}

extern const flow_river_handlers handlers;
const flow_river_handlers handlers = {.watch = ask};
