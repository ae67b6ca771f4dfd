#include "embedded_files.h"

#include <google/protobuf/descriptor.pb.h>

#include "cmocka_cc.h"

using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptorProto;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using pipc_gen::EmbeddedFile;
using pipc_gen::FileEmbedder;

static FileDescriptorProto MakeFile(const std::string &name,
                                    const std::vector<std::string> &imports)
{
    FileDescriptorProto file;
    file.set_name(name);
    file.set_syntax("proto3");
    for (const std::string &import : imports)
        file.add_dependency(import);
    file.mutable_source_code_info()->add_location()->set_leading_comments("A comment.");
    return file;
}

static void AddField(FileDescriptorProto *file, const std::string &name, const std::string &json)
{
    if (file->message_type_size() == 0)
        file->add_message_type()->set_name("M");
    FieldDescriptorProto *field = file->mutable_message_type(0)->add_field();
    field->set_name(name);
    field->set_number(file->message_type(0).field_size());
    field->set_label(FieldDescriptorProto::LABEL_OPTIONAL);
    field->set_type(FieldDescriptorProto::TYPE_INT32);
    field->set_json_name(json);
}

static FileDescriptorProto Parse(const EmbeddedFile &file)
{
    FileDescriptorProto proto;
    assert_true(proto.ParseFromString(*file.bytes));
    return proto;
}

static void imports_come_first_and_once(void **)
{
    DescriptorPool pool;
    pool.BuildFile(MakeFile("a.proto", {}));
    pool.BuildFile(MakeFile("b.proto", {"a.proto"}));
    pool.BuildFile(MakeFile("c.proto", {"a.proto"}));
    const FileDescriptor *top = pool.BuildFile(MakeFile("d.proto", {"c.proto", "b.proto"}));
    std::vector<EmbeddedFile> files = FileEmbedder().FilesOf(*top);

    assert_int_equal(files.size(), 4);
    const char *names[] = {"a.proto", "c.proto", "b.proto", "d.proto"};
    for (size_t i = 0; i < files.size(); i++) {
        assert_text(files[i].name, names[i]);
        assert_text(Parse(files[i]).name(), names[i]);
    }
    assert_true(files[0].dependencies.empty());
    assert_true(files[1].dependencies == std::vector<size_t>{0});
    assert_true((files[3].dependencies == std::vector<size_t>{1, 2}));
}

static void comments_stay_behind(void **)
{
    DescriptorPool pool;
    const FileDescriptor *file = pool.BuildFile(MakeFile("a.proto", {}));
    FileDescriptorProto embedded = Parse(FileEmbedder().FilesOf(*file)[0]);

    assert_false(embedded.has_source_code_info());
    assert_text(embedded.syntax(), "proto3");
}

static void only_json_names_of_its_own_are_kept(void **)
{
    DescriptorPool pool;
    FileDescriptorProto proto = MakeFile("a.proto", {});
    AddField(&proto, "first_name", "firstName");
    AddField(&proto, "second_name", "other");
    AddField(&proto, "a__b_9c", "aB9c");
    AddField(&proto, "Capital_X", "CapitalX");
    FileDescriptorProto embedded = Parse(FileEmbedder().FilesOf(*pool.BuildFile(proto))[0]);

    assert_int_equal(embedded.message_type(0).field_size(), 4);
    for (const FieldDescriptorProto &field : embedded.message_type(0).field())
        assert_int_equal(field.has_json_name(), field.name() == "second_name");
    // What was dropped comes back by itself.
    DescriptorPool other;
    const FileDescriptor *rebuilt = other.BuildFile(embedded);
    for (int i = 0; i < 4; i++)
        assert_text(rebuilt->message_type(0)->field(i)->json_name(),
                    proto.message_type(0).field(i).json_name());
}

int main()
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imports_come_first_and_once),
        cmocka_unit_test(comments_stay_behind),
        cmocka_unit_test(only_json_names_of_its_own_are_kept),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
