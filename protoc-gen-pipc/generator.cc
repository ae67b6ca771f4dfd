#include "generator.h"

#include <google/protobuf/compiler/plugin.pb.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream.h>

#include <iostream>
#include <map>
#include <memory>
#include <utility>

#include "embedded_files.h"
#include "header_template.h"
#include "imports.h"
#include "messages.h"
#include "mock_header_template.h"
#include "mock_source_template.h"
#include "model_builder.h"
#include "options.h"
#include "scaffold.h"
#include "source_template.h"

namespace pipc_gen
{
namespace
{

using google::protobuf::FileDescriptor;
using google::protobuf::compiler::CodeGeneratorResponse;
using google::protobuf::compiler::GeneratorContext;

void WriteFile(const std::string &name, const std::string &text, GeneratorContext *context)
{
    std::unique_ptr<google::protobuf::io::ZeroCopyOutputStream> stream(context->Open(name));
    google::protobuf::io::CodedOutputStream coded(stream.get());
    coded.EnableAliasing(true);
    coded.WriteRawMaybeAliased(text.data(), static_cast<int>(text.size()));
}

std::string JoinLines(const std::vector<std::string> &lines)
{
    std::string text;
    for (const std::string &line : lines)
        text += (text.empty() ? "" : "\n") + line;
    return text;
}

// Two .proto files may differ in their extension only.
void CheckOutputs(const std::vector<File> &models, std::vector<std::string> *errors)
{
    std::map<std::string, std::string> paths;
    for (const File &model : models) {
        auto entered = paths.emplace(model.base, model.path);
        if (!entered.second)
            errors->push_back(model.path + ": its " + model.base + ".pipc.h is already that of " +
                              entered.first->second + "; rename one of them");
    }
}

bool HasOptionalField(const google::protobuf::Descriptor &message)
{
    bool has = message.real_oneof_decl_count() < message.oneof_decl_count();
    for (int i = 0; i < message.nested_type_count() && !has; i++)
        has = HasOptionalField(*message.nested_type(i));
    return has;
}

// protoc itself refuses --c_out for these: without a word that helps.
void NoteOptionalFields(const std::vector<const FileDescriptor *> &files)
{
    for (const FileDescriptor *file : files) {
        bool has = false;
        for (int i = 0; i < file->message_type_count() && !has; i++)
            has = HasOptionalField(*file->message_type(i));
        if (has)
            std::cerr << file->name()
                      << ": note: it has proto3 optional fields, for which protoc refuses --c_out; "
                         "make the messages by --pipc_opt=messages instead\n";
    }
}

// Takes each model to pieces once it is written: there may be many.
void WriteServices(const Options &options, const std::vector<const FileDescriptor *> &files,
                   std::vector<File> *models, GeneratorContext *context)
{
    FileEmbedder embedder;
    for (size_t i = 0; i < files.size(); i++) {
        File model = std::move((*models)[i]);
        if (!model.services.empty())
            model.embedded = embedder.FilesOf(*files[i]);
        WriteFile(model.base + ".pipc.h", RenderHeader(model), context);
        WriteFile(model.base + ".pipc.c", RenderSource(model), context);
        if (options.mock) {
            WriteFile(model.base + ".pipc-mock.h", RenderMockHeader(model), context);
            WriteFile(model.base + ".pipc-mock.c", RenderMockSource(model), context);
        }
    }
}

std::string Scaffold(const Options &options, const std::vector<const FileDescriptor *> &files,
                     const std::vector<File> &models)
{
    std::vector<ScaffoldInput> inputs;
    for (size_t i = 0; i < models.size(); i++)
        inputs.push_back({&models[i], ImportNames(*files[i])});
    return WriteScaffold(options, inputs);
}

} // namespace

bool Generator::Generate(const FileDescriptor *file, const std::string &parameter,
                         GeneratorContext *context, std::string *error) const
{
    return GenerateAll({file}, parameter, context, error);
}

bool Generator::GenerateAll(const std::vector<const FileDescriptor *> &files,
                            const std::string &parameter, GeneratorContext *context,
                            std::string *error) const
{
    Options options;
    *error = ParseOptions(parameter, &options);
    if (!error->empty())
        return false;

    std::vector<File> models;
    std::vector<std::string> errors;
    for (const FileDescriptor *file : files)
        models.push_back(BuildModel(*file, options, &errors));
    CheckOutputs(models, &errors);
    *error = JoinLines(errors);
    if (!error->empty())
        return false;

    CodeGeneratorResponse messages;
    if (options.messages)
        *error = GenerateMessages(files, options.messages_program, &messages);
    // The last that may be refused: it writes files of its own.
    if (error->empty() && options.has_scaffold)
        *error = Scaffold(options, files, models);
    if (!error->empty())
        return false;

    if (!options.messages)
        NoteOptionalFields(files);
    WriteServices(options, files, &models, context);
    for (const CodeGeneratorResponse::File &file : messages.file())
        WriteFile(file.name(), file.content(), context);
    return true;
}

uint64_t Generator::GetSupportedFeatures() const
{
    // How a field tells that it is there is protobuf-c's business: rpcs do not see it.
    return FEATURE_PROTO3_OPTIONAL;
}

} // namespace pipc_gen
