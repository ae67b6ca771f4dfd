#include <string.h>

#include <pipc/config_params.h>
#include <pipc/log.h>

#include "component/log.h"
#include "support/capturing_logger.h"
#include "support/cmocka.h"
#include "support/failing_allocator.h"

static int set_up(void **state)
{
    static capturing_logger self;

    capturing_logger_init(&self);
    *state = &self;
    return 0;
}

static int tear_down(void **state)
{
    capturing_logger *self = *state;

    pipc_dispose(&self->logger.component);
    return 0;
}

static void levels_have_the_names_of_pip_services(void **state)
{
    static const char *const names[] = {"NONE", "FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"};

    (void)state;
    for (int level = PIPC_LOG_NONE; level <= PIPC_LOG_TRACE; level++)
        assert_string_equal(pipc_log_level_name((pipc_log_level)level), names[level]);
    assert_string_equal(pipc_log_level_name((pipc_log_level)7), "NONE");
    assert_string_equal(pipc_log_level_name((pipc_log_level)-1), "NONE");
}

static void levels_are_read_as_in_pip_services(void **state)
{
    static const struct {
        const char *text;
        int level; /* -1: the default */
    } rows[] = {
        {"0", 0},     {"none", 0},      {"Nothing", 0}, {"1", 1},       {"FATAL", 1}, {"2", 2},
        {"Error", 2}, {"3", 3},         {"warn", 3},    {"WARNING", 3}, {"4", 4},     {"info", 4},
        {"5", 5},     {"dEbUg", 5},     {"6", 6},       {"trace", 6},   {"7", -1},    {"-1", -1},
        {"", -1},     {"warnings", -1}, {NULL, -1},     {"00", -1},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++)
        for (int other = PIPC_LOG_NONE; other <= PIPC_LOG_TRACE; other++)
            assert_int_equal(pipc_log_level_from_text(rows[i].text, (pipc_log_level)other),
                             rows[i].level < 0 ? other : rows[i].level);
}

static void a_logger_writes_what_has_its_level_or_a_lower_one(void **state)
{
    capturing_logger *self = *state;

    self->logger.level = PIPC_LOG_WARN;
    for (int level = -1; level <= 7; level++)
        pipc_log(&self->logger, (pipc_log_level)level, NULL, NULL, "level %d", level);
    assert_int_equal(capturing_logger_count(self), 3);
    assert_string_equal(capturing_logger_line(self, 0), "--- FATAL level 1");
    assert_string_equal(capturing_logger_line(self, 1), "--- ERROR level 2");
    assert_string_equal(capturing_logger_line(self, 2), "--- WARN level 3");
}

static void correlation_id_and_error_reach_the_logger(void **state)
{
    capturing_logger *self = *state;
    pipc_error *error = NULL;

    pipc_fail(&error, PIPC_E_NOT_FOUND, "X", "no such thing");
    pipc_log(&self->logger, PIPC_LOG_INFO, "123", error, "message of %s", "two");
    pipc_error_free(error);
    assert_string_equal(capturing_logger_line(self, 0), "123 INFO message of two | no such thing");
}

static void no_logger_writes_nothing(void **state)
{
    pipc_logger null_logger;

    (void)state;
    pipc_log(NULL, PIPC_LOG_FATAL, NULL, NULL, "message");
    pipc_null_logger_init(&null_logger);
    pipc_log(&null_logger, PIPC_LOG_FATAL, NULL, NULL, "message");
    null_logger.level = PIPC_LOG_TRACE;
    pipc_log(&null_logger, PIPC_LOG_FATAL, NULL, NULL, "message");
    pipc_dispose(&null_logger.component);
    pipc_log(&null_logger, PIPC_LOG_FATAL, NULL, NULL, "message");
}

static void long_messages_are_written_whole(void **state)
{
    static const int lengths[] = {511, 512, 5000};
    capturing_logger *self = *state;

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(lengths); i++) {
        pipc_log(&self->logger, PIPC_LOG_INFO, NULL, NULL, "%0*d", lengths[i], 7);
        assert_int_equal(strlen(capturing_logger_line(self, i)),
                         strlen("--- INFO ") + (size_t)lengths[i]);
    }
}

static void without_memory_a_message_is_cut_but_not_lost(void **state)
{
    capturing_logger *self = *state;

    failing_allocator_install();
    failing_allocator_fail_at(1, true);
    pipc_log(&self->logger, PIPC_LOG_INFO, NULL, NULL, "%05000d", 7);
    failing_allocator_remove();
    assert_int_equal(strlen(capturing_logger_line(self, 0)), strlen("--- INFO ") + 511);
}

static void a_logger_is_known_by_its_type(void **state)
{
    static const pipc_component_class other_class = {
        .size = sizeof(pipc_component_class),
        .type = "cache",
    };
    capturing_logger *self = *state;
    pipc_component other;

    pipc_component_init(&other, &other_class);
    assert_null(pipc_logger_from_component(&other));
    assert_ptr_equal(pipc_logger_from_component(&self->logger.component), &self->logger);
}

static pipc_references *references_with(pipc_component *component, const char *descriptor)
{
    pipc_references *references = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(pipc_references_put(references, descriptor, component, &error), error);
    return references;
}

