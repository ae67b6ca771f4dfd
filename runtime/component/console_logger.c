#include <pipc/log.h>

#include <stdio.h>
#include <time.h>

#include <pipc/config_params.h>
#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"

/* Appends `text` so that it stays on its line and cannot steer a terminal. */
static void append_escaped(pipc__str *line, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;

        if (byte == '\n')
            pipc__str_append(line, "\\n");
        else if (byte == '\r')
            pipc__str_append(line, "\\r");
        else if ((byte < 0x20 && byte != '\t') || byte == 0x7f)
            pipc__str_printf(line, "\\x%02x", byte);
        else
            pipc__str_append_bytes(line, text, 1);
    }
}

static void append_time(pipc__str *line)
{
    struct timespec now;
    struct tm utc;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    pipc__str_printf(line, "%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ", utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                     now.tv_nsec / 1000000);
}

static void append_error(pipc__str *line, const pipc_error *error)
{
    append_escaped(line, pipc_error_message(error));
    if (pipc_error_cause(error) != NULL) {
        pipc__str_append(line, " Caused by: ");
        append_escaped(line, pipc_error_cause(error));
    }
}

static char *compose_line(pipc_log_level level, const char *correlation_id, const pipc_error *error,
                          const char *message)
{
    pipc__str line = {0};

    pipc__str_append(&line, "[");
    append_escaped(&line, correlation_id == NULL ? "---" : correlation_id);
    pipc__str_printf(&line, ":%s:", pipc_log_level_name(level));
    append_time(&line);
    pipc__str_append(&line, "] ");
    append_escaped(&line, message);
    if (error != NULL) {
        pipc__str_append(&line, message[0] == '\0' ? "Error: " : ": ");
        append_error(&line, error);
    }
    pipc__str_append(&line, "\n");
    return pipc__str_take(&line);
}

static void console_logger_write(pipc_logger *self, pipc_log_level level,
                                 const char *correlation_id, const pipc_error *error,
                                 const char *message)
{
    FILE *stream = level <= PIPC_LOG_WARN ? stderr : stdout;
    char *line = compose_line(level, correlation_id, error, message);

    (void)self;
    /* In one call, so that the lines of several threads do not mix. */
    fputs(line == NULL ? "[---:ERROR:] a message was lost, out of memory\n" : line, stream);
    fflush(stream);
    pipc__free(line);
}

static int console_logger_configure(pipc_component *component, const pipc_config_params *config,
                                    pipc_error **error)
{
    pipc_logger *self = pipc_logger_from_component(component);
    const char *text = pipc_config_params_get(config, "level");
    /* Two defaults: what is either of them, depending on which is asked for, is no level. */
    pipc_log_level level = pipc_log_level_from_text(text, PIPC_LOG_NONE);

    if (text == NULL)
        return PIPC_OK;
    if (level != pipc_log_level_from_text(text, PIPC_LOG_TRACE))
        return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_VALUE",
                         "level is \"%s\", expected none, fatal, error, warn, info, debug, trace "
                         "or a number from 0 to 6",
                         text);
    __atomic_store_n(&self->level, level, __ATOMIC_RELAXED);
    return PIPC_OK;
}

static void console_logger_dispose(pipc_component *component)
{
    pipc_logger *logger = pipc_logger_from_component(component);

    *PIPC_CONTAINER_OF(logger, pipc_console_logger, logger) = (pipc_console_logger){0};
}

static const pipc_component_class console_component_class = {
    .size = sizeof(pipc_component_class),
    .type = "logger",
    .configure = console_logger_configure,
    .dispose = console_logger_dispose,
};

static const pipc_logger_class console_logger_class = {
    .size = sizeof(pipc_logger_class),
    .write = console_logger_write,
};

void pipc_console_logger_init(pipc_console_logger *self)
{
    pipc_logger_init(&self->logger, &console_component_class, &console_logger_class);
}
