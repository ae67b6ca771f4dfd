// bench_cpp_callback_server: gRPC C++, reactors.
#include <grpcpp/grpcpp.h>

#include "common/server.h"
#include "cpp/handlers.h"

namespace
{

class Downloader final : public grpc::ServerWriteReactor<bench::Payload>
{
public:
    explicit Downloader(uint32_t count) : count_(count), payload_(SixteenBytes())
    {
        Next();
    }

    void OnWriteDone(bool ok) override
    {
        if (ok)
            Next();
        else
            Finish(grpc::Status::CANCELLED);
    }

    void OnDone() override
    {
        delete this;
    }

private:
    void Next()
    {
        if (count_ == 0)
            Finish(grpc::Status::OK);
        else if (--count_ == 0)
            StartWriteAndFinish(&payload_, grpc::WriteOptions(), grpc::Status::OK);
        else
            StartWrite(&payload_);
    }

    uint32_t count_;
    bench::Payload payload_;
};

class Uploader final : public grpc::ServerReadReactor<bench::Payload>
{
public:
    explicit Uploader(bench::Count *response) : response_(response)
    {
        StartRead(&payload_);
    }

    void OnReadDone(bool ok) override
    {
        if (ok) {
            count_++;
            StartRead(&payload_);
        } else {
            response_->set_value(count_);
            Finish(grpc::Status::OK);
        }
    }

    void OnDone() override
    {
        delete this;
    }

private:
    bench::Count *response_;
    bench::Payload payload_;
    uint32_t count_ = 0;
};

class Chatter final : public grpc::ServerBidiReactor<bench::Payload, bench::Payload>
{
public:
    Chatter()
    {
        StartRead(&payload_);
    }

    void OnReadDone(bool ok) override
    {
        if (ok)
            StartWrite(&payload_);
        else
            Finish(grpc::Status::OK);
    }

    void OnWriteDone(bool ok) override
    {
        if (ok)
            StartRead(&payload_);
        else
            Finish(grpc::Status::CANCELLED);
    }

    void OnDone() override
    {
        delete this;
    }

private:
    bench::Payload payload_;
};

class Calculator final : public Summator::CallbackService
{
    grpc::ServerUnaryReactor *sum(grpc::CallbackServerContext *context, const Number1 *request,
                                  Number2 *response) override
    {
        grpc::ServerUnaryReactor *reactor = context->DefaultReactor();

        Add(*request, response);
        reactor->Finish(grpc::Status::OK);
        return reactor;
    }
};

class Traffic final : public bench::Traffic::CallbackService
{
    grpc::ServerUnaryReactor *Echo(grpc::CallbackServerContext *context,
                                   const bench::Payload *request, bench::Payload *response) override
    {
        grpc::ServerUnaryReactor *reactor = context->DefaultReactor();

        response->set_data(request->data());
        reactor->Finish(grpc::Status::OK);
        return reactor;
    }

    grpc::ServerWriteReactor<bench::Payload> *Download(grpc::CallbackServerContext *,
                                                       const bench::Count *request) override
    {
        return new Downloader(request->value());
    }

    grpc::ServerReadReactor<bench::Payload> *Upload(grpc::CallbackServerContext *,
                                                    bench::Count *response) override
    {
        return new Uploader(response);
    }

    grpc::ServerBidiReactor<bench::Payload, bench::Payload> *
    Chat(grpc::CallbackServerContext *) override
    {
        return new Chatter;
    }
};

} // namespace

int main()
{
    Calculator calculator;
    Traffic traffic;
    int port = 0;

    server_prepare();
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&calculator);
    builder.RegisterService(&traffic);
    std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    server_wait(port);
    _exit(0); // with whatever runs: how a server ends is not measured
}
