#include <string.h>

#include <pipc/alloc.h>
#include <pipc/config_params.h>

#include "support/cmocka.h"

static pipc_config_params *parsed(const char *line)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_config_params_from_string(line, &config, &error), error);
    return config;
}

/* That `config`, which is freed, is what the other text says, in that order. */
static void assert_text(pipc_config_params *config, const char *expected)
{
    pipc_error *error = NULL;
    char *text = NULL;

    assert_ok(pipc_config_params_to_string(config, &text, &error), error);
    assert_string_equal(text, expected);
    pipc_free(text);
    pipc_config_params_free(config);
}

static void text_is_split_as_in_pip_services(void **state)
{
    static const struct {
        const char *line;
        const char *expected; /* the text form: a null value prints its key only */
    } rows[] = {
        {"", ""},
        {";;", ""},
        {"a=1; b.c = x=y ;;d;=z", "a=1;b.c=x=y;d;=z"},
        {"a=", "a="},
        {" a = 1 ", "a=1"},
        {"a=1;b=2;a=3", "a=3;b=2"},
        {"a=1;a", "a"},
        {"A=1;a=2", "A=1;a=2"},
        {"a=1; \t", "a=1"},
        {"=", "="},
        {"=a=b", "=a=b"},
        {"a=x y\n;b=2\r\n", "a=x y;b=2"},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++)
        assert_text(parsed(rows[i].line), rows[i].expected);
}

static void the_pieces_of_a_text_have_their_keys_and_values(void **state)
{
    pipc_config_params *config = parsed("a=1; b.c = x=y ;;d;=z;e=");
    const char *value = "unset";

    (void)state;
    assert_int_equal(pipc_config_params_count(config), 5);
    assert_string_equal(pipc_config_params_get(config, "a"), "1");
    assert_string_equal(pipc_config_params_get(config, "b.c"), "x=y");
    assert_true(pipc_config_params_contains(config, "d"));
    assert_null(pipc_config_params_get(config, "d"));
    assert_true(pipc_config_params_contains(config, "=z"));
    assert_string_equal(pipc_config_params_at(config, 3, &value), "=z");
    assert_null(value);
    assert_string_equal(pipc_config_params_at(config, 4, &value), "e");
    assert_string_equal(value, "");
    assert_null(pipc_config_params_get(config, "e")); /* empty counts as none */
    assert_null(pipc_config_params_at(config, 5, &value));
    pipc_config_params_free(config);
}

static void tuples_are_taken_in_their_order(void **state)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_config_params_from_tuples(&config, &error, "b", "1", "a", (char *)NULL, "b", "2",
                                             "c", "", NULL),
              error);
    assert_text(config, "b=2;a;c=");
    assert_ok(pipc_config_params_from_tuples(&config, &error, NULL), error);
    assert_text(config, "");
}

static void new_parameters_are_none(void **state)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_config_params_new(&config, &error), error);
    assert_int_equal(pipc_config_params_count(config), 0);
    assert_text(config, "");
}

static void what_is_set_is_copied_and_keeps_its_place(void **state)
{
    pipc_config_params *config = parsed("a=1;b=2");
    char text[] = "3";
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_config_params_set(config, "a", text, &error), error);
    text[0] = 'x';
    assert_ok(pipc_config_params_set(config, "b", NULL, &error), error);
    assert_ok(pipc_config_params_set(config, "c", "4", &error), error);
    assert_text(config, "a=3;b;c=4");
}

static void a_default_stands_in_for_what_is_not_there(void **state)
{
    pipc_config_params *config = parsed("a=1;b=;c");

    (void)state;
    assert_string_equal(pipc_config_params_get_default(config, "a", "x"), "1");
    assert_string_equal(pipc_config_params_get_default(config, "b", "x"), "x");
    assert_string_equal(pipc_config_params_get_default(config, "c", "x"), "x");
    assert_string_equal(pipc_config_params_get_default(config, "d", "x"), "x");
    assert_null(pipc_config_params_get_default(config, "d", NULL));
    assert_null(pipc_config_params_get(config, "A")); /* case counts */
    pipc_config_params_free(config);
}

