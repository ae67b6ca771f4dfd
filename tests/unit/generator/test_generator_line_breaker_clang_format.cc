// Generated files of names of all lengths, compared with what clang-format makes of them.
#include <iostream>

#include "cmocka_cc.h"
#include "header_template.h"
#include "line_breaker.h"
#include "mock_header_template.h"
#include "mock_source_template.h"
#include "model.h"
#include "naming.h"
#include "programs.h"
#include "source_template.h"

using namespace pipc_gen;

static constexpr size_t kFiles = 150;
static constexpr std::string_view kLower = "xab_1";
static constexpr std::string_view kUpper = "XAB_1";
static constexpr std::string_view kCamel = "XabCd_";
static constexpr std::string_view kPath = "xabcd.";
static constexpr std::string_view kText = "words and more/less of it.";

static Message RandomMessage(Chance *chance, size_t longest)
{
    Message message;
    message.type = chance->Word(kCamel, 1 + chance->Below(longest));
    message.descriptor = chance->Word(kLower, 1 + chance->Below(longest)) + "__descriptor";
    message.free_function = chance->Word(kLower, 1 + chance->Below(longest));
    return message;
}

static Method RandomMethod(Chance *chance, size_t longest, const std::string &prefix)
{
    std::string name = chance->Word(kLower, 1 + chance->Below(longest));
    Method method;
    method.signature = "rpc " + name + " (" + chance->Word(kCamel, 1 + chance->Below(longest)) +
                       ") returns (" + chance->Word(kCamel, 1 + chance->Below(longest)) + ")";
    method.path = "/" + chance->Word(kPath, 1 + chance->Below(longest)) + "/" + name;
    method.kind = static_cast<MethodKind>(chance->Below(4));
    method.idempotency = static_cast<Idempotency>(chance->Below(3));
    method.deprecated = chance->Below(3) == 0;
    method.request = RandomMessage(chance, longest);
    method.response = RandomMessage(chance, longest);
    for (size_t lines = chance->Below(4); lines > 0; lines--)
        method.comment.push_back(chance->Word(kText, 1 + chance->Below(3 * longest)) + ".");
    method.path_macro = chance->Word(kUpper, 1 + chance->Below(longest));
    method.slot = name;
    method.invoke_function = prefix + "_invoke_" + name;
    method.client_function = prefix + "_client_" + name;
    method.async_function = method.client_function + "_async";
    method.client_listener = method.client_function + "_listener";
    method.client_stream = method.client_function + "_" + ClientStreamRole(method.kind);
    method.server_stream = prefix + "_" + name + "_" + ServerStreamRole(method.kind);
    method.server_listener = prefix + "_" + name + "_listener";
    method.listen_function = prefix + "_" + name + "_listen";
    method.mock = MockName(prefix) + "_" + name;
    return method;
}

static std::vector<EmbeddedFile> RandomEmbedded(Chance *chance, size_t longest)
{
    std::vector<EmbeddedFile> files(1 + chance->Below(3));
    for (size_t i = 0; i < files.size(); i++) {
        std::string bytes;
        for (size_t length = 6 + chance->Below(300); bytes.size() < length;)
            bytes += static_cast<char>(chance->Below(256));
        files[i].name = chance->Word(kPath, 1 + chance->Below(longest));
        files[i].bytes = std::make_shared<const std::string>(bytes);
        for (size_t d = 0; d < i; d++)
            files[i].dependencies.push_back(d);
    }
    return files;
}

static File RandomFile(Chance *chance)
{
    size_t longest = chance->Below(4) == 0 ? 120 : 60;
    File file;
    file.path = chance->Word(kPath, 1 + chance->Below(longest)) + ".proto";
    file.base = chance->Word(kLower, 1 + chance->Below(longest));
    file.guard = chance->Word(kUpper, 1 + chance->Below(longest));
    file.mock_guard = chance->Word(kUpper, 1 + chance->Below(longest));
    file.message_headers = {"a.pb-c.h", file.base + ".pb-c.h"};
    for (size_t services = 1 + chance->Below(2); services > 0; services--) {
        Service service;
        service.name = chance->Word(kCamel, 1 + chance->Below(longest));
        service.full_name = chance->Word(kPath, 1 + chance->Below(longest));
        service.prefix = chance->Word(kLower, 1 + chance->Below(longest));
        service.mock = MockName(service.prefix);
        service.name_macro = chance->Word(kUpper, 1 + chance->Below(longest));
        for (size_t methods = chance->Below(5); methods > 0; methods--)
            service.methods.push_back(RandomMethod(chance, longest, service.prefix));
        file.services.push_back(service);
    }
    file.embedded = RandomEmbedded(chance, longest);
    return file;
}

static void CheckSame(const std::string &path, const std::string &before)
{
    std::string after = ReadText(path);
    if (after == before)
        return;
    std::cerr << "ours:\n" << before << "clang-format's:\n" << after;
    fail_msg("clang-format changes %s", path.c_str());
}

static void clang_format_changes_nothing(void **)
{
    if (std::string(PIPC_CLANG_FORMAT).find("NOTFOUND") != std::string::npos) {
        std::cout << "clang_format_changes_nothing: no clang-format 14 here\n";
        skip();
    }
    Chance chance(7);
    TemporaryFolder folder;
    WriteText(folder.Path(".clang-format"), ReadText(PIPC_STYLE_FILE));
    std::string command = PIPC_CLANG_FORMAT " -i --style=file";
    std::vector<std::pair<std::string, std::string>> texts;
    for (size_t i = 0; i < kFiles; i++) {
        File file = RandomFile(&chance);
        std::string stem = folder.Path("f" + std::to_string(i));
        texts.emplace_back(stem + ".pipc.h", RenderHeader(file));
        texts.emplace_back(stem + ".pipc.c", RenderSource(file));
        texts.emplace_back(stem + ".pipc-mock.h", RenderMockHeader(file));
        texts.emplace_back(stem + ".pipc-mock.c", RenderMockSource(file));
    }
    for (const auto &text : texts) {
        WriteText(text.first, text.second);
        command += " " + text.first;
    }
    RunCommand(command);
    for (const auto &text : texts)
        CheckSame(text.first, text.second);
}

int main()
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clang_format_changes_nothing),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
