#include "support/cmocka.h"

#include <grpc/grpc.h>
#include <string.h>

#include "grpc/refusal.h"

enum { NAMES = 1000 };

static bool is_for(const char *message, const pipc__attempt_name *name)
{
    return pipc__refusal_is_for(grpc_slice_from_static_buffer(message, strlen(message)), name);
}

static void attempts_have_names_of_their_own(void **state)
{
    static pipc__attempt_name names[NAMES];

    (void)state;
    for (int i = 0; i < NAMES; i++) {
        names[i] = pipc__attempt_name_new();
        assert_int_equal(strlen(names[i].text), 16);
        for (int before = 0; before < i; before++)
            assert_string_not_equal(names[i].text, names[before].text);
    }
}

static void a_refusal_is_only_for_the_attempt_that_it_names(void **state)
{
    const pipc__attempt_name name = {"0123456789abcdef"};
    const pipc__attempt_name none = {""};

    (void)state;
    assert_true(is_for("the server is stopping and has not run the call (attempt 0123456789abcdef)",
                       &name));
    assert_false(is_for(
        "the server is stopping and has not run the call (attempt 0123456789abcdee)", &name));
    assert_false(is_for("the server is stopping and has not run the call", &name));
    assert_false(is_for("the server is stopping and has not run the call", &none));
    assert_false(is_for("the server is stopping and has not run the call (attempt )", &none));
    assert_false(is_for("", &name));
    assert_false(is_for(
        "the server is stopping and has not run the call (attempt 0123456789abcdef) ", &name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attempts_have_names_of_their_own),
        cmocka_unit_test(a_refusal_is_only_for_the_attempt_that_it_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
