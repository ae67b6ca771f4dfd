#include "support/cmocka.h"

#include "echo.pb-c.h"
#include "grpc/message_types.h"
#include "support/failing_allocator.h"

static bool is_inspected(const ProtobufCMessageDescriptor *descriptor)
{
    pipc__message_types types = {.count = 0};
    pipc__message_type type = pipc__message_types_get(&types, descriptor);

    assert_ptr_equal(type.descriptor, descriptor);
    assert_int_equal(pipc__message_types_get(&types, descriptor).inspected, type.inspected);
    pipc__message_types_dispose(&types);
    return type.inspected;
}

static void a_type_that_holds_itself_is_inspected(void **state)
{
    (void)state;
    assert_true(is_inspected(&tests__tree__descriptor));
}

static void a_type_that_has_text_is_inspected(void **state)
{
    (void)state;
    assert_true(is_inspected(&tests__text__descriptor));
    assert_true(is_inspected(&tests__forest__descriptor)); /* what it holds has */
}

static void a_type_that_holds_numbers_is_not(void **state)
{
    (void)state;
    assert_false(is_inspected(&tests__points__descriptor));
    assert_false(is_inspected(&tests__points__point__descriptor));
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

static void a_circle_of_many_types_is_inspected_from_every_one_of_them(void **state)
{
    static chain types;

    (void)state;
    make_chain(&types, 60, 0);
    for (int i = 0; i < 60; i++)
        assert_true(is_inspected(&types.types[i]));
}

static void a_type_that_leads_into_a_circle_is_inspected(void **state)
{
    static chain types;

    (void)state;
    make_chain(&types, 10, 9);
    assert_true(is_inspected(&types.types[0]));
}

static void a_chain_of_more_than_a_hundred_types_is_inspected(void **state)
{
    static chain types;

    (void)state;
    make_chain(&types, 100, NOTHING);
    assert_false(is_inspected(&types.types[0]));
    make_chain(&types, 101, NOTHING);
    assert_true(is_inspected(&types.types[0]));
    assert_false(is_inspected(&types.types[1]));
}

static void without_memory_a_type_is_inspected(void **state)
{
    pipc__message_types types = {.count = 0};

    (void)state;
    failing_allocator_install();
    failing_allocator_fail_at(1, true);
    assert_true(pipc__message_types_get(&types, &tests__points__descriptor).inspected);
    pipc__message_types_dispose(&types);
    failing_allocator_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_type_that_holds_itself_is_inspected),
        cmocka_unit_test(a_type_that_has_text_is_inspected),
        cmocka_unit_test(a_type_that_holds_numbers_is_not),
        cmocka_unit_test(a_circle_of_many_types_is_inspected_from_every_one_of_them),
        cmocka_unit_test(a_type_that_leads_into_a_circle_is_inspected),
        cmocka_unit_test(a_chain_of_more_than_a_hundred_types_is_inspected),
        cmocka_unit_test(without_memory_a_type_is_inspected),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
