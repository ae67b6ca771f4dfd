// bench_cpp_async_server: gRPC C++, completion queues: one for each thread, and a thread for each
// processor that it may use.
#include <grpcpp/grpcpp.h>
#include <sched.h>

#include <thread>
#include <vector>

#include "common/server.h"
#include "cpp/async_calls.h"

namespace
{

// The calls of each kind that wait for the next one to come, on each queue. With more of them each
// call costs more: a core with assertions looks through all when one completes.
constexpr int kPosted = 8;

unsigned Processors()
{
    cpu_set_t processors;

    CPU_ZERO(&processors);
    sched_getaffinity(0, sizeof processors, &processors);
    return static_cast<unsigned>(CPU_COUNT(&processors));
}

void Poll(grpc::ServerCompletionQueue *queue)
{
    void *tag;
    bool ok;

    while (queue->Next(&tag, &ok))
        static_cast<Call *>(tag)->Proceed(ok);
}

} // namespace

int main()
{
    Summator::AsyncService summator;
    bench::Traffic::AsyncService traffic;
    std::vector<std::unique_ptr<grpc::ServerCompletionQueue>> queues;
    std::vector<std::thread> threads;
    int port = 0;

    server_prepare();
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&summator);
    builder.RegisterService(&traffic);
    for (unsigned i = 0; i < Processors(); i++)
        queues.push_back(builder.AddCompletionQueue());
    std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    for (auto &queue : queues) {
        for (int i = 0; i < kPosted; i++)
            PostCalls(&summator, &traffic, queue.get());
        threads.emplace_back(Poll, queue.get());
    }
    server_wait(port);
    _exit(0); // with whatever runs: how a server ends is not measured
}
