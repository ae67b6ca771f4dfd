// The descriptors that a source carries for server reflection.
#ifndef PROTOC_GEN_PIPC_EMBEDDED_FILES_H_
#define PROTOC_GEN_PIPC_EMBEDDED_FILES_H_

#include <google/protobuf/descriptor.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model.h"

namespace pipc_gen
{

class FileEmbedder
{
public:
    // `file` and all that it imports, directly or not; what is imported comes first.
    std::vector<EmbeddedFile> FilesOf(const google::protobuf::FileDescriptor &file);

private:
    using Places = std::map<const google::protobuf::FileDescriptor *, size_t>;

    size_t Add(const google::protobuf::FileDescriptor &file, Places *places,
               std::vector<EmbeddedFile> *files);

    std::shared_ptr<const std::string> BytesOf(const google::protobuf::FileDescriptor &file);

    // Most files are imported by many.
    std::map<const google::protobuf::FileDescriptor *, std::shared_ptr<const std::string>> bytes_;
};

} // namespace pipc_gen

#endif
