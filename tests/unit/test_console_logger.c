#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <pipc/config_params.h>
#include <pipc/log.h>

#include "support/cmocka.h"
#include "support/failing_allocator.h"

/* stdout and stderr, led into files while a test runs. */
typedef struct capture {
    pipc_console_logger logger;
    int saved[2];
    FILE *files[2];
    char *texts[2]; /* of stdout and stderr, once it was stopped */
} capture;

enum { OUT = 0, ERR = 1 };

static void start(capture *self)
{
    fflush(stdout);
    for (int i = 0; i < 2; i++) {
        self->files[i] = tmpfile();
        self->saved[i] = dup(STDOUT_FILENO + i);
        dup2(fileno(self->files[i]), STDOUT_FILENO + i);
    }
}

static char *contents(FILE *file)
{
    char *text = calloc(1, 1000000);

    rewind(file);
    text[fread(text, 1, 999999, file)] = '\0';
    fclose(file);
    return text;
}

static void stop(capture *self)
{
    fflush(stdout);
    for (int i = 0; i < 2; i++) {
        dup2(self->saved[i], STDOUT_FILENO + i);
        close(self->saved[i]);
        self->texts[i] = contents(self->files[i]);
    }
}

static int set_up(void **state)
{
    static capture self;

    self = (capture){.texts = {NULL, NULL}};
    pipc_console_logger_init(&self.logger);
    *state = &self;
    return 0;
}

static int tear_down(void **state)
{
    capture *self = *state;

    free(self->texts[OUT]);
    free(self->texts[ERR]);
    pipc_dispose(&self->logger.logger.component);
    return 0;
}

/* What a message, written alone, looks like. */
static const char *written(capture *self, pipc_log_level level, const char *correlation_id,
                           const pipc_error *error, const char *message)
{
    free(self->texts[OUT]);
    free(self->texts[ERR]);
    start(self);
    pipc_log(&self->logger.logger, level, correlation_id, error, "%s", message);
    stop(self);
    return self->texts[level <= PIPC_LOG_WARN ? ERR : OUT];
}

/* The line but for its time, which must look as "2024-01-31T23:59:59.999Z". */
static const char *without_time(const char *line)
{
    static char text[1000];
    static const char pattern[] = "0000-00-00T00:00:00.000Z";
    const char *time = strstr(line, ":INFO:");

    assert_non_null(time);
    time += strlen(":INFO:");
    for (size_t i = 0; pattern[i] != '\0'; i++)
        if (pattern[i] == '0')
            assert_in_range(time[i], '0', '9');
        else
            assert_int_equal(time[i], pattern[i]);
    snprintf(text, sizeof(text), "%.*s%s", (int)(time - line), line, time + strlen(pattern));
    return text;
}

static void a_line_is_that_of_pip_services(void **state)
{
    assert_string_equal(without_time(written(*state, PIPC_LOG_INFO, NULL, NULL, "a message")),
                        "[---:INFO:] a message\n");
    assert_string_equal(without_time(written(*state, PIPC_LOG_INFO, "123", NULL, "a message")),
                        "[123:INFO:] a message\n");
}

static void an_error_follows_the_message(void **state)
{
    pipc_error *error = NULL;

    pipc_fail(&error, PIPC_E_NOT_FOUND, "X", "no such thing");
    assert_string_equal(without_time(written(*state, PIPC_LOG_INFO, NULL, error, "a message")),
                        "[---:INFO:] a message: no such thing\n");
    assert_string_equal(without_time(written(*state, PIPC_LOG_INFO, NULL, error, "")),
                        "[---:INFO:] Error: no such thing\n");
    pipc_error_set_cause(error, "it was eaten");
    assert_string_equal(without_time(written(*state, PIPC_LOG_INFO, NULL, error, "a message")),
                        "[---:INFO:] a message: no such thing Caused by: it was eaten\n");
    pipc_error_free(error);
}

/* By the clock that is exact: that of time() is some milliseconds late. */
static void write_now(char *out, size_t size)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    strftime(out, size, "%Y-%m-%dT%H:%M:%S", gmtime(&now.tv_sec));
}

static void the_time_is_now_in_utc(void **state)
{
    char before[32];
    char after[32];
    const char *line;

    setenv("TZ", "Asia/Tokyo", 1);
    tzset();
    write_now(before, sizeof(before));
    line = written(*state, PIPC_LOG_INFO, NULL, NULL, "a message") + strlen("[---:INFO:");
    write_now(after, sizeof(after));
    unsetenv("TZ");
    assert_true(strncmp(before, line, strlen(before)) <= 0);
    assert_true(strncmp(line, after, strlen(after)) <= 0);
}

