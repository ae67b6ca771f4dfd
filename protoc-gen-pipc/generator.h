// The five steps: options, model, naming, templates, files.
#ifndef PROTOC_GEN_PIPC_GENERATOR_H_
#define PROTOC_GEN_PIPC_GENERATOR_H_

#include <google/protobuf/compiler/code_generator.h>

#include <string>
#include <vector>

namespace pipc_gen
{

class Generator : public google::protobuf::compiler::CodeGenerator
{
public:
    bool Generate(const google::protobuf::FileDescriptor *file, const std::string &parameter,
                  google::protobuf::compiler::GeneratorContext *context,
                  std::string *error) const override;

    // Nothing is written unless all files are in order; the errors of all are told at once.
    bool GenerateAll(const std::vector<const google::protobuf::FileDescriptor *> &files,
                     const std::string &parameter,
                     google::protobuf::compiler::GeneratorContext *context,
                     std::string *error) const override;

    uint64_t GetSupportedFeatures() const override;
};

} // namespace pipc_gen

#endif
