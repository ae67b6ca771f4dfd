#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include <pipc/config_params.h>
#include <pipc/context_info.h>
#include <pipc/log.h>
#include <pipc/references.h>

#include "base/sync.h"
#include "support/failing_allocator.h"

enum { THREADS = 4, MESSAGES = 200 };

/* A cached logger that keeps what is saved. */
typedef struct saving_logger {
    pipc_cached_logger cached_logger;
    pipc__mutex mutex; /* guards the rest */
    pipc__condition saved;
    pipc__condition released;
    int saves;
    size_t count;
    char lines[THREADS * MESSAGES][100];
    bool fails;
    bool is_held; /* saving waits */
} saving_logger;

static saving_logger *of(pipc_cached_logger *logger)
{
    return PIPC_CONTAINER_OF(logger, saving_logger, cached_logger);
}

static void keep(saving_logger *self, const pipc_log_message *message)
{
    snprintf(self->lines[self->count++], sizeof self->lines[0], "%s %s %s %s%s%s",
             message->source == NULL ? "---" : message->source,
             message->correlation_id == NULL ? "---" : message->correlation_id,
             pipc_log_level_name(message->level), message->message,
             message->error == NULL ? "" : " | ",
             message->error == NULL ? "" : pipc_error_message(message->error));
    assert_true(message->time_ms > 1700000000000);
}

static int save(pipc_cached_logger *logger, const pipc_log_message *messages, size_t count,
                pipc_error **error)
{
    saving_logger *self = of(logger);
    int code = PIPC_OK;

    pipc__mutex_lock(&self->mutex);
    self->saves++;
    pipc__condition_broadcast(&self->saved);
    while (self->is_held)
        pipc__condition_wait(&self->released, &self->mutex);
    if (self->fails)
        code = pipc_fail(error, PIPC_E_NO_RESPONSE, "AWAY", "nobody takes the messages");
    for (size_t i = 0; code == PIPC_OK && i < count; i++)
        keep(self, &messages[i]);
    pipc__condition_broadcast(&self->saved);
    pipc__mutex_unlock(&self->mutex);
    return code;
}

static int set_up(void **state)
{
    static const pipc_component_class component_class = {
        .size = sizeof(pipc_component_class),
        .type = "logger",
        .configure = pipc_cached_logger_configure,
        .set_references = pipc_cached_logger_set_references,
        .unset_references = pipc_cached_logger_unset_references,
        .open = pipc_cached_logger_open,
        .close = pipc_cached_logger_close,
        .dispose = pipc_cached_logger_dispose,
    };
    static const pipc_cached_logger_class cached_logger_class = {
        .size = sizeof(pipc_cached_logger_class),
        .save = save,
    };
    static saving_logger self;

    memset(&self, 0, sizeof self);
    pipc__mutex_init(&self.mutex);
    pipc__condition_init(&self.saved);
    pipc__condition_init(&self.released);
    pipc_cached_logger_init(&self.cached_logger, &component_class, &cached_logger_class);
    *state = &self;
    return 0;
}

static int tear_down(void **state)
{
    saving_logger *self = *state;

    pipc_dispose(&self->cached_logger.logger.component);
    pipc__condition_dispose(&self->released);
    pipc__condition_dispose(&self->saved);
    pipc__mutex_dispose(&self->mutex);
    return 0;
}

static void configure(saving_logger *self, const char *line)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_config_params_from_string(line, &config, &error), error);
    assert_ok(pipc_configure(&self->cached_logger.logger.component, config, &error), error);
    pipc_config_params_free(config);
}

static void open_logger(saving_logger *self, const char *line)
{
    pipc_error *error = NULL;

    configure(self, line);
    assert_ok(pipc_open(&self->cached_logger.logger.component, NULL, &error), error);
}

static int close_logger(saving_logger *self, pipc_error **error)
{
    return pipc_close(&self->cached_logger.logger.component, NULL, error);
}

static void write_messages(saving_logger *self, int count)
{
    for (int i = 0; i < count; i++)
        pipc_log(&self->cached_logger.logger, PIPC_LOG_INFO, NULL, NULL, "message %d", i);
}