static void what_is_bad_goes_to_stderr_and_the_rest_to_stdout(void **state)
{
    capture *self = *state;

    self->logger.logger.level = PIPC_LOG_TRACE;
    start(self);
    for (int level = PIPC_LOG_FATAL; level <= PIPC_LOG_TRACE; level++)
        pipc_log(&self->logger.logger, (pipc_log_level)level, NULL, NULL, "level%d", level);
    stop(self);
    assert_non_null(strstr(self->texts[ERR], ":FATAL:"));
    assert_non_null(strstr(self->texts[ERR], ":ERROR:"));
    assert_non_null(strstr(self->texts[ERR], "level3"));
    assert_null(strstr(self->texts[ERR], "level4"));
    assert_null(strstr(self->texts[OUT], "level3"));
    assert_non_null(strstr(self->texts[OUT], ":INFO:"));
    assert_non_null(strstr(self->texts[OUT], ":DEBUG:"));
    assert_non_null(strstr(self->texts[OUT], ":TRACE:"));
}

static void a_message_stays_on_its_line(void **state)
{
    pipc_error *error = NULL;

    pipc_fail(&error, PIPC_E_NOT_FOUND, "X", "one\ntwo");
    pipc_error_set_cause(error, "three\nfour");
    assert_string_equal(
        without_time(
            written(*state, PIPC_LOG_INFO, "1\n[x", error, "a\r\nb\tc\x1b[31m\x7f\xc3\xa4")),
        "[1\\n[x:INFO:] a\\r\\nb\tc\\x1b[31m\\x7f\xc3\xa4: one\\ntwo Caused by: three\\nfour\n");
    pipc_error_free(error);
}

static int configure(capture *self, const char *level, pipc_error **error)
{
    pipc_config_params *config = NULL;
    pipc_error *ignored = NULL;
    int code;

    assert_ok(pipc_config_params_from_tuples(&config, &ignored, "level", level, NULL), ignored);
    code = pipc_configure(&self->logger.logger.component, config, error);
    pipc_config_params_free(config);
    return code;
}

static void the_level_is_configured(void **state)
{
    static const struct {
        const char *text;
        pipc_log_level level;
    } rows[] = {{NULL, PIPC_LOG_INFO},      {"", PIPC_LOG_INFO},   {"trace", PIPC_LOG_TRACE},
                {"Warning", PIPC_LOG_WARN}, {NULL, PIPC_LOG_WARN}, {"0", PIPC_LOG_NONE}};
    capture *self = *state;
    pipc_error *error = NULL;

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        assert_ok(configure(self, rows[i].text, &error), error);
        assert_int_equal(self->logger.logger.level, rows[i].level);
    }
    assert_string_equal(written(self, PIPC_LOG_FATAL, NULL, NULL, "a message"), "");
}

static void a_bad_level_is_refused_and_changes_nothing(void **state)
{
    capture *self = *state;
    pipc_error *error = NULL;

    self->logger.logger.level = PIPC_LOG_ERROR;
    assert_error(configure(self, "loud", &error), error, PIPC_E_MISCONFIGURATION, "BAD_VALUE",
                 "level is \"loud\", expected none, fatal, error");
    assert_int_equal(self->logger.logger.level, PIPC_LOG_ERROR);
}

static void without_memory_the_reader_learns_that_a_message_is_missing(void **state)
{
    capture *self = *state;

    start(self);
    failing_allocator_install();
    failing_allocator_fail_at(1, true);
    pipc_log(&self->logger.logger, PIPC_LOG_FATAL, NULL, NULL, "a message");
    failing_allocator_remove();
    stop(self);
    assert_non_null(strstr(self->texts[ERR], "out of memory"));
}

static void *write_lines(void *argument)
{
    capture *self = argument;

    for (int i = 0; i < 200; i++)
        pipc_log(&self->logger.logger, PIPC_LOG_INFO, NULL, NULL, "%s",
                 "<abcdefghijklmnopqrstuvwxyz>");
    return NULL;
}

static void lines_of_several_threads_do_not_mix(void **state)
{
    capture *self = *state;
    pthread_t threads[4];
    size_t count = 0;

    start(self);
    for (size_t i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, write_lines, self);
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    stop(self);
    for (char *line = strtok(self->texts[OUT], "\n"); line != NULL; line = strtok(NULL, "\n")) {
        assert_int_equal(strncmp(line, "[---:INFO:", 10), 0);
        assert_string_equal(strchr(line, ' '), " <abcdefghijklmnopqrstuvwxyz>");
        count++;
    }
    assert_int_equal(count, 800);
}

#define CONSOLE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CONSOLE_TEST(a_line_is_that_of_pip_services),
        CONSOLE_TEST(an_error_follows_the_message),
        CONSOLE_TEST(the_time_is_now_in_utc),
        CONSOLE_TEST(what_is_bad_goes_to_stderr_and_the_rest_to_stdout),
        CONSOLE_TEST(a_message_stays_on_its_line),
        CONSOLE_TEST(the_level_is_configured),
        CONSOLE_TEST(a_bad_level_is_refused_and_changes_nothing),
        CONSOLE_TEST(without_memory_the_reader_learns_that_a_message_is_missing),
        CONSOLE_TEST(lines_of_several_threads_do_not_mix),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
