#include "connect/keyed_params.h"

#include <pthread.h>

#include <pipc/alloc.h>

#include "support/cmocka.h"

static pipc_config_params *params(const char *line)
{
    pipc_config_params *made = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_config_params_from_string(line, &made, &error), error);
    return made;
}

static void add(pipc__keyed_params **self, const char *key, const char *line)
{
    pipc_config_params *added = params(line);
    pipc_error *error = NULL;

    assert_ok(pipc__keyed_params_add(self, key, added, &error), error);
    pipc_config_params_free(added);
}

static void assert_all(pipc__keyed_params **self, const char *key, const char *expected)
{
    pipc_config_params *all = NULL;
    pipc_error *error = NULL;
    char *text = NULL;

    assert_ok(pipc__keyed_params_get_all(self, key, &all, &error), error);
    if (expected == NULL) {
        assert_null(all);
        return;
    }
    assert_ok(pipc_config_params_to_string(all, &text, &error), error);
    assert_string_equal(text, expected);
    pipc_free(text);
    pipc_config_params_free(all);
}

static void nothing_is_known_at_first(void **state)
{
    pipc__keyed_params *self = NULL;
    pipc_config_params *found = NULL;
    pipc_error *error = NULL;

    (void)state;
    assert_all(&self, "a", NULL);
    assert_ok(pipc__keyed_params_get_first(&self, "a", &found, &error), error);
    assert_null(found);
    pipc__keyed_params_remove(&self, "a", NULL);
    pipc__keyed_params_dispose(&self);
}

static void a_key_has_as_many_as_were_added(void **state)
{
    pipc__keyed_params *self = NULL;
    pipc_config_params *found = NULL;
    pipc_error *error = NULL;

    (void)state;
    add(&self, "a", "host=1");
    add(&self, "b", "host=2;port=3");
    add(&self, "a", "host=4");
    assert_all(&self, "a", "0.host=1;1.host=4");
    assert_all(&self, "b", "0.host=2;0.port=3");
    assert_all(&self, "c", NULL);
    assert_ok(pipc__keyed_params_get_first(&self, "a", &found, &error), error);
    assert_string_equal(pipc_config_params_get(found, "host"), "1");
    pipc_config_params_free(found);
    pipc__keyed_params_dispose(&self);
    assert_null(self);
}

static void the_same_is_not_added_twice(void **state)
{
    pipc__keyed_params *self = NULL;

    (void)state;
    add(&self, "a", "host=1;port=2");
    add(&self, "a", "port=2;host=1");
    add(&self, "a", "host=1");
    assert_all(&self, "a", "0.host=1;0.port=2;1.host=1");
    pipc__keyed_params_dispose(&self);
}

static void what_is_set_takes_the_place_of_all(void **state)
{
    pipc__keyed_params *self = NULL;
    pipc_config_params *other = params("host=3");
    pipc_error *error = NULL;

    (void)state;
    add(&self, "a", "host=1");
    add(&self, "a", "host=2");
    assert_ok(pipc__keyed_params_set(&self, "a", other, &error), error);
    assert_all(&self, "a", "0.host=3");
    pipc_config_params_free(other);
    pipc__keyed_params_dispose(&self);
}

static void only_the_same_is_removed(void **state)
{
    pipc__keyed_params *self = NULL;
    pipc_config_params *same = params("host=1");
    pipc_config_params *other = params("host=9");

    (void)state;
    add(&self, "a", "host=1");
    add(&self, "a", "host=2");
    pipc__keyed_params_remove(&self, "a", other);
    pipc__keyed_params_remove(&self, "b", same);
    assert_all(&self, "a", "0.host=1;1.host=2");
    pipc__keyed_params_remove(&self, "a", same);
    assert_all(&self, "a", "0.host=2");
    pipc_config_params_free(other);
    pipc_config_params_free(same);
    pipc__keyed_params_dispose(&self);
}

static void *add_and_remove(void *data)
{
    for (int i = 0; i < 100; i++) {
        pipc_config_params *own = params("host=1");

        assert_int_equal(pipc__keyed_params_add(data, "a", own, NULL), 0);
        pipc__keyed_params_remove(data, "a", own);
        pipc_config_params_free(own);
    }
    return NULL;
}

static void several_threads_may_use_it(void **state)
{
    pipc__keyed_params *self = NULL;
    pthread_t threads[4];

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, add_and_remove, &self), 0);
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(threads); i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_all(&self, "a", NULL);
    pipc__keyed_params_dispose(&self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_known_at_first),
        cmocka_unit_test(a_key_has_as_many_as_were_added),
        cmocka_unit_test(the_same_is_not_added_twice),
        cmocka_unit_test(what_is_set_takes_the_place_of_all),
        cmocka_unit_test(only_the_same_is_removed),
        cmocka_unit_test(several_threads_may_use_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
