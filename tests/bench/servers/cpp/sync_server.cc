// bench_cpp_sync_server: gRPC C++, a handler blocks a thread.
#include <grpcpp/grpcpp.h>

#include "common/server.h"
#include "cpp/handlers.h"

namespace
{

class Calculator final : public Summator::Service
{
    grpc::Status sum(grpc::ServerContext *, const Number1 *request, Number2 *response) override
    {
        Add(*request, response);
        return grpc::Status::OK;
    }
};

class Traffic final : public bench::Traffic::Service
{
    grpc::Status Echo(grpc::ServerContext *, const bench::Payload *request,
                      bench::Payload *response) override
    {
        response->set_data(request->data());
        return grpc::Status::OK;
    }

    grpc::Status Download(grpc::ServerContext *, const bench::Count *request,
                          grpc::ServerWriter<bench::Payload> *writer) override
    {
        bench::Payload payload = SixteenBytes();

        for (uint32_t i = 0; i < request->value(); i++) {
            if (!writer->Write(payload))
                break;
        }
        return grpc::Status::OK;
    }

    grpc::Status Upload(grpc::ServerContext *, grpc::ServerReader<bench::Payload> *reader,
                        bench::Count *response) override
    {
        bench::Payload payload;
        uint32_t count = 0;

        while (reader->Read(&payload))
            count++;
        response->set_value(count);
        return grpc::Status::OK;
    }

    grpc::Status Chat(grpc::ServerContext *,
                      grpc::ServerReaderWriter<bench::Payload, bench::Payload> *stream) override
    {
        bench::Payload payload;

        while (stream->Read(&payload)) {
            if (!stream->Write(payload))
                break;
        }
        return grpc::Status::OK;
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
