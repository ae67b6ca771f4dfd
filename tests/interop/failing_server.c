/* A summator that fails with the category given as value1: category 10 is PIPC_E_NOT_FOUND. */
#include "serving.h"
#include "summator.pipc.h"

static int fail(summator_service *service, pipc_call *call, const Number1 *request,
                Number2 *response, pipc_error **error)
{
    int category = -(int)request->value1;

    (void)service;
    (void)response;
    pipc_fail(error, category, "CODE_X", "message of %d: h\xc3\xa9llo", -category);
    pipc_error_set_cause(*error, "inner cause");
    pipc_error_set_correlation_id(*error, pipc_call_correlation_id(call));
    pipc_error_set_detail(*error, "key1", "value1");
    return category;
}

static const summator_handlers handlers = {
    .sum = fail,
};

int main(void)
{
    summator_service service;

    summator_service_init(&service, &handlers);
    return serve_until_stopped(&service.service, "failing_server");
}