static void wait_for(saving_logger *self, size_t count)
{
    pipc__mutex_lock(&self->mutex);
    while (self->count < count)
        pipc__condition_wait(&self->saved, &self->mutex);
    pipc__mutex_unlock(&self->mutex);
}

static void wait_until_it_saves(saving_logger *self)
{
    pipc__mutex_lock(&self->mutex);
    while (self->saves == 0)
        pipc__condition_wait(&self->saved, &self->mutex);
    pipc__mutex_unlock(&self->mutex);
}

static void set_held(saving_logger *self, bool is_held)
{
    pipc__mutex_lock(&self->mutex);
    self->is_held = is_held;
    pipc__condition_broadcast(&self->released);
    pipc__mutex_unlock(&self->mutex);
}

static void closed_it_saves_each_message_at_once(void **state)
{
    saving_logger *self = *state;
    pipc_error *error = NULL;

    pipc_fail(&error, PIPC_E_NOT_FOUND, "X", "no such thing");
    pipc_log(&self->cached_logger.logger, PIPC_LOG_ERROR, "123", error, "a message");
    pipc_log(&self->cached_logger.logger, PIPC_LOG_DEBUG, "123", NULL, "too much");
    configure(self, "source=me;level=debug");
    pipc_log(&self->cached_logger.logger, PIPC_LOG_DEBUG, NULL, NULL, "now");
    pipc_error_free(error);
    assert_int_equal(self->saves, 2);
    assert_string_equal(self->lines[0], "--- 123 ERROR a message | no such thing");
    assert_string_equal(self->lines[1], "me --- DEBUG now");
}

static void the_source_is_the_name_of_the_context_info_unless_configured(void **state)
{
    saving_logger *self = *state;
    pipc_component *component = &self->cached_logger.logger.component;
    pipc_references *references = NULL;
    pipc_context_info context_info;
    pipc_error *error = NULL;

    pipc_context_info_init(&context_info);
    assert_ok(pipc_context_info_set_name(&context_info, "process", &error), error);
    assert_ok(pipc_references_new(&references, &error), error);
    assert_ok(pipc_references_put(references, "pip-services:context-info:default:default:1.0",
                                  &context_info.component, &error),
              error);
    assert_ok(pipc_set_references(component, references, &error), error);
    write_messages(self, 1);
    configure(self, "source=me");
    write_messages(self, 1);
    assert_string_equal(self->lines[0], "process --- INFO message 0");
    assert_string_equal(self->lines[1], "me --- INFO message 0");
    pipc_unset_references(component);
    pipc_references_free(references);
    pipc_dispose(&context_info.component);
}

static void open_it_saves_several_at_once_in_time(void **state)
{
    saving_logger *self = *state;

    open_logger(self, "options.interval=1");
    write_messages(self, 3);
    wait_for(self, 3);
    assert_string_equal(self->lines[2], "--- --- INFO message 2");
}

static void open_it_saves_when_enough_have_come(void **state)
{
    saving_logger *self = *state;

    open_logger(self, "options.interval=1000000;options.max_cache_size=5");
    write_messages(self, 4);
    assert_int_equal(self->saves, 0);
    write_messages(self, 1);
    wait_for(self, 5);
    assert_int_equal(self->saves, 1);
}

static void nothing_is_lost_when_it_closes(void **state)
{
    saving_logger *self = *state;
    pipc_error *error = NULL;

    open_logger(self, "options.interval=1000000");
    write_messages(self, 7);
    assert_ok(close_logger(self, &error), error);
    assert_int_equal(self->count, 7);
    assert_int_equal(self->saves, 1);
}

static void what_could_not_be_saved_is_saved_with_the_next(void **state)
{
    saving_logger *self = *state;
    pipc_error *error = NULL;

    open_logger(self, "options.interval=1000000;options.max_cache_size=3");
    self->fails = true;
    write_messages(self, 2);
    assert_error(pipc_cached_logger_dump(&self->cached_logger, &error), error, PIPC_E_NO_RESPONSE,
                 "AWAY", "nobody takes");
    self->fails = false;
    pipc_log(&self->cached_logger.logger, PIPC_LOG_WARN, NULL, NULL, "the last");
    assert_ok(close_logger(self, &error), error);
    assert_int_equal(self->count, 3);
    assert_string_equal(self->lines[0], "--- --- INFO message 0");
    assert_string_equal(self->lines[2], "--- --- WARN the last");
}

