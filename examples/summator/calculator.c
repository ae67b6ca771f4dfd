/* The calculator: the summator service, filled in. */
#include "calculator.h"

static float sum(float x, float y)
{
    return x + y;
}

static int calculator_sum(summator_service *service, pipc_call *call, const Number1 *request,
                          Number2 *response, pipc_error **error)
{
    calculator *self = PIPC_CONTAINER_OF(service, calculator, summator);

    if (self->delay_ms > 0 && pipc_call_wait_cancelled(call, self->delay_ms))
        return pipc_fail_grpc(error, PIPC_GRPC_CANCELLED, "nobody waits for the sum any more");

    response->value = sum(request->value1, request->value2);
    return PIPC_OK;
}

static const summator_handlers calculator_handlers = {
    .sum = calculator_sum,
};

void calculator_init(calculator *self, long delay_ms)
{
    summator_service_init(&self->summator, &calculator_handlers);
    self->delay_ms = delay_ms;
}
