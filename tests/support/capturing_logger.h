/* A logger that keeps what is written to it. */
#ifndef PIPC_TESTS_SUPPORT_CAPTURING_LOGGER_H_
#define PIPC_TESTS_SUPPORT_CAPTURING_LOGGER_H_

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include <pipc/log.h>

typedef struct capturing_logger {
    pipc_logger logger;
    pthread_mutex_t mutex; /* guards the rest */
    pthread_cond_t written;
    char **lines;
    size_t count;
} capturing_logger;

/* Takes all levels. Dispose it with pipc_dispose(&self->logger.component). */
void capturing_logger_init(capturing_logger *self);

/* How many lines it has. Threads: any. */
size_t capturing_logger_count(capturing_logger *self);

/*
 * Line `index`: "<correlation id or ---> <LEVEL> <message>[ | <error message>[ | <cause>]]"; NULL
 * past the last. Borrowed until the logger is disposed. Threads: any.
 */
const char *capturing_logger_line(capturing_logger *self, size_t index);

/* How many lines hold `text`. Threads: any. */
size_t capturing_logger_count_with(capturing_logger *self, const char *text);

/* Waits until a line holds `text`; false after 10 seconds. Threads: any. */
bool capturing_logger_wait_for(capturing_logger *self, const char *text);

#endif
