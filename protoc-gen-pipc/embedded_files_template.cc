#include "embedded_files_template.h"

#include "line_breaker.h"
#include "substitute.h"

namespace pipc_gen
{
namespace
{

constexpr const char *kHeading = R"(
/* The descriptors of this file and of all that it imports, as server reflection tells them. */
)";

constexpr const char *kBytesTop = R"(
static const uint8_t $file$_bytes[] = {
)";

constexpr const char *kBottom = R"(};
)";

constexpr const char *kDependenciesTop = R"(
static const pipc_grpc_file *const $file$_dependencies[] = {
)";

constexpr const char *kDependency = R"(    &$file$,
)";

constexpr const char *kFile = R"(
static const pipc_grpc_file $file$ = {
    .name = "$name$",
    .bytes = $file$_bytes,
    .length = sizeof $file$_bytes,
$dependencies$};
)";

constexpr const char *kDependenciesMembers =
    R"(    .dependency_count = PIPC_ARRAY_SIZE($file$_dependencies),
    .dependencies = $file$_dependencies,
)";

constexpr size_t kWidestRow = 16;

// The rows of an initialiser. clang-format makes them as few as fit, then all but the last one as
// short as it can.
void AppendBytes(const std::string &bytes, std::string *out)
{
    constexpr char kHex[] = "0123456789abcdef";
    size_t rows = (bytes.size() + kWidestRow - 1) / kWidestRow;
    size_t row = (bytes.size() + rows - 1) / rows;
    out->reserve(out->size() + 7 * bytes.size());
    for (size_t i = 0; i < bytes.size(); i++) {
        auto byte = static_cast<unsigned char>(bytes[i]);
        const char item[] = {'0', 'x', kHex[byte >> 4], kHex[byte & 15], ','};
        out->append(i % row == 0 ? "    " : " ");
        out->append(item, sizeof item);
        if ((i + 1) % row == 0 || i + 1 == bytes.size())
            *out += '\n';
    }
}

std::string RenderDependencies(const EmbeddedFile &file, const std::string &name)
{
    std::string text = Substitute(kDependenciesTop, {{"file", name}});
    for (size_t dependency : file.dependencies)
        text += Substitute(kDependency, {{"file", EmbeddedFileName(dependency)}});
    return text + kBottom;
}

std::string RenderFile(const EmbeddedFile &file, const std::string &name)
{
    bool alone = file.dependencies.empty();
    std::string text = alone ? "" : RenderDependencies(file, name);
    std::string members = alone ? "" : Substitute(kDependenciesMembers, {{"file", name}});
    return text +
           Substitute(kFile, {{"file", name}, {"name", file.name}, {"dependencies", members}});
}

} // namespace

std::string RenderEmbeddedFiles(const std::vector<EmbeddedFile> &files)
{
    std::string text = kHeading;
    for (size_t i = 0; i < files.size(); i++) {
        std::string name = EmbeddedFileName(i);
        text += Substitute(kBytesTop, {{"file", name}});
        AppendBytes(*files[i].bytes, &text);
        text += kBottom + BreakLines(RenderFile(files[i], name));
    }
    return text;
}

std::string EmbeddedFileName(size_t index)
{
    return "pipc_file_" + std::to_string(index);
}

} // namespace pipc_gen
