#include "support/cmocka.h"

#include <string.h>

#include "grpc/wire.h"

static bool read(const char *given, size_t length, pipc__wire_field *field, size_t *left)
{
    pipc__wire_bytes bytes = {(const uint8_t *)given, (const uint8_t *)given + length};
    bool is_field = pipc__wire_read(&bytes, field);

    *left = (size_t)(bytes.end - bytes.at);
    return is_field;
}

static void a_field_of_each_type_is_read_to_its_end(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
        uint32_t number;
    } fields[] = {
        {"\x08\x96\x01", 3, 1},
        {"\x11\1\2\3\4\5\6\7\10", 9, 2},
        {"\x1a\x02hi", 4, 3},
        {"\x25\1\2\3\4", 5, 4},
        {"\xf8\xff\xff\xff\x0f\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 15, 536870911},
    };

    (void)state;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        char bytes[32] = {0};
        pipc__wire_field field;
        size_t left;

        memcpy(bytes, fields[i].bytes, fields[i].length);
        assert_true(read(bytes, sizeof bytes, &field, &left));
        assert_int_equal(left, sizeof bytes - fields[i].length);
        assert_int_equal(field.number, fields[i].number);
        assert_ptr_equal(field.start, bytes);
        for (size_t cut = 0; cut < fields[i].length; cut++)
            assert_false(read(bytes, cut, &field, &left));
    }
}

static void only_what_has_a_length_has_content(void **state)
{
    static const char bytes[] = "\x1a\x82\x00hi";
    pipc__wire_field field;
    size_t left;

    (void)state;
    assert_true(read(bytes, 5, &field, &left));
    assert_ptr_equal(field.value, bytes + 1);
    assert_ptr_equal(field.content.at, bytes + 3);
    assert_ptr_equal(field.content.end, bytes + 5);
    assert_true(read("\x1a\x00", 2, &field, &left));
    assert_non_null(field.content.at);
    assert_true(read("\x08\x00", 2, &field, &left));
    assert_null(field.content.at);
}

static void what_is_no_field_is_not_read(void **state)
{
    static const char *const cases[] = {
        "\x0b\x0c",                                     /* a group */
        "\x0e\x01",                                     /* a type that there is not */
        "\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", /* a length past the end */
        "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", /* a number past 64 bits */
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pipc__wire_field field;
        size_t left;

        assert_false(read(cases[i], strlen(cases[i]), &field, &left));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_of_each_type_is_read_to_its_end),
        cmocka_unit_test(only_what_has_a_length_has_content),
        cmocka_unit_test(what_is_no_field_is_not_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
