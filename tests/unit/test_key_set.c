#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "messages/key_set.h"

enum { MANY = 10000, KEY_MAX = 12 };

static void a_key_is_new_once(void **state)
{
    static char keys[MANY][KEY_MAX];
    pipc__key_set set = {0};

    (void)state;
    for (int i = 0; i < MANY; i++) {
        pipc__json_text key = {keys[i], (size_t)snprintf(keys[i], KEY_MAX, "k%d", i)};

        assert_int_equal(pipc__key_set_add(&set, &key), 1);
    }
    for (int i = 0; i < MANY; i++) {
        pipc__json_text key = {keys[i], strlen(keys[i])};

        assert_int_equal(pipc__key_set_add(&set, &key), 0);
    }
    pipc__key_set_dispose(&set);
}

static void keys_are_told_apart_by_their_length_too(void **state)
{
    static const char bytes[] = "aaa";
    pipc__key_set set = {0};

    (void)state;
    for (size_t length = 0; length <= 3; length++)
        assert_int_equal(pipc__key_set_add(&set, &(pipc__json_text){bytes, length}), 1);
    assert_int_equal(pipc__key_set_add(&set, &(pipc__json_text){bytes + 1, 2}), 0);
    pipc__key_set_dispose(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_new_once),
        cmocka_unit_test(keys_are_told_apart_by_their_length_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
