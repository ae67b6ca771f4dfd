/* Containers of components that write down what is done with them. */
#include <pipc/pipc.h>

#include "support/cmocka.h"
#include "support/house.h"

#define THREE                                                                                      \
    "0.descriptor=t:recorder:r:one:1.0;1.descriptor=t:recorder:r:two:1.0;"                         \
    "2.descriptor=t:recorder:r:three:1.0;2.key=value"

static void configure_three(house *self)
{
    pipc_error *error = NULL;

    assert_ok(house_configure(self, THREE, &error), error);
}

static void assert_record(house *self, const char *expected)
{
    assert_string_equal(self->record.text, expected);
    self->record.text[0] = '\0';
}

#define MADE "configure one, configure two, configure three, "
#define LINKED MADE "link one, link two, link three, "
#define UNLINKED "unlink three, unlink two, unlink one, "
#define DESTROYED "unlink three, dispose three, unlink two, dispose two, unlink one, dispose one, "

static void all_are_made_linked_opened_and_closed_in_reverse(void **state)
{
    house *self = *state;
    pipc_error *error = NULL;

    configure_three(self);
    for (int i = 0; i < 2; i++) {
        assert_null(pipc_container_references(&self->container));
        assert_ok(pipc_open(&self->container.component, NULL, &error), error);
        assert_record(self, LINKED "open one, open two, open three, ");
        assert_int_equal(pipc_references_count(pipc_container_references(&self->container)), 4);
        assert_ok(pipc_open(&self->container.component, NULL, &error), error);
        assert_ok(pipc_close(&self->container.component, NULL, &error), error);
        assert_record(self, "close three, close two, close one, " UNLINKED DESTROYED);
        assert_int_equal(self->live, 0);
        assert_ok(pipc_close(&self->container.component, NULL, &error), error);
    }
}

static void what_was_done_is_undone_if_one_fails(void **state)
{
    static const struct {
        const char *fails_at;
        const char *record;
    } rows[] = {
        {"configure", "configure one, configure two, unlink two, unlink one, "
                      "unlink two, dispose two, unlink one, dispose one, "},
        {"link", MADE "link one, link two, " UNLINKED DESTROYED},
        {"open", LINKED "open one, open two, close one, " UNLINKED DESTROYED},
    };
    house *self = *state;

    configure_three(self);
    self->failing = "two";
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc_error *error = NULL;
        int code;

        self->fails_at = rows[i].fails_at;
        code = pipc_open(&self->container.component, NULL, &error);
        assert_string_equal(pipc_error_detail(error, "descriptor"), "t:recorder:r:two:1.0");
        assert_error(code, error, PIPC_E_NO_RESPONSE, "TOLD",
                     "component 1: t:recorder:r:two:1.0: told to fail at ");
        assert_record(self, rows[i].record);
        assert_int_equal(self->live, 0);
        assert_false(pipc_is_open(&self->container.component));
        assert_int_equal(pipc_open(&self->container.component, NULL, NULL), PIPC_E_NO_RESPONSE);
        self->record.text[0] = '\0';
    }
    self->failing = NULL;
    configure_three(self);
    assert_int_equal(pipc_open(&self->container.component, NULL, NULL), PIPC_OK);
}

static void all_are_closed_whatever_fails(void **state)
{
    house *self = *state;
    pipc_error *error = NULL;

    configure_three(self);
    house_give_logger(self);
    self->failing = "two";
    self->fails_at = "close";
    assert_ok(pipc_open(&self->container.component, NULL, &error), error);
    self->record.text[0] = '\0';
    assert_error(pipc_close(&self->container.component, NULL, &error), error, PIPC_E_NO_RESPONSE,
                 "TOLD", "component 1: t:recorder:r:two:1.0: told to fail at close");
    assert_record(self, "close three, close two, close one, " UNLINKED DESTROYED);
    assert_int_equal(capturing_logger_count_with(&self->logger, "ERROR Failed to stop container"),
                     1);
}

