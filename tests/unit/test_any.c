#include "support/cmocka.h"

#include <string.h>

#include "grpc/any.h"
#include "support/failing_allocator.h"

static const char url[] = "type.googleapis.com/pipc.Status";

static Pipc__Status status_of(const char *message)
{
    Pipc__Status status = PIPC__STATUS__INIT;

    status.code = 5;
    status.message = (char *)message;
    return status;
}

static void what_is_packed_can_be_unpacked(void **state)
{
    Pipc__Status status = status_of("gone");
    const Pipc__Status *copy;
    pipc__arena arena;
    Pipc__Any any;

    (void)state;
    pipc__arena_init(&arena, NULL, 0);
    assert_true(pipc__any_pack(&any, url, &status.base, &arena));
    assert_string_equal(any.type_url, url);
    copy = (const Pipc__Status *)pipc__any_unpack(&any, &pipc__status__descriptor, &arena);
    assert_int_equal(copy->code, 5);
    assert_string_equal(copy->message, "gone");
    pipc__arena_dispose(&arena);
}

static void an_empty_message_is_one(void **state)
{
    Pipc__Any any = PIPC__ANY__INIT;
    pipc__arena arena;

    (void)state;
    pipc__arena_init(&arena, NULL, 0);
    assert_non_null(pipc__any_unpack(&any, &pipc__status__descriptor, &arena));
    pipc__arena_dispose(&arena);
}

static void what_is_no_message_is_not_unpacked(void **state)
{
    static const char *const cases[] = {"\x12\x05gone", "\x0b", "\x12\x01\xff"};
    pipc__arena arena;

    (void)state;
    pipc__arena_init(&arena, NULL, 0);
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(cases); i++) {
        Pipc__Any any = PIPC__ANY__INIT;

        any.value.data = (uint8_t *)cases[i];
        any.value.len = strlen(cases[i]);
        assert_null(pipc__any_unpack(&any, &pipc__status__descriptor, &arena));
    }
    pipc__arena_dispose(&arena);
}

static void the_name_stands_behind_the_last_slash(void **state)
{
    Pipc__Any any = PIPC__ANY__INIT;

    (void)state;
    any.type_url = (char *)"https://example.com/a.b/pipc.Status";
    assert_true(pipc__any_is(&any, "pipc.Status"));
    assert_false(pipc__any_is(&any, "Status"));
    assert_false(pipc__any_is(&any, "a.b/pipc.Status"));
    any.type_url = (char *)"pipc.Status";
    assert_false(pipc__any_is(&any, "pipc.Status"));
}

static int pack(void *data)
{
    pipc__arena arena;
    Pipc__Any any;
    bool packed;

    pipc__arena_init(&arena, NULL, 0);
    packed = pipc__any_pack(&any, url, data, &arena);
    pipc__arena_dispose(&arena);
    return packed ? PIPC_OK : PIPC_E_NO_MEMORY;
}

static void a_lack_of_memory_is_told(void **state)
{
    Pipc__Status status = status_of("gone");

    (void)state;
    for_each_failing_allocation(pack, &status.base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_can_be_unpacked),
        cmocka_unit_test(an_empty_message_is_one),
        cmocka_unit_test(what_is_no_message_is_not_unpacked),
        cmocka_unit_test(the_name_stands_behind_the_last_slash),
        cmocka_unit_test(a_lack_of_memory_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
