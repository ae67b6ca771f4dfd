#include <stdio.h>

#include <pipc/component.h>
#include <pipc/references.h>

#include "support/cmocka.h"

static pipc_component first;
static pipc_component second;
static pipc_component third;

static void put(pipc_references *references, const char *descriptor, pipc_component *component)
{
    pipc_error *error = NULL;

    assert_ok(pipc_references_put(references, descriptor, component, &error), error);
}

/* Two loggers, and a cache between them. */
static int set_up(void **state)
{
    pipc_references *references = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_references_new(&references, &error), error);
    put(references, "pip-services:logger:console:default:1.0", &first);
    put(references, "pip-services:cache:memory:default:1.0", &second);
    put(references, "mine:logger:file:default:1.0", &third);
    *state = references;
    return 0;
}

static int tear_down(void **state)
{
    pipc_references_free(*state);
    return 0;
}

static void components_stand_in_the_order_they_were_put(void **state)
{
    const pipc_descriptor *descriptor = NULL;

    assert_int_equal(pipc_references_count(*state), 3);
    assert_ptr_equal(pipc_references_at(*state, 0, NULL), &first);
    assert_ptr_equal(pipc_references_at(*state, 1, &descriptor), &second);
    assert_string_equal(pipc_descriptor_to_string(descriptor),
                        "pip-services:cache:memory:default:1.0");
    assert_ptr_equal(pipc_references_at(*state, 2, NULL), &third);
    assert_null(pipc_references_at(*state, 3, NULL));
}

static void what_was_put_last_is_found_first(void **state)
{
    static const struct {
        const char *descriptor;
        pipc_component *found;
    } rows[] = {
        {"*:logger:*:*:*", &third},      {"pip-services:logger:*:*:*", &first},
        {"*:cache:*:*:1.0", &second},    {"*:*:*:*:*", &third},
        {"*:endpoint:grpc:*:1.0", NULL}, {"pip-services:logger:console:default:1.0", &first},
    };

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc_component *found = &second;
        pipc_error *error = NULL;

        assert_ok(pipc_references_get_one_optional(*state, rows[i].descriptor, &found, &error),
                  error);
        assert_ptr_equal(found, rows[i].found);
    }
}

static void what_is_required_must_be_there(void **state)
{
    pipc_component *found = &second;
    pipc_error *error = NULL;
    int code = pipc_references_get_one_required(*state, "*:endpoint:grpc:*:1.0", &found, &error);

    assert_ptr_equal(found, &second);
    assert_string_equal(pipc_error_detail(error, "locator"), "*:endpoint:grpc:*:1.0");
    assert_error(code, error, PIPC_E_INTERNAL, "REF_ERROR", "*:endpoint:grpc:*:1.0");
    assert_int_equal(pipc_references_get_one_required(*state, "*:endpoint:*:*:*", &found, NULL),
                     PIPC_E_INTERNAL);
    assert_ok(pipc_references_get_one_required(*state, "*:logger:*:*:*", &found, &error), error);
    assert_ptr_equal(found, &third);
}

static void all_that_match_come_one_by_one_the_last_first(void **state)
{
    pipc_component *found = NULL;
    pipc_error *error = NULL;
    size_t position = 0;

    assert_ok(pipc_references_get_next(*state, "*:logger:*:*:*", &position, &found, &error), error);
    assert_ptr_equal(found, &third);
    assert_ok(pipc_references_get_next(*state, "*:logger:*:*:*", &position, &found, &error), error);
    assert_ptr_equal(found, &first);
    for (int i = 0; i < 2; i++) {
        found = &second;
        assert_ok(pipc_references_get_next(*state, "*:logger:*:*:*", &position, &found, &error),
                  error);
        assert_null(found);
    }
}

static void a_wildcard_among_the_references_matches_too(void **state)
{
    pipc_component *found = NULL;
    pipc_error *error = NULL;

    put(*state, "*:cache:*:*:*", &first);
    assert_ok(pipc_references_get_one_optional(*state, "a:cache:b:c:d", &found, &error), error);
    assert_ptr_equal(found, &first);
}

