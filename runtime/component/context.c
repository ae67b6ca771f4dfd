#include "component/context.h"

#include <pipc/error.h>

#include "base/alloc.h"
#include "component/metadata.h"

struct pipc_context {
    char *correlation_id;
    int64_t timeout_ms;
    bool wait_for_ready;
    pipc_grpc_compression compression;
    pipc_metadata metadata;
    pipc_metadata *initial_metadata; /* borrowed, and the rest likewise */
    pipc_metadata *trailing_metadata;
    pipc_cancellation *cancellation;
    pipc_call *parent;
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
    pipc__metadata_clear(&context->metadata);
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

void pipc_context_set_wait_for_ready(pipc_context *context, bool wait_for_ready)
{
    context->wait_for_ready = wait_for_ready;
}

bool pipc__context_wait_for_ready(const pipc_context *context)
{
    return context != NULL && context->wait_for_ready;
}

void pipc_context_set_compression(pipc_context *context, pipc_grpc_compression compression)
{
    context->compression = compression;
}

pipc_metadata *pipc_context_metadata(pipc_context *context)
{
    return &context->metadata;
}

void pipc_context_receive_metadata(pipc_context *context, pipc_metadata *initial,
                                   pipc_metadata *trailing)
{
    context->initial_metadata = initial;
    context->trailing_metadata = trailing;
}

void pipc_context_set_cancellation(pipc_context *context, pipc_cancellation *cancellation)
{
    context->cancellation = cancellation;
}

const pipc_metadata *pipc__context_metadata(const pipc_context *context)
{
    return context == NULL ? NULL : &context->metadata;
}

pipc_metadata *pipc__context_initial_metadata(const pipc_context *context)
{
    return context == NULL ? NULL : context->initial_metadata;
}

pipc_metadata *pipc__context_trailing_metadata(const pipc_context *context)
{
    return context == NULL ? NULL : context->trailing_metadata;
}

pipc_cancellation *pipc__context_cancellation(const pipc_context *context)
{
    return context == NULL ? NULL : context->cancellation;
}

pipc_grpc_compression pipc__context_compression(const pipc_context *context)
{
    return context == NULL ? PIPC_GRPC_COMPRESSION_DEFAULT : context->compression;
}

pipc_call *pipc__context_parent(const pipc_context *context)
{
    return context == NULL ? NULL : context->parent;
}

void pipc__context_set_parent(pipc_context *context, pipc_call *parent)
{
    context->parent = parent;
}
