#include <stddef.h>

#include "support/core_messages.h"

grpc_call *__real_grpc_channel_create_registered_call(grpc_channel *channel, grpc_call *parent,
                                                      uint32_t mask, grpc_completion_queue *queue,
                                                      void *registered, gpr_timespec deadline,
                                                      void *reserved);
grpc_call *__wrap_grpc_channel_create_registered_call(grpc_channel *channel, grpc_call *parent,
                                                      uint32_t mask, grpc_completion_queue *queue,
                                                      void *registered, gpr_timespec deadline,
                                                      void *reserved);

static grpc_call *last_call;

void core_forget_last_call(void)
{
    if (last_call != NULL)
        grpc_call_unref(last_call);
    last_call = NULL;
}

grpc_call *__wrap_grpc_channel_create_registered_call(grpc_channel *channel, grpc_call *parent,
                                                      uint32_t mask, grpc_completion_queue *queue,
                                                      void *registered, gpr_timespec deadline,
                                                      void *reserved)
{
    core_forget_last_call();
    last_call = __real_grpc_channel_create_registered_call(channel, parent, mask, queue, registered,
                                                           deadline, reserved);
    grpc_call_ref(last_call);
    return last_call;
}

const char *core_last_answer_compression(void)
{
    return core_message_compression(last_call);
}
