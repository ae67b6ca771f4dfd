#include "locations.h"

#include <google/protobuf/descriptor.pb.h>

#include <vector>

#include "comments.h"

namespace pipc_gen
{
namespace
{

using google::protobuf::FileDescriptorProto;
using google::protobuf::MethodDescriptorProto;
using google::protobuf::ServiceDescriptorProto;

std::vector<int> PathOf(const google::protobuf::ServiceDescriptor &service)
{
    return {FileDescriptorProto::kServiceFieldNumber, service.index()};
}

std::vector<int> PathOf(const google::protobuf::MethodDescriptor &method)
{
    std::vector<int> path = PathOf(*method.service());
    path.insert(path.end(), {ServiceDescriptorProto::kMethodFieldNumber, method.index()});
    return path;
}

std::string Start(const google::protobuf::SourceLocation &location)
{
    return ":" + std::to_string(location.start_line + 1) + ":" +
           std::to_string(location.start_column + 1);
}

std::string Locate(const google::protobuf::FileDescriptor &file, std::vector<int> path, int field)
{
    path.push_back(field);
    google::protobuf::SourceLocation location;
    bool known = file.GetSourceLocation(path, &location);
    return std::string(file.name()) + (known ? Start(location) : "");
}

template <typename Descriptor> CommentLines Comment(const Descriptor &descriptor)
{
    CommentLines lines;
    google::protobuf::SourceLocation location;
    if (!descriptor.GetSourceLocation(&location))
        return lines;
    for (const std::string &detached : location.leading_detached_comments)
        lines = JoinParagraphs(lines, CleanComment(detached));
    lines = JoinParagraphs(lines, CleanComment(location.leading_comments));
    return JoinParagraphs(lines, CleanComment(location.trailing_comments));
}

} // namespace

std::string NameLocation(const google::protobuf::ServiceDescriptor &service)
{
    return Locate(*service.file(), PathOf(service), ServiceDescriptorProto::kNameFieldNumber);
}

std::string NameLocation(const google::protobuf::MethodDescriptor &method)
{
    return Locate(*method.service()->file(), PathOf(method),
                  MethodDescriptorProto::kNameFieldNumber);
}

std::string NameLocation(const google::protobuf::FieldDescriptor &field)
{
    google::protobuf::SourceLocation location;
    bool known = field.GetSourceLocation(&location);
    return std::string(field.file()->name()) + (known ? Start(location) : "");
}

std::string RequestLocation(const google::protobuf::MethodDescriptor &method)
{
    return Locate(*method.service()->file(), PathOf(method),
                  MethodDescriptorProto::kInputTypeFieldNumber);
}

std::string ResponseLocation(const google::protobuf::MethodDescriptor &method)
{
    return Locate(*method.service()->file(), PathOf(method),
                  MethodDescriptorProto::kOutputTypeFieldNumber);
}

CommentLines CommentOf(const google::protobuf::ServiceDescriptor &service)
{
    return Comment(service);
}

CommentLines CommentOf(const google::protobuf::MethodDescriptor &method)
{
    return Comment(method);
}

} // namespace pipc_gen
