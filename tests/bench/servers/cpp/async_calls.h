// The calls of the asynchronous server: each is its own tag.
#ifndef BENCH_SERVERS_CPP_ASYNC_CALLS_H_
#define BENCH_SERVERS_CPP_ASYNC_CALLS_H_

#include <grpcpp/grpcpp.h>

#include "cpp/handlers.h"

class Call
{
public:
    virtual ~Call() = default;
    virtual void Proceed(bool ok) = 0;
};

// Has one call of each method wait for the next one that comes.
void PostCalls(Summator::AsyncService *summator, bench::Traffic::AsyncService *traffic,
               grpc::ServerCompletionQueue *queue);

#endif
