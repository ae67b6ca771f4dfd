#include "response_writer.h"

#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

namespace pipc_gen
{

using google::protobuf::compiler::CodeGeneratorResponse;
using google::protobuf::io::ZeroCopyOutputStream;

class ResponseWriter::Entry : public ZeroCopyOutputStream
{
public:
    Entry(ResponseWriter *writer, const std::string &name)
        : writer_(*writer), file_(*piece_.add_file()), stream_(file_.mutable_content())
    {
        file_.set_name(name);
    }

    ~Entry() override
    {
        writer_.Write(piece_);
    }

    bool Next(void **data, int *size) override
    {
        return stream_.Next(data, size);
    }

    void BackUp(int count) override
    {
        stream_.BackUp(count);
    }

    // Taken at once, without the buffers between.
    bool WriteAliasedRaw(const void *data, int size) override
    {
        file_.mutable_content()->append(static_cast<const char *>(data), static_cast<size_t>(size));
        return true;
    }

    bool AllowsAliasing() const override
    {
        return true;
    }

    int64_t ByteCount() const override
    {
        return stream_.ByteCount();
    }

private:
    ResponseWriter &writer_;
    CodeGeneratorResponse piece_;
    CodeGeneratorResponse::File &file_;
    google::protobuf::io::StringOutputStream stream_;
};

void ResponseWriter::SetFeatures(uint64_t features)
{
    CodeGeneratorResponse piece;
    piece.set_supported_features(features);
    Write(piece);
}

void ResponseWriter::SetError(const std::string &error)
{
    CodeGeneratorResponse piece;
    piece.set_error(error);
    Write(piece);
}

ZeroCopyOutputStream *ResponseWriter::Open(const std::string &name)
{
    return new Entry(this, name);
}

void ResponseWriter::Write(const CodeGeneratorResponse &piece)
{
    failed_ = !piece.SerializeToZeroCopyStream(&stream_) || failed_;
}

bool ResponseWriter::Finish()
{
    return stream_.Flush() && !failed_;
}

} // namespace pipc_gen
