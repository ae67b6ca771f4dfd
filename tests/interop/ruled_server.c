/* A summator of pairs that keep to the rules of ruled.proto. */
#include "ruled.pipc.h"
#include "serving.h"

static int sum(tests_ruled_service *service, pipc_call *call, const Tests__Pair *request,
               Tests__Sum *response, pipc_error **error)
{
    (void)service;
    (void)call;
    (void)error;
    response->value = request->value1 + request->value2;
    return PIPC_OK;
}

static const tests_ruled_handlers handlers = {
    .sum = sum,
};

int main(void)
{
    tests_ruled_service service;

    tests_ruled_service_init(&service, &handlers);
    return serve_until_stopped(&service.service, "ruled_server");
}
