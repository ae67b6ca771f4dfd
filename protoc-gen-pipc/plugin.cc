#include "plugin.h"

#include <google/protobuf/compiler/plugin.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "compatibility.h"
#include "generator.h"
#include "options.h"
#include "response_writer.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace pipc_gen
{
namespace
{

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using google::protobuf::SourceCodeInfo;
using google::protobuf::compiler::CodeGeneratorRequest;

int Complain(const std::string &message)
{
    std::cerr << "protoc-gen-pipc: " << message << "\n";
    return 1;
}

// What the texts of a file took is what those of the next one take: giving it back to the system in
// between, as malloc does by default, may cost as much as making them.
void KeepMemory()
{
#ifdef __GLIBC__
    constexpr int kMost = 32 << 20;
    mallopt(M_TRIM_THRESHOLD, kMost);
    mallopt(M_MMAP_THRESHOLD, kMost);
#endif
}

// Keeps of where things stand and what is written beside them what the generator looks at: it is
// most of a request.
void DropSourceInfo(FileDescriptorProto *file)
{
    auto *locations = file->mutable_source_code_info()->mutable_location();
    int kept = 0;
    for (int i = 0; i < locations->size(); i++) {
        const SourceCodeInfo::Location &location = locations->Get(i);
        if (location.path_size() > 0 &&
            location.path(0) == FileDescriptorProto::kServiceFieldNumber)
            locations->SwapElements(kept++, i);
    }
    locations->DeleteSubrange(kept, locations->size() - kept);
}

// What is wrong with the rules of fields is told with its place.
bool MayHaveRules(const FileDescriptorProto &file)
{
    const auto &imports = file.dependency();
    return std::find(imports.begin(), imports.end(), "pipc/validate.proto") != imports.end();
}

// Empty, or why the language of `file` cannot be read.
std::string SyntaxError(const FileDescriptorProto &file)
{
    const std::string &syntax = file.syntax();
    if (syntax.empty() || syntax == "proto2" || syntax == "proto3")
        return "";
    std::string what = syntax == "editions" ? "editions" : "the syntax \"" + syntax + "\"";
    return std::string(file.name()) + ": protobuf-c does not know " + what +
           "; write it in proto2 or proto3";
}

// Moves the files of `request` to `pool`; returns what is wrong with them.
std::string BuildFiles(CodeGeneratorRequest *request, bool all_source_info, DescriptorPool *pool)
{
    for (FileDescriptorProto &file : *request->mutable_proto_file()) {
        std::string error = SyntaxError(file);
        if (!error.empty())
            return error;
        FileDescriptorProto proto;
        proto.Swap(&file);
        if (!all_source_info && !MayHaveRules(proto))
            DropSourceInfo(&proto);
        ErrorCollector errors;
        if (pool->BuildFileCollectingErrors(proto, &errors) == nullptr)
            return errors.text();
    }
    return "";
}

std::string FindFiles(const CodeGeneratorRequest &request, const DescriptorPool &pool,
                      std::vector<const FileDescriptor *> *files)
{
    for (const std::string &name : request.file_to_generate()) {
        files->push_back(pool.FindFileByName(name));
        if (files->back() == nullptr)
            return name + ": it is to be generated, but the request does not describe it";
    }
    return "";
}

// Returns the error for the response.
std::string Generate(CodeGeneratorRequest *request, ResponseWriter *writer)
{
    Options options;
    std::string error = ParseOptions(request->parameter(), &options);
    if (!error.empty())
        return error;
    // Never freed: that would take time, and the program is about to end.
    DescriptorPool &pool = *new DescriptorPool;
    error = BuildFiles(request, options.messages, &pool);
    if (!error.empty())
        return error;
    std::vector<const FileDescriptor *> files;
    error = FindFiles(*request, pool, &files);
    if (error.empty())
        Generator().GenerateAll(files, request->parameter(), writer, &error);
    return error;
}

} // namespace

int RunPlugin(int in, int out)
{
    KeepMemory();
    CodeGeneratorRequest request;
    if (!request.ParseFromFileDescriptor(in))
        return Complain("standard input is not a CodeGeneratorRequest, or ends in the middle of "
                        "one; see protoc-gen-pipc --help");
    if (request.file_to_generate_size() == 0)
        return Complain("nothing to generate; it is protoc that runs this program, see "
                        "protoc-gen-pipc --help");
    ResponseWriter writer(out);
    writer.SetFeatures(Generator().GetSupportedFeatures());
    std::string error = Generate(&request, &writer);
    if (!error.empty())
        writer.SetError(error);
    return writer.Finish() ? 0 : Complain("cannot write to standard output");
}

} // namespace pipc_gen
