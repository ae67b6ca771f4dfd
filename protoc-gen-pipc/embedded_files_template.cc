#include "embedded_files_template.h"

#include <string_view>

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

void AppendRow(std::string_view bytes, std::string *out)
{
    constexpr char kHex[] = "0123456789abcdef";
    char items[6 * kWidestRow];
    char *end = items;
    for (char c : bytes) {
        auto byte = static_cast<unsigned char>(c);
        for (char part : {' ', '0', 'x', kHex[byte >> 4], kHex[byte & 15], ','})
            *end++ = part;
    }
    out->append("   ").append(items, static_cast<size_t>(end - items)).append(1, '\n');
}

// The rows of an initialiser. clang-format makes them as few as fit, then all but the last one as
// short as it can.
void AppendBytes(std::string_view bytes, std::string *out)
{
    size_t rows = (bytes.size() + kWidestRow - 1) / kWidestRow;
    size_t row = (bytes.size() + rows - 1) / rows;
    for (size_t at = 0; at < bytes.size(); at += row)
        AppendRow(bytes.substr(at, row), out);
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

void AddEmbeddedFiles(const std::vector<EmbeddedFile> &files, std::string *out)
{
    *out += kHeading;
    for (size_t i = 0; i < files.size(); i++) {
        std::string name = EmbeddedFileName(i);
        AddSubstituted(kBytesTop, {{"file", name}}, out);
        AppendBytes(*files[i].bytes, out);
        *out += kBottom;
        AddBrokenLines(RenderFile(files[i], name), out);
    }
}

std::string EmbeddedFileName(size_t index)
{
    return "pipc_file_" + std::to_string(index);
}

} // namespace pipc_gen
