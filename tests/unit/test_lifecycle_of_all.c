/* runtime/component/lifecycle.c; test_lifecycle is of tests/integration. */
#include <string.h>

#include <pipc/lifecycle.h>
#include <pipc/references.h>

#include "support/cmocka.h"
#include "support/recorder.h"

/* Three components in references, the first of them twice. */
typedef struct three {
    life_record record;
    recorder recorders[3];
    pipc_references *references;
} three;

static void put(three *self, const char *descriptor, int index)
{
    pipc_error *error = NULL;

    assert_ok(pipc_references_put(self->references, descriptor, &self->recorders[index].component,
                                  &error),
              error);
}

static int setup(void **state)
{
    static three self;
    pipc_error *error = NULL;

    self = (three){.references = NULL};
    recorder_init(&self.recorders[0], &self.record, "a");
    recorder_init(&self.recorders[1], &self.record, "b");
    recorder_init(&self.recorders[2], &self.record, "c");
    assert_ok(pipc_references_new(&self.references, &error), error);
    put(&self, "t:recorder:a:default:1.0", 0);
    put(&self, "t:recorder:b:default:1.0", 1);
    put(&self, "t:recorder:a:again:1.0", 0);
    put(&self, "t:recorder:c:default:1.0", 2);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    three *self = *state;

    pipc_dispose_all(self->references);
    pipc_references_free(self->references);
    return 0;
}

/* What was done since this was asked last. */
static void assert_record(three *self, const char *expected)
{
    assert_string_equal(self->record.text, expected);
    self->record.text[0] = '\0';
}

static void what_begins_first_ends_last_and_each_once(void **state)
{
    three *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_configure_all(self->references, NULL, &error), error);
    assert_record(self, "configure a, configure b, configure c, ");
    assert_ok(pipc_set_references_all(self->references, &error), error);
    assert_record(self, "link a, link b, link c, ");
    assert_ok(pipc_open_all(self->references, NULL, &error), error);
    assert_record(self, "open a, open b, open c, ");
    assert_ok(pipc_open_all(self->references, NULL, &error), error);
    assert_record(self, "");
    assert_ok(pipc_close_all(self->references, NULL, &error), error);
    assert_record(self, "close c, close a, close b, ");
    pipc_unset_references_all(self->references);
    assert_record(self, "unlink c, unlink b, unlink a, ");
    pipc_dispose_all(self->references);
    assert_record(self, "unlink c, dispose c, unlink b, dispose b, unlink a, dispose a, ");
    for (int i = 0; i < 3; i++)
        recorder_init(&self->recorders[i], &self->record, "x");
}

static void what_was_closed_is_closed_again_if_another_cannot_be_opened(void **state)
{
    three *self = *state;
    pipc_error *error = NULL;
    int code;

    assert_ok(pipc_open(&self->recorders[1].component, NULL, &error), error);
    self->record.text[0] = '\0';
    self->recorders[2].fails_at = "open";
    code = pipc_open_all(self->references, NULL, &error);
    assert_string_equal(pipc_error_detail(error, "descriptor"), "t:recorder:c:default:1.0");
    assert_error(code, error, PIPC_E_NO_RESPONSE, "TOLD",
                 "t:recorder:c:default:1.0: told to fail at open");
    assert_record(self, "open a, open c, close a, ");
    assert_true(pipc_is_open(&self->recorders[1].component));
    assert_false(pipc_is_open(&self->recorders[0].component));
    assert_int_equal(pipc_open_all(self->references, NULL, NULL), PIPC_E_NO_RESPONSE);
}

static void links_are_undone_if_one_fails(void **state)
{
    three *self = *state;
    pipc_error *error = NULL;

    self->recorders[2].fails_at = "link";
    assert_error(pipc_set_references_all(self->references, &error), error, PIPC_E_NO_RESPONSE,
                 "TOLD", "t:recorder:c:default:1.0: told");
    assert_record(self, "link a, link b, link c, unlink b, unlink a, ");
}

static void configuring_stops_at_the_first_that_fails(void **state)
{
    three *self = *state;
    pipc_error *error = NULL;

    self->recorders[1].fails_at = "configure";
    assert_error(pipc_configure_all(self->references, NULL, &error), error, PIPC_E_NO_RESPONSE,
                 "TOLD", "t:recorder:b:default:1.0: told");
    assert_record(self, "configure a, configure b, ");
}

static void all_are_closed_whatever_fails_and_the_first_failure_is_told(void **state)
{
    three *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_open_all(self->references, NULL, &error), error);
    self->record.text[0] = '\0';
    self->recorders[2].fails_at = "close";
    self->recorders[1].fails_at = "close";
    assert_error(pipc_close_all(self->references, NULL, &error), error, PIPC_E_NO_RESPONSE, "TOLD",
                 "t:recorder:c:default:1.0: told");
    assert_record(self, "close c, close a, close b, ");
    for (int i = 0; i < 3; i++)
        assert_false(pipc_is_open(&self->recorders[i].component));
}

static void no_components_live_no_life(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    assert_ok(pipc_configure_all(NULL, NULL, &error), error);
    assert_ok(pipc_set_references_all(NULL, &error), error);
    assert_ok(pipc_open_all(NULL, NULL, &error), error);
    assert_ok(pipc_close_all(NULL, NULL, &error), error);
    pipc_unset_references_all(NULL);
    pipc_dispose_all(NULL);
}

#define THREE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        THREE_TEST(what_begins_first_ends_last_and_each_once),
        THREE_TEST(what_was_closed_is_closed_again_if_another_cannot_be_opened),
        THREE_TEST(links_are_undone_if_one_fails),
        THREE_TEST(configuring_stops_at_the_first_that_fails),
        THREE_TEST(all_are_closed_whatever_fails_and_the_first_failure_is_told),
        cmocka_unit_test(no_components_live_no_life),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
