// Where things stand in their .proto file, and what is written beside them.
#ifndef PROTOC_GEN_PIPC_LOCATIONS_H_
#define PROTOC_GEN_PIPC_LOCATIONS_H_

#include <google/protobuf/descriptor.h>

#include <string>

#include "model.h"

namespace pipc_gen
{

// "file:line:column" of a part of a service or method; "file" when the .proto came without.
std::string NameLocation(const google::protobuf::ServiceDescriptor &service);
std::string NameLocation(const google::protobuf::MethodDescriptor &method);
std::string NameLocation(const google::protobuf::FieldDescriptor &field);
std::string RequestLocation(const google::protobuf::MethodDescriptor &method);
std::string ResponseLocation(const google::protobuf::MethodDescriptor &method);

// The detached, leading and trailing comments, in this order.
CommentLines CommentOf(const google::protobuf::ServiceDescriptor &service);
CommentLines CommentOf(const google::protobuf::MethodDescriptor &method);

} // namespace pipc_gen

#endif