static void the_last_one_that_matches_is_removed(void **state)
{
    pipc_component *removed = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_references_remove(*state, "pip-services:*:*:*:*", &removed, &error), error);
    assert_ptr_equal(removed, &second);
    assert_int_equal(pipc_references_count(*state), 2);
    assert_ptr_equal(pipc_references_at(*state, 0, NULL), &first);
    assert_ptr_equal(pipc_references_at(*state, 1, NULL), &third);
    assert_ok(pipc_references_remove(*state, "*:cache:*:*:*", &removed, &error), error);
    assert_null(removed);
    assert_int_equal(pipc_references_count(*state), 2);
}

static void a_component_may_stand_under_several_descriptors(void **state)
{
    pipc_component *found = NULL;
    pipc_error *error = NULL;

    put(*state, "mine:cache:other:default:1.0", &first);
    assert_ok(pipc_references_get_one_optional(*state, "*:cache:*:*:*", &found, &error), error);
    assert_ptr_equal(found, &first);
    assert_int_equal(pipc_references_count(*state), 4);
}

static void a_bad_descriptor_changes_nothing(void **state)
{
    pipc_component *found = &second;
    pipc_error *error = NULL;
    size_t position = 1;
    int category = PIPC_E_MISCONFIGURATION;

    assert_error(pipc_references_put(*state, "logger", &first, &error), error, category,
                 "BAD_DESCRIPTOR", "Descriptor logger");
    assert_error(pipc_references_remove(*state, "logger", &found, &error), error, category,
                 "BAD_DESCRIPTOR", "");
    assert_error(pipc_references_get_one_optional(*state, "logger", &found, &error), error,
                 category, "BAD_DESCRIPTOR", "");
    assert_error(pipc_references_get_one_required(*state, "logger", &found, &error), error,
                 category, "BAD_DESCRIPTOR", "");
    assert_error(pipc_references_get_next(*state, "logger", &position, &found, &error), error,
                 category, "BAD_DESCRIPTOR", "");
    assert_ptr_equal(found, &second);
    assert_int_equal(position, 1);
    assert_int_equal(pipc_references_count(*state), 3);
}

static void the_list_grows(void **state)
{
    pipc_component many[100];
    char descriptor[32];

    for (size_t i = 0; i < 100; i++) {
        snprintf(descriptor, sizeof(descriptor), "a:b:c:%zu:1.0", i);
        put(*state, descriptor, &many[i]);
    }
    for (size_t i = 0; i < 100; i++) {
        pipc_component *found = NULL;
        pipc_error *error = NULL;

        snprintf(descriptor, sizeof(descriptor), "*:*:*:%zu:*", i);
        assert_ok(pipc_references_get_one_required(*state, descriptor, &found, &error), error);
        assert_ptr_equal(found, &many[i]);
    }
}

static void no_references_hold_nothing(void **state)
{
    pipc_component *found = &second;
    pipc_error *error = NULL;

    (void)state;
    assert_int_equal(pipc_references_count(NULL), 0);
    assert_null(pipc_references_at(NULL, 0, NULL));
    assert_ok(pipc_references_get_one_optional(NULL, "*:*:*:*:*", &found, &error), error);
    assert_null(found);
    pipc_references_free(NULL);
}

#define REFERENCES_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        REFERENCES_TEST(components_stand_in_the_order_they_were_put),
        REFERENCES_TEST(what_was_put_last_is_found_first),
        REFERENCES_TEST(what_is_required_must_be_there),
        REFERENCES_TEST(all_that_match_come_one_by_one_the_last_first),
        REFERENCES_TEST(a_wildcard_among_the_references_matches_too),
        REFERENCES_TEST(the_last_one_that_matches_is_removed),
        REFERENCES_TEST(a_component_may_stand_under_several_descriptors),
        REFERENCES_TEST(a_bad_descriptor_changes_nothing),
        REFERENCES_TEST(the_list_grows),
        cmocka_unit_test(no_references_hold_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
