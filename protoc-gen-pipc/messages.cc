#include "messages.h"

#include <google/protobuf/descriptor.pb.h>

#include <set>

#include "message_troubles.h"
#include "subprocess.h"

namespace pipc_gen
{
namespace
{

using google::protobuf::DescriptorProto;
using google::protobuf::FieldDescriptorProto;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using google::protobuf::SourceCodeInfo;
using google::protobuf::compiler::CodeGeneratorRequest;
using google::protobuf::compiler::CodeGeneratorResponse;

void ClearOptional(DescriptorProto *message)
{
    for (FieldDescriptorProto &field : *message->mutable_field())
        field.clear_proto3_optional();
    for (DescriptorProto &nested : *message->mutable_nested_type())
        ClearOptional(&nested);
}

void AddFile(const FileDescriptor &file, CodeGeneratorRequest *request)
{
    FileDescriptorProto *proto = request->add_proto_file();
    file.CopyTo(proto);
    file.CopyJsonNameTo(proto);
    file.CopySourceCodeInfoTo(proto); // with the comments
    proto->clear_service();
    for (DescriptorProto &message : *proto->mutable_message_type())
        ClearOptional(&message);
}

// A file may come only after all that it imports.
void AddWithImports(const FileDescriptor &file, std::set<const FileDescriptor *> *added,
                    CodeGeneratorRequest *request)
{
    if (!added->insert(&file).second)
        return;
    for (int i = 0; i < file.dependency_count(); i++)
        AddWithImports(*file.dependency(i), added, request);
    AddFile(file, request);
}

std::string Ask(const std::vector<const FileDescriptor *> &files, const std::string &program,
                Exit *exit)
{
    CodeGeneratorRequest request;
    std::set<const FileDescriptor *> added;
    for (const FileDescriptor *file : files) {
        request.add_file_to_generate(std::string(file->name()));
        AddWithImports(*file, &added, &request);
    }
    return RunProgram(program, request.SerializeAsString(), exit);
}

// Which of `files` it was that killed `program`, and why if that is known.
std::string ExplainCrash(const std::vector<const FileDescriptor *> &files,
                         const std::string &program, const Exit &exit)
{
    std::string text;
    for (const FileDescriptor *file : files) {
        Exit alone = exit;
        if (files.size() > 1 && !Ask({file}, program, &alone).empty())
            continue;
        if (alone.signal == 0)
            continue;
        text += (text.empty() ? "" : "\n") + std::string(file->name()) + ": " + program +
                " crashes on it (" + alone.signal_name + ")";
        std::vector<std::string> troubles = MessageTroubles(*file);
        for (const std::string &trouble : troubles)
            text += "\n" + trouble;
    }
    return text.empty() ? program + " crashes (" + exit.signal_name + ")" : text;
}

// What the program has said, on lines of its own.
std::string Quote(const std::string &said)
{
    size_t end = said.find_last_not_of(" \r\n");
    return end == std::string::npos ? "" : ":\n" + said.substr(0, end + 1);
}

} // namespace

std::string GenerateMessages(const std::vector<const FileDescriptor *> &files,
                             const std::string &program, CodeGeneratorResponse *response)
{
    Exit exit;
    std::string error = Ask(files, program, &exit);
    if (!error.empty())
        return error + "; install it, or give its path: --pipc_opt=messages=PATH";
    if (exit.signal != 0)
        return ExplainCrash(files, program, exit) + Quote(exit.standard_error);
    if (exit.status != 0)
        return program + " ends with status " + std::to_string(exit.status) +
               Quote(exit.standard_error);
    if (!response->ParseFromString(exit.standard_output))
        return program + " answers with something that is no CodeGeneratorResponse" +
               Quote(exit.standard_error);
    if (response->has_error())
        return program + ": " + response->error();
    return "";
}

} // namespace pipc_gen