static void what_cannot_be_saved_is_bounded_and_its_loss_told(void **state)
{
    saving_logger *self = *state;
    pipc_error *error = NULL;

    configure(self, "options.max_cache_size=3");
    self->fails = true;
    write_messages(self, 10);
    self->fails = false;
    assert_ok(pipc_cached_logger_dump(&self->cached_logger, &error), error);
    assert_int_equal(self->count, 4);
    assert_string_equal(self->lines[0], "--- --- INFO message 7");
    assert_string_equal(self->lines[3], "--- --- WARN 7 messages before these were lost");
}

static void while_saving_is_slow_ten_times_as_many_are_kept(void **state)
{
    saving_logger *self = *state;
    pipc_error *error = NULL;

    open_logger(self, "options.interval=1000000;options.max_cache_size=1");
    set_held(self, true);
    write_messages(self, 1);
    wait_until_it_saves(self);
    write_messages(self, 15);
    set_held(self, false);
    assert_ok(close_logger(self, &error), error);
    assert_int_equal(self->count, 12);
    assert_string_equal(self->lines[1], "--- --- INFO message 5");
    assert_string_equal(self->lines[11], "--- --- WARN 5 messages before these were lost");
}

static void *write_many(void *argument)
{
    write_messages(argument, MESSAGES);
    return NULL;
}

static void several_threads_may_write_while_it_opens_and_closes(void **state)
{
    saving_logger *self = *state;
    pipc_error *error = NULL;
    pthread_t threads[THREADS];

    configure(self, "options.interval=1;options.max_cache_size=1000");
    for (int i = 0; i < THREADS; i++)
        assert_true(pipc__thread_start(&threads[i], write_many, self));
    for (int i = 0; i < 20; i++) {
        assert_ok(pipc_open(&self->cached_logger.logger.component, NULL, &error), error);
        assert_ok(close_logger(self, &error), error);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(self->count, THREADS * MESSAGES);
}

static void bad_values_are_named(void **state)
{
    saving_logger *self = *state;
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_config_params_from_string("options.max_cache_size=0", &config, &error), error);
    assert_error(pipc_configure(&self->cached_logger.logger.component, config, &error), error,
                 PIPC_E_MISCONFIGURATION, "BAD_VALUE", "options.max_cache_size is \"0\"");
    pipc_config_params_free(config);
}

/* Whatever is lost, nothing leaks, and what is lost is told afterwards. */
static int use_without_memory(void *data)
{
    saving_logger *self;
    pipc_error *error = NULL;
    void *state;
    int code;

    (void)data;
    set_up(&state);
    self = state;
    code = pipc_open(&self->cached_logger.logger.component, NULL, &error);
    write_messages(self, 2);
    pipc_error_free(error);
    error = NULL;
    if (code == PIPC_OK)
        code = close_logger(self, &error);
    pipc_error_free(error);
    if (code == PIPC_OK)
        assert_int_not_equal(self->count, 0);
    tear_down(&state);
    return code;
}

static void without_memory_nothing_leaks(void **state)
{
    (void)state;
    for_each_failing_allocation(use_without_memory, NULL);
}

#define CACHED_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CACHED_TEST(closed_it_saves_each_message_at_once),
        CACHED_TEST(the_source_is_the_name_of_the_context_info_unless_configured),
        CACHED_TEST(open_it_saves_several_at_once_in_time),
        CACHED_TEST(open_it_saves_when_enough_have_come),
        CACHED_TEST(nothing_is_lost_when_it_closes),
        CACHED_TEST(what_could_not_be_saved_is_saved_with_the_next),
        CACHED_TEST(what_cannot_be_saved_is_bounded_and_its_loss_told),
        CACHED_TEST(while_saving_is_slow_ten_times_as_many_are_kept),
        CACHED_TEST(several_threads_may_write_while_it_opens_and_closes),
        CACHED_TEST(bad_values_are_named),
        cmocka_unit_test(without_memory_nothing_leaks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
