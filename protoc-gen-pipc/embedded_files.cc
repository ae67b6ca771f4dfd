#include "embedded_files.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "json_names.h"

namespace pipc_gen
{
namespace
{

using google::protobuf::DescriptorProto;
using google::protobuf::FieldDescriptorProto;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;

// protoc states the default names too: who reads the descriptor makes them himself.
template <typename Fields> void DropDefaultJsonNames(Fields *fields)
{
    for (FieldDescriptorProto &field : *fields) {
        if (field.json_name() == DefaultJsonName(std::string(field.name())))
            field.clear_json_name();
    }
}

void DropDefaultJsonNames(DescriptorProto *message)
{
    DropDefaultJsonNames(message->mutable_field());
    DropDefaultJsonNames(message->mutable_extension());
    for (DescriptorProto &nested : *message->mutable_nested_type())
        DropDefaultJsonNames(&nested);
}

std::string Serialize(const FileDescriptorProto &proto)
{
    std::string bytes;
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    proto.SerializeToCodedStream(&coded);
    coded.Trim();
    return bytes;
}

} // namespace

std::vector<EmbeddedFile> FileEmbedder::FilesOf(const FileDescriptor &file)
{
    Places places;
    std::vector<EmbeddedFile> files;
    Add(file, &places, &files);
    return files;
}

size_t FileEmbedder::Add(const FileDescriptor &file, Places *places,
                         std::vector<EmbeddedFile> *files)
{
    auto known = places->find(&file);
    if (known != places->end())
        return known->second;
    EmbeddedFile embedded;
    embedded.name = std::string(file.name());
    for (int i = 0; i < file.dependency_count(); i++)
        embedded.dependencies.push_back(Add(*file.dependency(i), places, files));
    embedded.bytes = BytesOf(file);
    files->push_back(std::move(embedded));
    return (*places)[&file] = files->size() - 1;
}

std::shared_ptr<const std::string> FileEmbedder::BytesOf(const FileDescriptor &file)
{
    std::shared_ptr<const std::string> &bytes = bytes_[&file];
    if (bytes != nullptr)
        return bytes;
    FileDescriptorProto proto;
    file.CopyTo(&proto); // leaves out source_code_info
    file.CopyJsonNameTo(&proto);
    for (DescriptorProto &message : *proto.mutable_message_type())
        DropDefaultJsonNames(&message);
    DropDefaultJsonNames(proto.mutable_extension());
    return bytes = std::make_shared<const std::string>(Serialize(proto));
}

} // namespace pipc_gen
