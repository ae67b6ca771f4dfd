#include "support/cmocka.h"

#include <stdlib.h>
#include <string.h>

#include "echo.pb-c.h"
#include "grpc/nesting.h"
#include "support/failing_allocator.h"
#include "support/packing.h"

static bool is_unbounded(const ProtobufCMessageDescriptor *descriptor)
{
    pipc__nesting_types types = {.count = 0};
    bool unbounded = pipc__nesting_is_unbounded(&types, descriptor);

    assert_int_equal(pipc__nesting_is_unbounded(&types, descriptor), unbounded);
    pipc__nesting_types_dispose(&types);
    return unbounded;
}

static void a_type_that_holds_itself_is_unbounded(void **state)
{
    (void)state;
    assert_true(is_unbounded(&tests__tree__descriptor));
}

static void a_type_that_holds_only_others_is_bounded(void **state)
{
    (void)state;
    assert_false(is_unbounded(&tests__text__descriptor));
    assert_false(is_unbounded(&tests__forest__descriptor));
}

/* Types made here: number i holds number i + 1, the last one holds number `last_holds`. */
enum { TYPES = 150, NOTHING = -1 };

typedef struct chain {
    ProtobufCFieldDescriptor fields[TYPES];
    ProtobufCMessageDescriptor types[TYPES];
} chain;

static void make_chain(chain *self, int count, int last_holds)
{
    for (int i = 0; i < count; i++) {
        int held = i + 1 < count ? i + 1 : last_holds;

        self->fields[i] = (ProtobufCFieldDescriptor){.type = PROTOBUF_C_TYPE_MESSAGE};
        if (held != NOTHING)
            self->fields[i].descriptor = &self->types[held];
        self->types[i] = (ProtobufCMessageDescriptor){.n_fields = held == NOTHING ? 0 : 1,
                                                      .fields = &self->fields[i]};
    }
}

static void a_circle_of_many_types_is_unbounded_from_every_one_of_them(void **state)
{
    static chain types;

    (void)state;
    make_chain(&types, 60, 0);
    for (int i = 0; i < 60; i++)
        assert_true(is_unbounded(&types.types[i]));
}

static void a_type_that_leads_into_a_circle_is_unbounded(void **state)
{
    static chain types;

    (void)state;
    make_chain(&types, 10, 9);
    assert_true(is_unbounded(&types.types[0]));
}

static void a_chain_is_bounded_up_to_a_hundred_types(void **state)
{
    static chain types;

    (void)state;
    make_chain(&types, 100, NOTHING);
    assert_false(is_unbounded(&types.types[0]));
    make_chain(&types, 101, NOTHING);
    assert_true(is_unbounded(&types.types[0]));
    assert_false(is_unbounded(&types.types[1]));
}

static void without_memory_a_type_counts_as_unbounded(void **state)
{
    pipc__nesting_types types = {.count = 0};

    (void)state;
    failing_allocator_install();
    failing_allocator_fail_at(1, true);
    assert_true(pipc__nesting_is_unbounded(&types, &tests__text__descriptor));
    pipc__nesting_types_dispose(&types);
    failing_allocator_remove();
}

static bool is_too_deep(const void *bytes, size_t length)
{
    return pipc__nesting_is_too_deep(&tests__tree__descriptor, bytes, length);
}

static void a_hundred_levels_are_not_too_deep(void **state)
{
    static const unsigned levels[] = {1, 2, 99, 100, 101, 200, 10000};

    (void)state;
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        size_t length;
        uint8_t *bytes = pack_nested(levels[i], &length);

        assert_int_equal(is_too_deep(bytes, length), levels[i] > 100);
        free(bytes);
    }
}

static void what_is_no_submessage_is_no_level(void **state)
{
    (void)state;
    assert_false(is_too_deep("\x12\x02\x0a\x00", 4)); /* the name */
    assert_false(is_too_deep("\x1a\x02\x0a\x00", 4)); /* an unknown field */
}

/* Every cut of it is read no further than it goes; the sanitizer sees to that. */
static void bytes_that_end_early_are_read_no_further(void **state)
{
    size_t length;
    uint8_t *bytes = pack_nested(150, &length);

    (void)state;
    for (size_t cut = 0; cut < length; cut++) {
        uint8_t *copy = malloc(cut + 1);

        memcpy(copy, bytes, cut);
        is_too_deep(copy, cut);
        free(copy);
    }
    free(bytes);
}

static void bytes_that_are_no_fields_are_left_to_the_parser(void **state)
{
    (void)state;
    assert_false(is_too_deep("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12));
    assert_false(is_too_deep("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11));
    assert_false(is_too_deep("\x0b\x0c", 2)); /* a group */
    assert_false(is_too_deep("\x09\x01", 2)); /* half a fixed64 */
    assert_false(is_too_deep("\x0d\x01", 2)); /* half a fixed32 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_type_that_holds_itself_is_unbounded),
        cmocka_unit_test(a_type_that_holds_only_others_is_bounded),
        cmocka_unit_test(a_circle_of_many_types_is_unbounded_from_every_one_of_them),
        cmocka_unit_test(a_type_that_leads_into_a_circle_is_unbounded),
        cmocka_unit_test(a_chain_is_bounded_up_to_a_hundred_types),
        cmocka_unit_test(without_memory_a_type_counts_as_unbounded),
        cmocka_unit_test(a_hundred_levels_are_not_too_deep),
        cmocka_unit_test(what_is_no_submessage_is_no_level),
        cmocka_unit_test(bytes_that_end_early_are_read_no_further),
        cmocka_unit_test(bytes_that_are_no_fields_are_left_to_the_parser),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
