#include <pipc/references.h>

#include "support/cmocka.h"

static pipc_descriptor *parsed(const char *text)
{
    pipc_descriptor *descriptor = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_descriptor_parse(text, &descriptor, &error), error);
    return descriptor;
}

static void fields_are_trimmed(void **state)
{
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        {"a:b:c:d:1.0", "a:b:c:d:1.0"}, {" a : b\t:c:d :1.0 ", "a:b:c:d:1.0"},
        {"*:*:*:*:*", "*:*:*:*:*"},     {" * :b:c:d:e f", "*:b:c:d:e f"},
        {"a::c:: ", "a::c::"},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc_descriptor *descriptor = parsed(rows[i].text);

        assert_string_equal(pipc_descriptor_to_string(descriptor), rows[i].expected);
        pipc_descriptor_free(descriptor);
    }
}

static void a_descriptor_has_exactly_five_fields(void **state)
{
    static const char *const texts[] = {"", "a", "a:b:c:d", "a:b:c:d:e:f", "a:b:c:d:e:", NULL};

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(texts); i++) {
        pipc_descriptor *descriptor = NULL;
        pipc_error *error = NULL;
        int code = pipc_descriptor_parse(texts[i], &descriptor, &error);

        assert_null(descriptor);
        assert_string_equal(pipc_error_detail(error, "descriptor"),
                            texts[i] == NULL ? "" : texts[i]);
        assert_error(code, error, PIPC_E_MISCONFIGURATION, "BAD_DESCRIPTOR",
                     "is in wrong format, expected group:type:kind:name:version");
        assert_int_equal(pipc_descriptor_parse(texts[i], &descriptor, NULL),
                         PIPC_E_MISCONFIGURATION);
    }
}

static void the_error_names_the_text(void **state)
{
    pipc_descriptor *descriptor = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_error(pipc_descriptor_parse("a:b", &descriptor, &error), error, PIPC_E_MISCONFIGURATION,
                 "BAD_DESCRIPTOR", "Descriptor a:b is in wrong format");
}

static void a_star_matches_every_field_on_either_side(void **state)
{
    static const struct {
        const char *a;
        const char *b;
        bool match;
        bool exact;
    } rows[] = {
        {"a:b:c:d:1.0", "a:b:c:d:1.0", true, true},   {"a:b:c:d:1.0", "a : b:c:d:1.0", true, true},
        {"a:b:c:d:1.0", "a:b:c:d:1.1", false, false}, {"a:b:c:d:1.0", "x:b:c:d:1.0", false, false},
        {"a:b:c:d:1.0", "A:b:c:d:1.0", false, false}, {"a:b:c:d:1.0", "*:b:*:*:1.0", true, false},
        {"*:b:*:*:1.0", "a:b:c:d:1.0", true, false},  {"a:*:c:d:*", "*:b:*:d:1.0", true, false},
        {"a:*:c:x:*", "*:b:*:d:1.0", false, false},   {"*:*:*:*:*", "a:b:c:d:1.0", true, false},
        {"*:*:*:*:*", "*:*:*:*:*", true, true},       {"a:b:c:d:1.0", "a:b:c:d:1.*", false, false},
        {"a:b:c::1.0", "a:b:c:d:1.0", false, false},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc_descriptor *a = parsed(rows[i].a);
        pipc_descriptor *b = parsed(rows[i].b);

        assert_int_equal(pipc_descriptor_match(a, b), rows[i].match);
        assert_int_equal(pipc_descriptor_match(b, a), rows[i].match);
        assert_int_equal(pipc_descriptor_exact_match(a, b), rows[i].exact);
        pipc_descriptor_free(a);
        pipc_descriptor_free(b);
    }
}

static void a_descriptor_without_a_star_is_complete(void **state)
{
    static const char *const incomplete[] = {"*:b:c:d:e", "a:*:c:d:e", "a:b:*:d:e", "a:b:c:*:e",
                                             "a:b:c:d: *"};
    pipc_descriptor *complete = parsed("a:b:c:d:1.*");

    (void)state;
    assert_true(pipc_descriptor_is_complete(complete));
    pipc_descriptor_free(complete);
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(incomplete); i++) {
        pipc_descriptor *descriptor = parsed(incomplete[i]);

        assert_false(pipc_descriptor_is_complete(descriptor));
        pipc_descriptor_free(descriptor);
    }
    pipc_descriptor_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_trimmed),
        cmocka_unit_test(a_descriptor_has_exactly_five_fields),
        cmocka_unit_test(the_error_names_the_text),
        cmocka_unit_test(a_star_matches_every_field_on_either_side),
        cmocka_unit_test(a_descriptor_without_a_star_is_complete),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