static void no_parameters_have_nothing_in_them(void **state)
{
    (void)state;
    assert_int_equal(pipc_config_params_count(NULL), 0);
    assert_null(pipc_config_params_get(NULL, "a"));
    assert_false(pipc_config_params_contains(NULL, "a"));
    assert_null(pipc_config_params_at(NULL, 0, NULL));
    pipc_config_params_free(NULL);
}

static void a_section_is_what_begins_with_its_name_and_a_dot(void **state)
{
    static const struct {
        const char *config;
        const char *section;
        const char *expected;
    } rows[] = {
        {"a.b=1;a.c.d=2;ab.c=3;b=4;a=5;A.b=6;a.e", "a", "b=1;c.d=2;e"},
        {"a.b=1;a.c.d=2", "a.c", "d=2"},
        {"a.b=1;.c=2", "", ""},
        {"a.b=1", "x", ""},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc_config_params *config = parsed(rows[i].config);
        pipc_config_params *section = NULL;
        pipc_error *error = NULL;

        assert_ok(pipc_config_params_get_section(config, rows[i].section, &section, &error), error);
        assert_text(section, rows[i].expected);
        pipc_config_params_free(config);
    }
}

static void section_names_come_once_in_the_order_of_their_first_keys(void **state)
{
    pipc_config_params *config = parsed("b.x=1;a=2;b.y=3;c.d.e=4;a.z=5;.f=6");
    pipc_config_params *names = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_config_params_get_section_names(config, &names, &error), error);
    assert_text(names, "b;a;c;.f");
    pipc_config_params_free(config);
}

static void add_section_puts_keys_below_its_name(void **state)
{
    pipc_config_params *config = parsed("a=1;s.k=old");
    pipc_config_params *section = parsed("k=new;l.m=2;n");
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_config_params_set(section, "", "itself", &error), error);
    assert_ok(pipc_config_params_add_section(config, "s", section, &error), error);
    pipc_config_params_free(section);
    assert_text(config, "a=1;s.k=new;s.l.m=2;s.n;s=itself");
}

static void a_section_may_be_added_to_itself(void **state)
{
    pipc_config_params *config = parsed("a=1");
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_config_params_add_section(config, "s", config, &error), error);
    assert_ok(pipc_config_params_add_section(config, "", config, &error), error);
    assert_text(config, "a=1;s.a=1");
}

static void nulls_override_defaults_as_in_pip_services(void **state)
{
    pipc_config_params *config = parsed("b;c=3;d=");
    pipc_config_params *defaults = parsed("a=1;b=2");
    pipc_config_params *merged = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_config_params_set_defaults(config, defaults, &merged, &error), error);
    assert_text(merged, "a=1;b;c=3;d=");
    assert_ok(pipc_config_params_override(config, defaults, &merged, &error), error);
    assert_text(merged, "b=2;c=3;d=;a=1");
    assert_ok(pipc_config_params_override(NULL, defaults, &merged, &error), error);
    assert_text(merged, "a=1;b=2");
    assert_ok(pipc_config_params_override(config, NULL, &merged, &error), error);
    assert_text(merged, "b;c=3;d=");
    assert_ok(pipc_config_params_override(NULL, NULL, &merged, &error), error);
    assert_text(merged, "");
    pipc_config_params_free(config);
    pipc_config_params_free(defaults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_split_as_in_pip_services),
        cmocka_unit_test(the_pieces_of_a_text_have_their_keys_and_values),
        cmocka_unit_test(tuples_are_taken_in_their_order),
        cmocka_unit_test(new_parameters_are_none),
        cmocka_unit_test(what_is_set_is_copied_and_keeps_its_place),
        cmocka_unit_test(a_default_stands_in_for_what_is_not_there),
        cmocka_unit_test(no_parameters_have_nothing_in_them),
        cmocka_unit_test(a_section_is_what_begins_with_its_name_and_a_dot),
        cmocka_unit_test(section_names_come_once_in_the_order_of_their_first_keys),
        cmocka_unit_test(add_section_puts_keys_below_its_name),
        cmocka_unit_test(a_section_may_be_added_to_itself),
        cmocka_unit_test(nulls_override_defaults_as_in_pip_services),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
