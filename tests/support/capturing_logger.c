#include "support/capturing_logger.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <pipc/error.h>

enum { MOST_SECONDS = 10 };

static capturing_logger *from_logger(pipc_logger *logger)
{
    return PIPC_CONTAINER_OF(logger, capturing_logger, logger);
}

/* Memory is the C library's: what is tested may be out of the other one. */
static char *compose_line(pipc_log_level level, const char *correlation_id, const pipc_error *error,
                          const char *message)
{
    const char *error_message = pipc_error_message(error);
    const char *cause = pipc_error_cause(error);
    char *line;
    int length = asprintf(
        &line, "%s %s %s%s%s%s%s", correlation_id == NULL ? "---" : correlation_id,
        pipc_log_level_name(level), message, error == NULL ? "" : " | ",
        error == NULL ? "" : error_message, cause == NULL ? "" : " | ", cause == NULL ? "" : cause);

    if (length < 0)
        abort();
    return line;
}

static void capturing_logger_write(pipc_logger *logger, pipc_log_level level,
                                   const char *correlation_id, const pipc_error *error,
                                   const char *message)
{
    capturing_logger *self = from_logger(logger);
    char *line = compose_line(level, correlation_id, error, message);

    pthread_mutex_lock(&self->mutex);
    self->lines = realloc(self->lines, (self->count + 1) * sizeof(*self->lines));
    if (self->lines == NULL)
        abort();
    self->lines[self->count] = line;
    self->count++;
    pthread_cond_broadcast(&self->written);
    pthread_mutex_unlock(&self->mutex);
}

static void capturing_logger_dispose(pipc_component *component)
{
    capturing_logger *self = from_logger(pipc_logger_from_component(component));

    for (size_t i = 0; i < self->count; i++)
        free(self->lines[i]);
    free(self->lines);
    pthread_cond_destroy(&self->written);
    pthread_mutex_destroy(&self->mutex);
    *self = (capturing_logger){.count = 0};
}

void capturing_logger_init(capturing_logger *self)
{
    static const pipc_component_class component_class = {
        .size = sizeof(pipc_component_class),
        .type = "logger",
        .dispose = capturing_logger_dispose,
    };
    static const pipc_logger_class logger_class = {
        .size = sizeof(pipc_logger_class),
        .write = capturing_logger_write,
    };

    *self = (capturing_logger){.count = 0};
    pipc_logger_init(&self->logger, &component_class, &logger_class);
    self->logger.level = PIPC_LOG_TRACE;
    pthread_mutex_init(&self->mutex, NULL);
    pthread_cond_init(&self->written, NULL);
}

size_t capturing_logger_count(capturing_logger *self)
{
    return capturing_logger_count_with(self, "");
}

const char *capturing_logger_line(capturing_logger *self, size_t index)
{
    const char *line;

    pthread_mutex_lock(&self->mutex);
    line = index < self->count ? self->lines[index] : NULL;
    pthread_mutex_unlock(&self->mutex);
    return line;
}

/* With the mutex held. */
static size_t count_with(const capturing_logger *self, const char *text)
{
    size_t count = 0;

    for (size_t i = 0; i < self->count; i++)
        if (strstr(self->lines[i], text) != NULL)
            count++;
    return count;
}

size_t capturing_logger_count_with(capturing_logger *self, const char *text)
{
    size_t count;

    pthread_mutex_lock(&self->mutex);
    count = count_with(self, text);
    pthread_mutex_unlock(&self->mutex);
    return count;
}

bool capturing_logger_wait_for(capturing_logger *self, const char *text)
{
    struct timespec deadline;
    bool found;
    int result = 0;

    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += MOST_SECONDS;
    pthread_mutex_lock(&self->mutex);
    while (count_with(self, text) == 0 && result != ETIMEDOUT)
        result = pthread_cond_timedwait(&self->written, &self->mutex, &deadline);
    found = count_with(self, text) > 0;
    pthread_mutex_unlock(&self->mutex);
    return found;
}
