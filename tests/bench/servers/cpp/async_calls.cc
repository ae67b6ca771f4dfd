#include "cpp/async_calls.h"

namespace
{

using bench::Count;
using bench::Payload;
using Queue = grpc::ServerCompletionQueue;
using Traffic = bench::Traffic::AsyncService;

class Sum final : public Call
{
public:
    Sum(Summator::AsyncService *service, Queue *queue)
        : service_(service), queue_(queue), writer_(&context_)
    {
        service->Requestsum(&context_, &request_, &writer_, queue, queue, this);
    }

    void Proceed(bool ok) override
    {
        if (!ok || answered_) {
            delete this;
            return;
        }
        new Sum(service_, queue_);
        Number2 response;
        Add(request_, &response);
        answered_ = true;
        writer_.Finish(response, grpc::Status::OK, this);
    }

private:
    Summator::AsyncService *service_;
    Queue *queue_;
    grpc::ServerContext context_;
    grpc::ServerAsyncResponseWriter<Number2> writer_;
    Number1 request_;
    bool answered_ = false;
};

class Echo final : public Call
{
public:
    Echo(Traffic *service, Queue *queue) : service_(service), queue_(queue), writer_(&context_)
    {
        service->RequestEcho(&context_, &request_, &writer_, queue, queue, this);
    }

    void Proceed(bool ok) override
    {
        if (!ok || answered_) {
            delete this;
            return;
        }
        new Echo(service_, queue_);
        Payload response;
        response.set_data(request_.data());
        answered_ = true;
        writer_.Finish(response, grpc::Status::OK, this);
    }

private:
    Traffic *service_;
    Queue *queue_;
    grpc::ServerContext context_;
    grpc::ServerAsyncResponseWriter<Payload> writer_;
    Payload request_;
    bool answered_ = false;
};

class Download final : public Call
{
public:
    Download(Traffic *service, Queue *queue)
        : service_(service), queue_(queue), writer_(&context_), payload_(SixteenBytes())
    {
        service->RequestDownload(&context_, &request_, &writer_, queue, queue, this);
    }

    void Proceed(bool ok) override
    {
        if (!ok || finished_) {
            delete this;
            return;
        }
        if (!begun_)
            new Download(service_, queue_);
        begun_ = true;
        if (sent_ + 1 < request_.value()) {
            sent_++;
            writer_.Write(payload_, this);
            return;
        }
        finished_ = true;
        writer_.WriteAndFinish(payload_, grpc::WriteOptions(), grpc::Status::OK, this);
    }

private:
    Traffic *service_;
    Queue *queue_;
    grpc::ServerContext context_;
    grpc::ServerAsyncWriter<Payload> writer_;
    Payload payload_;
    Count request_;
    uint32_t sent_ = 0;
    bool begun_ = false;
    bool finished_ = false;
};

class Upload final : public Call
{
public:
    Upload(Traffic *service, Queue *queue) : service_(service), queue_(queue), reader_(&context_)
    {
        service->RequestUpload(&context_, &reader_, queue, queue, this);
    }

    void Proceed(bool ok) override
    {
        if (finished_ || (!begun_ && !ok)) {
            delete this;
        } else if (!begun_) {
            begun_ = true;
            new Upload(service_, queue_);
            reader_.Read(&payload_, this);
        } else if (ok) {
            response_.set_value(response_.value() + 1);
            reader_.Read(&payload_, this);
        } else {
            finished_ = true;
            reader_.Finish(response_, grpc::Status::OK, this);
        }
    }

private:
    Traffic *service_;
    Queue *queue_;
    grpc::ServerContext context_;
    grpc::ServerAsyncReader<Count, Payload> reader_;
    Payload payload_;
    Count response_;
    bool begun_ = false;
    bool finished_ = false;
};

class Chat final : public Call
{
public:
    Chat(Traffic *service, Queue *queue) : service_(service), queue_(queue), stream_(&context_)
    {
        service->RequestChat(&context_, &stream_, queue, queue, this);
    }

    void Proceed(bool ok) override
    {
        if (state_ == State::kFinished || (state_ == State::kPosted && !ok)) {
            delete this;
        } else if (!ok) {
            state_ = State::kFinished;
            stream_.Finish(grpc::Status::OK, this);
        } else if (state_ == State::kReading) {
            state_ = State::kWriting;
            stream_.Write(payload_, this);
        } else {
            if (state_ == State::kPosted)
                new Chat(service_, queue_);
            state_ = State::kReading;
            stream_.Read(&payload_, this);
        }
    }

private:
    enum class State { kPosted, kReading, kWriting, kFinished };

    Traffic *service_;
    Queue *queue_;
    grpc::ServerContext context_;
    grpc::ServerAsyncReaderWriter<Payload, Payload> stream_;
    Payload payload_;
    State state_ = State::kPosted;
};

} // namespace

void PostCalls(Summator::AsyncService *summator, bench::Traffic::AsyncService *traffic,
               grpc::ServerCompletionQueue *queue)
{
    new Sum(summator, queue);
    new Echo(traffic, queue);
    new Download(traffic, queue);
    new Upload(traffic, queue);
    new Chat(traffic, queue);
}
