// bench_cpp_client: the clients of gRPC C++.
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstring>

#include "clients/client.h"
#include "common/measure.h"
#include "summator.grpc.pb.h"

namespace
{

Number1 Request()
{
    Number1 request;

    request.set_value1(3.5F);
    request.set_value2(4.25F);
    return request;
}

void SetDeadline(grpc::ClientContext *context)
{
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
}

void Check(const grpc::Status &status, const Number2 &response)
{
    if (!status.ok())
        measure_die("%s", status.error_message().c_str());
    client_check(response.value());
}

void CallAndWait(void *owner)
{
    grpc::ClientContext context;
    Number2 response;

    SetDeadline(&context);
    Check(static_cast<Summator::Stub *>(owner)->sum(&context, Request(), &response), response);
}

// One call after the other; deletes itself after the last.
class Pending final
{
public:
    explicit Pending(client_slot *slot) : slot_(slot), request_(Request()) {}

    void Begin()
    {
        auto *stub = static_cast<Summator::Stub *>(slot_->owner);

        context_ = std::make_unique<grpc::ClientContext>();
        SetDeadline(context_.get());
        client_started(slot_);
        stub->async()->sum(context_.get(), &request_, &response_,
                           [this](const grpc::Status &status) { Done(status); });
    }

private:
    void Done(const grpc::Status &status)
    {
        Check(status, response_);
        if (client_goes_on(slot_))
            Begin();
        else
            delete this;
    }

    client_slot *slot_;
    Number1 request_;
    Number2 response_;
    std::unique_ptr<grpc::ClientContext> context_;
};

void BeginPending(client_slot *slot)
{
    (new Pending(slot))->Begin();
}

} // namespace

int main(int argc, char **argv)
{
    client_options options = client_read_options(argc, argv);
    std::shared_ptr<grpc::Channel> channel = grpc::CreateChannel(
        "127.0.0.1:" + std::to_string(options.port), grpc::InsecureChannelCredentials());
    std::unique_ptr<Summator::Stub> stub = Summator::NewStub(channel);

    if (std::strcmp(options.kind, "blocking") == 0)
        client_run_blocking(&options, CallAndWait, stub.get());
    else if (std::strcmp(options.kind, "async") == 0)
        client_run_async(&options, BeginPending, stub.get());
    else
        measure_die("no client is called %s", options.kind);
    return 0;
}
