#include <pipc/context.h>

#include <pipc/error.h>

#include "base/alloc.h"

struct pipc_context {
    char *correlation_id;
    int64_t timeout_ms;
};

int pipc_context_new(const char *correlation_id, pipc_context **out, pipc_error **error)
{
    pipc_context *context = pipc__alloc(sizeof(*context));

    if (context == NULL)
        return pipc_fail_no_memory(error);
    *context = (pipc_context){.timeout_ms = PIPC_TIMEOUT_DEFAULT};
    if (correlation_id != NULL && correlation_id[0] != '\0') {
        context->correlation_id = pipc__strdup(correlation_id);
        if (context->correlation_id == NULL) {
            pipc_context_free(context);
            return pipc_fail_no_memory(error);
        }
    }
    *out = context;
    return PIPC_OK;
}

void pipc_context_free(pipc_context *context)
{
    if (context == NULL)
        return;
    pipc__free(context->correlation_id);
    pipc__free(context);
}

const char *pipc_context_correlation_id(const pipc_context *context)
{
    return context == NULL ? NULL : context->correlation_id;
}

void pipc_context_set_timeout_ms(pipc_context *context, int64_t timeout_ms)
{
    context->timeout_ms = timeout_ms < 0 ? PIPC_TIMEOUT_DEFAULT : timeout_ms;
}

int64_t pipc_context_timeout_ms(const pipc_context *context)
{
    return context == NULL ? PIPC_TIMEOUT_DEFAULT : context->timeout_ms;
}
