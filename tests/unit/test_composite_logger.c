#include "support/cmocka.h"

#include <pipc/references.h>

#include "component/log.h"
#include "support/capturing_logger.h"

typedef struct fixture {
    capturing_logger one;
    capturing_logger two;
    pipc_composite_logger composite;
    pipc_composite_logger other;
    pipc_references *references; /* hold all of them */
} fixture;

static void put(fixture *self, const char *descriptor, pipc_logger *logger)
{
    pipc_error *error = NULL;

    assert_ok(pipc_references_put(self->references, descriptor, &logger->component, &error), error);
}

static int set_up(void **state)
{
    static fixture self;
    pipc_error *error = NULL;

    capturing_logger_init(&self.one);
    capturing_logger_init(&self.two);
    pipc_composite_logger_init(&self.composite);
    pipc_composite_logger_init(&self.other);
    assert_ok(pipc_references_new(&self.references, &error), error);
    put(&self, "pip-services:logger:memory:one:1.0", &self.one.logger);
    put(&self, "pip-services:logger:memory:two:1.0", &self.two.logger);
    put(&self, "pip-services:logger:composite:default:1.0", &self.composite.logger);
    put(&self, "pip-services:logger:composite:other:1.0", &self.other.logger);
    *state = &self;
    return 0;
}

static int tear_down(void **state)
{
    fixture *self = *state;

    pipc_dispose(&self->other.logger.component);
    pipc_dispose(&self->composite.logger.component);
    pipc_dispose(&self->two.logger.component);
    pipc_dispose(&self->one.logger.component);
    pipc_references_free(self->references);
    return 0;
}

static void link_all(fixture *self)
{
    pipc_error *error = NULL;

    assert_ok(pipc_set_references(&self->composite.logger.component, self->references, &error),
              error);
    assert_ok(pipc_set_references(&self->other.logger.component, self->references, &error), error);
}

static void it_writes_to_all_loggers_once_by_the_level_of_each(void **state)
{
    fixture *self = *state;

    link_all(self);
    self->two.logger.level = PIPC_LOG_WARN;
    pipc_log(&self->composite.logger, PIPC_LOG_TRACE, "1", NULL, "message %d", 1);
    pipc_log(&self->composite.logger, PIPC_LOG_ERROR, "2", NULL, "message %d", 2);
    assert_int_equal(capturing_logger_count(&self->one), 2);
    assert_string_equal(capturing_logger_line(&self->one, 0), "1 TRACE message 1");
    assert_int_equal(capturing_logger_count(&self->two), 1);
    assert_string_equal(capturing_logger_line(&self->two, 0), "2 ERROR message 2");
}

static void components_leave_it_out_as_they_write_to_all_themselves(void **state)
{
    fixture *self = *state;
    pipc__loggers loggers = {.count = 0};
    pipc_error *error = NULL;

    link_all(self);
    assert_ok(pipc__loggers_set_references(&loggers, self->references, &error), error);
    pipc__loggers_log(&loggers, PIPC_LOG_INFO, NULL, NULL, "a message");
    assert_int_equal(capturing_logger_count(&self->one), 1);
    assert_int_equal(capturing_logger_count(&self->two), 1);
    pipc__loggers_dispose(&loggers);
}

static void without_references_it_writes_nothing(void **state)
{
    fixture *self = *state;

    pipc_log(&self->composite.logger, PIPC_LOG_ERROR, NULL, NULL, "a message");
    link_all(self);
    pipc_unset_references(&self->composite.logger.component);
    pipc_log(&self->composite.logger, PIPC_LOG_ERROR, NULL, NULL, "a message");
    assert_int_equal(capturing_logger_count(&self->one), 0);
}

#define COMPOSITE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        COMPOSITE_TEST(it_writes_to_all_loggers_once_by_the_level_of_each),
        COMPOSITE_TEST(components_leave_it_out_as_they_write_to_all_themselves),
        COMPOSITE_TEST(without_references_it_writes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
