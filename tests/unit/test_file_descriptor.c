#include "support/cmocka.h"

#include <string.h>

#include "reflecting.pipc.h"
#include "rpc/file_descriptor.h"

static const pipc_grpc_file *file(void)
{
    tests_reflecting_reflecting_service service;

    tests_reflecting_reflecting_service_init(&service, NULL);
    return service.service.desc->file;
}

static pipc__symbol find(const char *name)
{
    return pipc__file_find(file(), name);
}

static void all_that_has_a_name_is_found(void **state)
{
    static const char *const names[] = {
        "tests.reflecting.Reflecting",
        "tests.reflecting.Reflecting.Get",
        "tests.reflecting.Colour",
        "tests.reflecting.RED",
        "tests.reflecting.outside",
        "tests.reflecting.Extender.inside",
        "tests.reflecting.Extender.Nested.deep_inside",
        "tests.reflecting.Base.Inner.Kind",
        "tests.reflecting.Base.Inner.KIND_SOME",
        "tests.reflecting.Base.Inner.Deep.field_of_deep",
        "tests.reflecting.Base.choice",
        "tests.reflecting.Base.number",
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(names); i++)
        if (find(names[i]) != PIPC__SYMBOL_OTHER)
            fail_msg("%s is not found", names[i]);
}

static void messages_are_known_as_such(void **state)
{
    (void)state;
    assert_int_equal(find("tests.reflecting.Base"), PIPC__SYMBOL_MESSAGE);
    assert_int_equal(find("tests.reflecting.Base.Inner"), PIPC__SYMBOL_MESSAGE);
    assert_int_equal(find("tests.reflecting.Base.Inner.Deep"), PIPC__SYMBOL_MESSAGE);
    assert_int_equal(find("tests.reflecting.Base.CountsEntry"), PIPC__SYMBOL_MESSAGE);
}

static void what_is_almost_a_name_is_not_found(void **state)
{
    static const char *const names[] = {
        "",
        ".",
        "tests",
        "tests.reflecting",
        "tests.reflecting.",
        ".tests.reflecting.Base",
        "tests.reflecting.Base.",
        "tests.reflecting.Base..Inner",
        "tests.reflecting.Bas",
        "tests.reflecting.Base2",
        "tests.reflecting.base",
        "tests.reflecting.Inner",
        "tests.reflecting.Reflecting.Get.x",
        "tests.reflecting.Reflecting.get",
        "tests.reflecting.Colour.RED", /* values of an enum are beside it */
        "tests.reflecting.Base.Inner.Kind.KIND_SOME",
        "tests.reflectingBase",
        "tests.reflected.Imported", /* of another file */
        "Base",
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(names); i++)
        if (find(names[i]) != PIPC__SYMBOL_NONE)
            fail_msg("\"%s\" is found", names[i]);
}

static void extensions_are_found_in_messages_too(void **state)
{
    pipc__extensions extensions;
    pipc__extension each;
    int sum = 0;
    int count = 0;

    (void)state;
    pipc__extensions_init(&extensions, file());
    while (pipc__extensions_next(&extensions, &each)) {
        assert_true(pipc__extension_extends(&each, "tests.reflecting.Base"));
        assert_false(pipc__extension_extends(&each, "tests.reflecting.Bas"));
        assert_false(pipc__extension_extends(&each, ""));
        sum += each.number;
        count++;
    }
    assert_int_equal(count, 3);
    assert_int_equal(sum, 101 + 102 + 150);
    assert_false(pipc__extensions_next(&extensions, &each));
}

/* Whatever stands there, nothing behind it is read: AddressSanitizer would tell. */
static void what_is_cut_off_is_read_to_its_end(void **state)
{
    const pipc_grpc_file *whole = file();

    (void)state;
    for (size_t length = 0; length < whole->length; length++) {
        uint8_t *bytes = test_malloc(length == 0 ? 1 : length);
        pipc_grpc_file cut = {.name = "cut", .bytes = bytes, .length = length};
        pipc__extensions extensions;
        pipc__extension each;

        memcpy(bytes, whole->bytes, length);
        pipc__file_find(&cut, "tests.reflecting.Base.Inner.Deep.field_of_deep");
        pipc__file_find(&cut, "tests.reflecting.nothing");
        pipc__extensions_init(&extensions, &cut);
        while (pipc__extensions_next(&extensions, &each))
            assert_non_null(each.extendee.at);
        test_free(bytes);
    }
}

/* Messages in messages, each with the extension 1 of "A". */
static size_t nest(uint8_t *bytes, size_t room, int levels)
{
    static const uint8_t extension[] = {0x32, 0x05, 0x12, 0x01, 'A', 0x18, 0x01};
    size_t at = room;

    for (int i = 0; i < levels; i++) {
        size_t length;
        bool is_outermost = i == levels - 1;

        at -= sizeof extension;
        memcpy(bytes + at, extension, sizeof extension);
        length = room - at;
        bytes[--at] = (uint8_t)(length >> 7);
        bytes[--at] = (uint8_t)(length & 127) | 128;
        bytes[--at] = is_outermost ? 0x22 : 0x1a;
    }
    return at;
}

static void what_is_nested_too_deeply_is_left_out(void **state)
{
    enum { LEVELS = 1000, ROOM = LEVELS * 10 };
    uint8_t *bytes = test_malloc(ROOM);
    size_t at = nest(bytes, ROOM, LEVELS);
    pipc_grpc_file deep = {.name = "deep", .bytes = bytes + at, .length = ROOM - at};
    pipc__extensions extensions;
    pipc__extension each;
    int count = 0;

    (void)state;
    pipc__extensions_init(&extensions, &deep);
    while (pipc__extensions_next(&extensions, &each)) {
        assert_true(pipc__extension_extends(&each, "A"));
        count++;
    }
    assert_int_equal(count, PIPC__NESTING_MAX - 1);
    test_free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_has_a_name_is_found),
        cmocka_unit_test(messages_are_known_as_such),
        cmocka_unit_test(what_is_almost_a_name_is_not_found),
        cmocka_unit_test(extensions_are_found_in_messages_too),
        cmocka_unit_test(what_is_cut_off_is_read_to_its_end),
        cmocka_unit_test(what_is_nested_too_deeply_is_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