static void starting_and_stopping_is_logged(void **state)
{
    house *self = *state;
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    configure_three(self);
    house_give_logger(self);
    assert_ok(pipc_context_new("cid", &context, &error), error);
    assert_ok(pipc_open(&self->container.component, context, &error), error);
    assert_string_equal(capturing_logger_line(&self->logger, 0), "cid TRACE Starting container.");
    assert_string_equal(capturing_logger_line(&self->logger, 1),
                        "cid INFO Container house started.");
    assert_ok(pipc_close(&self->container.component, context, &error), error);
    assert_int_equal(capturing_logger_count_with(&self->logger, "cid INFO Container house stopped"),
                     1);
    self->failing = "three";
    self->fails_at = "open";
    assert_int_equal(pipc_open(&self->container.component, context, NULL), PIPC_E_NO_RESPONSE);
    assert_int_equal(pipc_open(&self->container.component, context, &error), PIPC_E_NO_RESPONSE);
    pipc_error_free(error);
    assert_int_equal(
        capturing_logger_count_with(&self->logger, "cid FATAL Failed to start container | compon"),
        1);
    pipc_context_free(context);
}

static const pipc_context_info *info_of(house *self)
{
    pipc_component *found = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_references_get_one_required(pipc_container_references(&self->container),
                                               "*:context-info:*:*:1.0", &found, &error),
              error);
    return pipc_context_info_from_component(found);
}

static void there_always_is_a_context_info(void **state)
{
    house *self = *state;
    pipc_error *error = NULL;

    configure_three(self);
    assert_ok(pipc_open(&self->container.component, NULL, &error), error);
    assert_string_equal(pipc_context_info_name(info_of(self)), "house");
    assert_ok(pipc_close(&self->container.component, NULL, &error), error);
    house_give_logger(self);
    assert_ok(house_configure(self,
                              "i.descriptor=pip-services:context-info:default:default:1.0;"
                              "i.name=home",
                              &error),
              error);
    assert_ok(pipc_open(&self->container.component, NULL, &error), error);
    assert_string_equal(pipc_context_info_name(info_of(self)), "home");
    assert_int_equal(capturing_logger_count_with(&self->logger, "Container home started."), 1);
}

static void mistakes_of_the_list_are_named(void **state)
{
    static const struct {
        const char *line;
        const char *code;
        const char *message;
    } rows[] = {
        {"", "BAD_CONFIG", "the configuration holds no components, expected a list"},
        {"0.descriptor=a:b:c:d:1.0;1.descriptr=x", "BAD_CONFIG", "component 1 has no descriptor"},
        {"0.descriptor=", "BAD_CONFIG", "component 0 has no descriptor"},
        {"a.descriptor=logger", "BAD_DESCRIPTOR",
         "component a: logger: descriptor: Descriptor logger is in wrong format"},
    };
    house *self = *state;
    pipc_error *error = NULL;

    assert_error(pipc_open(&self->container.component, NULL, &error), error, PIPC_E_INVALID_STATE,
                 "NOT_CONFIGURED", "container house");
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++)
        assert_error(house_configure(self, rows[i].line, &error), error, PIPC_E_MISCONFIGURATION,
                     rows[i].code, rows[i].message);
    assert_ok(house_configure(self, "0.descriptor=t:unknown:r:one:1.0", &error), error);
    assert_error(pipc_open(&self->container.component, NULL, &error), error,
                 PIPC_E_MISCONFIGURATION, "CANNOT_CREATE",
                 "component 0: t:unknown:r:one:1.0: descriptor is t:unknown:r:one:1.0, which no");
}

static void an_open_container_is_not_changed(void **state)
{
    house *self = *state;
    pipc_error *error = NULL;

    configure_three(self);
    assert_ok(pipc_open(&self->container.component, NULL, &error), error);
    assert_error(house_configure(self, THREE, &error), error, PIPC_E_INVALID_STATE,
                 "ALREADY_OPENED", "");
    assert_error(pipc_container_add_factory(&self->container, &self->factory, &error), error,
                 PIPC_E_INVALID_STATE, "ALREADY_OPENED", "container house is open");
    assert_error(pipc_container_read_config(&self->container, "x.yml", NULL, &error), error,
                 PIPC_E_INVALID_STATE, "ALREADY_OPENED", "container house is open");
    assert_true(pipc_is_open(&self->container.component));
}

#define HOUSE_TEST(test) cmocka_unit_test_setup_teardown(test, house_setup, house_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOUSE_TEST(all_are_made_linked_opened_and_closed_in_reverse),
        HOUSE_TEST(what_was_done_is_undone_if_one_fails),
        HOUSE_TEST(all_are_closed_whatever_fails),
        HOUSE_TEST(starting_and_stopping_is_logged),
        HOUSE_TEST(there_always_is_a_context_info),
        HOUSE_TEST(mistakes_of_the_list_are_named),
        HOUSE_TEST(an_open_container_is_not_changed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
