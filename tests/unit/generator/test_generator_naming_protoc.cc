// The names of messages, compared with those that the installed protoc-gen-c makes.
#include <optional>

#include "cmocka_cc.h"
#include "naming.h"
#include "programs.h"

using namespace pipc_gen;

static constexpr std::string_view kLetters = "aZbX_Q1c_Y2dH";
static constexpr size_t kFiles = 24;
static constexpr size_t kMessages = 20;

struct Names {
    std::string package;
    std::optional<std::string> c_package;
    std::vector<std::string> messages; // each with a nested one, of the same name and an `N`
    std::string service;
};

static std::string RandomDotted(Chance *chance, size_t most)
{
    std::string name;
    size_t pieces = chance->Below(most + 1);
    for (size_t i = 0; i < pieces; i++)
        name += (i > 0 ? "." : "") + chance->Word(kLetters, 1 + chance->Below(9));
    return name;
}

// Numbers keep the names apart; letters make them differ in how they are spelt.
static Names RandomNames(Chance *chance)
{
    Names names;
    names.package = RandomDotted(chance, 3);
    if (chance->Below(3) == 0)
        names.c_package = RandomDotted(chance, 2);
    for (size_t i = 0; i < kMessages; i++) {
        std::string first = chance->Below(2) == 0 ? "" : "_";
        std::string word = chance->Word(kLetters, 1 + chance->Below(12));
        names.messages.push_back(first + word + std::to_string(i));
    }
    names.service = chance->Word(kLetters, 1 + chance->Below(9)) + "Service";
    return names;
}

static std::string ProtoText(const Names &names)
{
    std::string text = "syntax = \"proto2\";\nimport \"protobuf-c/protobuf-c.proto\";\n";
    if (!names.package.empty())
        text += "package " + names.package + ";\n";
    if (names.c_package.has_value())
        text += "option (pb_c_file).c_package = \"" + *names.c_package + "\";\n";
    for (const std::string &name : names.messages)
        text += "message " + name + " { message " + name + "N {} }\n";
    text += "service " + names.service + " {\n";
    for (const std::string &name : names.messages)
        text += "  rpc r" + name + "(" + name + ") returns (" + name + ");\n";
    return text + "}\n";
}

static void ExpectText(const std::string &header, const std::string &expected)
{
    if (header.find(expected) == std::string::npos)
        fail_msg("protoc-gen-c does not write: %s", expected.c_str());
}

static void CheckMessage(const std::string &header, const Names &names, const std::string &message)
{
    std::string full = (names.package.empty() ? "" : names.package + ".") + message;
    std::string name = OverridePackage(full, names.package, names.c_package);
    std::string type = MessageTypeName(name);
    ExpectText(header, "typedef struct " + type + " " + type + ";\n");
    ExpectText(header, "#define " + MessageUpperName(name) + "__INIT \\\n");
    ExpectText(header, "ProtobufCMessageDescriptor " + MessageLowerName(name) + "__descriptor;\n");
}

static void CheckNames(const std::string &header, const Names &names)
{
    std::string full = (names.package.empty() ? "" : names.package + ".") + names.service;
    std::string service = MessageLowerName(OverridePackage(full, names.package, names.c_package));
    for (const std::string &message : names.messages) {
        CheckMessage(header, names, message);
        CheckMessage(header, names, message + "." + message + "N");
        ExpectText(header, "void " + service + "__" + CamelToLower("r" + message) + "(");
    }
}

static void names_are_those_of_protoc_gen_c(void **)
{
    Chance chance(1);
    TemporaryFolder folder;
    std::vector<Names> all;
    std::string command =
        PIPC_PROTOC " -I" + folder.Path("") + " -I/usr/include --c_out=" + folder.Path("");
    for (size_t i = 0; i < kFiles; i++) {
        all.push_back(RandomNames(&chance));
        std::string file = folder.Path("f" + std::to_string(i) + ".proto");
        WriteText(file, ProtoText(all.back()));
        command += " " + file;
    }
    RunCommand(command + " 2>" + folder.Path("warnings"));
    for (size_t i = 0; i < kFiles; i++)
        CheckNames(ReadText(folder.Path("f" + std::to_string(i) + ".pb-c.h")), all[i]);
}

int main()
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_those_of_protoc_gen_c),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