static void all_loggers_of_the_references_get_each_message_once(void **state)
{
    capturing_logger *self = *state;
    capturing_logger other;
    pipc__loggers loggers = {0};
    pipc_references *references =
        references_with(&self->logger.component, "pip-services:logger:console:default:1.0");
    pipc_error *error = NULL;

    capturing_logger_init(&other);
    assert_ok(pipc_references_put(references, "a:logger:b:c:1.0", &other.logger.component, &error),
              error);
    assert_ok(
        pipc_references_put(references, "a:logger:b:again:1.0", &other.logger.component, &error),
        error);
    assert_ok(pipc__loggers_set_references(&loggers, references, &error), error);
    pipc_references_free(references); /* the list is not needed any more */
    self->logger.level = PIPC_LOG_WARN;
    pipc__loggers_log(&loggers, PIPC_LOG_NONE, "0", NULL, "message %d", 0);
    pipc__loggers_log(&loggers, PIPC_LOG_INFO, "1", NULL, "message %d", 1);
    pipc__loggers_log(&loggers, PIPC_LOG_WARN, "2", NULL, "message %d", 2);
    assert_int_equal(capturing_logger_count(self), 1);
    assert_string_equal(capturing_logger_line(self, 0), "2 WARN message 2");
    assert_int_equal(capturing_logger_count(&other), 2);
    pipc__loggers_dispose(&loggers);
    pipc_dispose(&other.logger.component);
}

static void what_is_no_logger_is_passed_over(void **state)
{
    static const pipc_component_class other_class = {
        .size = sizeof(pipc_component_class),
        .type = "cache",
    };
    pipc_component other;
    pipc__loggers loggers = {0};
    pipc_references *references = references_with(&other, "*:*:*:*:*");
    pipc_error *error = NULL;

    (void)state;
    pipc_component_init(&other, &other_class);
    assert_ok(pipc__loggers_set_references(&loggers, references, &error), error);
    assert_int_equal(loggers.count, 0);
    pipc_references_free(references);
    pipc__loggers_dispose(&loggers);
}

static void new_references_replace_the_loggers_of_the_old_ones(void **state)
{
    capturing_logger *self = *state;
    pipc__loggers loggers = {0};
    pipc_references *references = references_with(&self->logger.component, "a:logger:b:c:1.0");
    pipc_error *error = NULL;

    assert_false(pipc__loggers_enabled(&loggers, PIPC_LOG_FATAL));
    for (int i = 0; i < 2; i++)
        assert_ok(pipc__loggers_set_references(&loggers, references, &error), error);
    assert_int_equal(loggers.count, 1);
    assert_true(pipc__loggers_enabled(&loggers, PIPC_LOG_TRACE));
    self->logger.level = PIPC_LOG_INFO;
    assert_false(pipc__loggers_enabled(&loggers, PIPC_LOG_DEBUG));
    assert_ok(pipc__loggers_set_references(&loggers, NULL, &error), error);
    assert_int_equal(loggers.count, 0);
    pipc_references_free(references);
    pipc__loggers_dispose(&loggers);
}

static void without_memory_the_old_loggers_stay(void **state)
{
    capturing_logger *self = *state;
    pipc__loggers loggers = {0};
    pipc_references *references = references_with(&self->logger.component, "a:logger:b:c:1.0");
    pipc_error *error = NULL;

    assert_ok(pipc__loggers_set_references(&loggers, references, &error), error);
    failing_allocator_install();
    for (size_t n = 1; n <= 3; n++) {
        failing_allocator_fail_at(n, false);
        assert_error(pipc__loggers_set_references(&loggers, references, &error), error,
                     PIPC_E_NO_MEMORY, "NO_MEMORY", "");
        assert_int_equal(loggers.count, 1);
        assert_ptr_equal(loggers.list[0], &self->logger.component);
        assert_int_equal(failing_allocator_live_blocks(), 0);
    }
    failing_allocator_remove();
    pipc_references_free(references);
    pipc__loggers_dispose(&loggers);
}

static void keys_without_effect_are_told_at_debug_level(void **state)
{
    static const char *const known[] = {"connection.host", "options.timeout", NULL};
    capturing_logger *self = *state;
    pipc_component *list[] = {&self->logger.component};
    pipc__loggers loggers = {.list = list, .count = 1};
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_config_params_from_string(
                  "connection.host=h;connection.hosts=h;options.timeout=1;options.timeou=1;"
                  "credential.ssl_key_file=f;connections.0.host=h;other.key=1;options=2",
                  &config, &error),
              error);
    self->logger.level = PIPC_LOG_INFO;
    pipc__loggers_log_unknown_keys(&loggers, "1", "endpoint", config, known);
    assert_int_equal(capturing_logger_count(self), 0);
    self->logger.level = PIPC_LOG_DEBUG;
    pipc__loggers_log_unknown_keys(&loggers, "1", "endpoint", config, known);
    assert_int_equal(capturing_logger_count(self), 3);
    assert_string_equal(capturing_logger_line(self, 0),
                        "1 DEBUG configuration key connection.hosts has no effect on endpoint");
    assert_int_equal(capturing_logger_count_with(self, " options.timeou "), 1);
    assert_int_equal(capturing_logger_count_with(self, " credential.ssl_key_file "), 1);
    pipc_config_params_free(config);
}

#define LOG_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_have_the_names_of_pip_services),
        cmocka_unit_test(levels_are_read_as_in_pip_services),
        LOG_TEST(a_logger_writes_what_has_its_level_or_a_lower_one),
        LOG_TEST(correlation_id_and_error_reach_the_logger),
        cmocka_unit_test(no_logger_writes_nothing),
        LOG_TEST(long_messages_are_written_whole),
        LOG_TEST(without_memory_a_message_is_cut_but_not_lost),
        LOG_TEST(a_logger_is_known_by_its_type),
        LOG_TEST(all_loggers_of_the_references_get_each_message_once),
        cmocka_unit_test(what_is_no_logger_is_passed_over),
        LOG_TEST(new_references_replace_the_loggers_of_the_old_ones),
        LOG_TEST(without_memory_the_old_loggers_stay),
        LOG_TEST(keys_without_effect_are_told_at_debug_level),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
