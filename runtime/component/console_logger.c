#include <pipc/log.h>

#include <stdio.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"
#include "component/log.h"
#include "component/wall_clock.h"

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
    pipc__wall_clock_append(&line, pipc__wall_clock_ms());
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

static void console_logger_dispose(pipc_component *component)
{
    pipc_logger *logger = pipc_logger_from_component(component);

    *PIPC_CONTAINER_OF(logger, pipc_console_logger, logger) = (pipc_console_logger){0};
}

static const pipc_component_class console_component_class = {
    .size = sizeof(pipc_component_class),
    .type = "logger",
    .configure = pipc__logger_configure,
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
