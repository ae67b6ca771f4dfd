// Writes a CodeGeneratorResponse piece by piece, so that no more than one file is held in memory.
#ifndef PROTOC_GEN_PIPC_RESPONSE_WRITER_H_
#define PROTOC_GEN_PIPC_RESPONSE_WRITER_H_

#include <google/protobuf/compiler/code_generator.h>
#include <google/protobuf/compiler/plugin.pb.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>

#include <string>

namespace pipc_gen
{

// The pieces of a serialized message, one after the other, are a serialized message: that of all
// their fields.
class ResponseWriter : public google::protobuf::compiler::GeneratorContext
{
public:
    explicit ResponseWriter(int out) : stream_(out) {}

    void SetFeatures(uint64_t features);
    void SetError(const std::string &error);

    // The file is part of the response when the stream is deleted.
    google::protobuf::io::ZeroCopyOutputStream *Open(const std::string &name) override;

    // Returns whether all was written.
    bool Finish();

private:
    class Entry;

    void Write(const google::protobuf::compiler::CodeGeneratorResponse &piece);

    google::protobuf::io::FileOutputStream stream_;
    bool failed_ = false;
};

} // namespace pipc_gen

#endif
