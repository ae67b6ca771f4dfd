#include "generator.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream.h>

#include <memory>

#include "header_template.h"
#include "imports.h"
#include "model_builder.h"
#include "options.h"
#include "scaffold.h"
#include "source_template.h"

namespace pipc_gen
{
namespace
{

using google::protobuf::FileDescriptor;
using google::protobuf::compiler::GeneratorContext;

void WriteFile(const std::string &name, const std::string &text, GeneratorContext *context)
{
    std::unique_ptr<google::protobuf::io::ZeroCopyOutputStream> stream(context->Open(name));
    google::protobuf::io::CodedOutputStream(stream.get()).WriteString(text);
}

std::string JoinLines(const std::vector<std::string> &lines)
{
    std::string text;
    for (const std::string &line : lines)
        text += (text.empty() ? "" : "\n") + line;
    return text;
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
        models.push_back(BuildModel(*file, &errors));
    *error = JoinLines(errors);
    if (!error->empty())
        return false;

    if (options.has_scaffold)
        *error = Scaffold(options, files, models);
    if (!error->empty())
        return false;

    for (const File &model : models) {
        WriteFile(model.base + ".pipc.h", RenderHeader(model), context);
        WriteFile(model.base + ".pipc.c", RenderSource(model), context);
    }
    return true;
}

uint64_t Generator::GetSupportedFeatures() const
{
    // How a field tells that it is there is protobuf-c's business: rpcs do not see it.
    return FEATURE_PROTO3_OPTIONAL;
}

} // namespace pipc_gen
