// What differs between the versions of libprotobuf, in one place.
#ifndef PROTOC_GEN_PIPC_COMPATIBILITY_H_
#define PROTOC_GEN_PIPC_COMPATIBILITY_H_

#include <google/protobuf/descriptor.h>

#include <string>

namespace pipc_gen
{

// Keeps what is wrong with a descriptor, each as "file: element: message".
class ErrorCollector : public google::protobuf::DescriptorPool::ErrorCollector
{
public:
#if GOOGLE_PROTOBUF_VERSION >= 4022000
    void RecordError(absl::string_view file, absl::string_view element,
                     const google::protobuf::Message *, ErrorLocation,
                     absl::string_view message) override
    {
        Add(std::string(file), std::string(element), std::string(message));
    }
#else
    void AddError(const std::string &file, const std::string &element,
                  const google::protobuf::Message *, ErrorLocation,
                  const std::string &message) override
    {
        Add(file, element, message);
    }
#endif

    const std::string &text() const
    {
        return text_;
    }

private:
    void Add(const std::string &file, const std::string &element, const std::string &message)
    {
        text_ += (text_.empty() ? "" : "\n") + file + ": " + element + ": " + message;
    }

    std::string text_;
};

} // namespace pipc_gen

#endif
