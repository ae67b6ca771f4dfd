// The plugin, given any bytes for protoc's request: files, an error with its reason, or nothing.
#include <google/protobuf/compiler/plugin.h>
#include <google/protobuf/compiler/plugin.pb.h>

#include <string>

#include "fuzz.h"
#include "generator.h"

namespace
{

using google::protobuf::compiler::CodeGeneratorRequest;
using google::protobuf::compiler::CodeGeneratorResponse;

void CheckFile(const CodeGeneratorResponse::File &file)
{
    const std::string &text = file.content();
    FUZZ_CHECK(file.name().size() > 7);
    FUZZ_CHECK(text.compare(0, 2, "/*") == 0);
    FUZZ_CHECK(text.back() == '\n');
    FUZZ_CHECK(text.find('\0') == std::string::npos);
}

// The same request gives the same answer, and each file comes as header and source or not at all.
void CheckAnswer(const CodeGeneratorRequest &request)
{
    pipc_gen::Generator generator;
    CodeGeneratorResponse response;
    CodeGeneratorResponse again;
    std::string error;
    if (!GenerateCode(request, generator, &response, &error))
        return; // libprotoc would not take it
    FUZZ_CHECK(GenerateCode(request, generator, &again, &error));
    FUZZ_CHECK(response.SerializeAsString() == again.SerializeAsString());
    if (response.has_error()) {
        FUZZ_CHECK(!response.error().empty() && response.file_size() == 0);
        return;
    }
    FUZZ_CHECK(response.file_size() == 2 * request.file_to_generate_size());
    for (const CodeGeneratorResponse::File &file : response.file())
        CheckFile(file);
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const auto ignored = google::protobuf::SetLogHandler(nullptr);
    (void)ignored;
    CodeGeneratorRequest request;
    if (request.ParseFromArray(data, static_cast<int>(size)))
        CheckAnswer(request);
    return 0;
}
