#include "component/log.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <pipc/config_params.h>
#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"

static const char *const level_names[] = {"NONE", "FATAL", "ERROR", "WARN",
                                          "INFO", "DEBUG", "TRACE"};

const char *pipc_log_level_name(pipc_log_level level)
{
    return level_names[(unsigned)level <= PIPC_LOG_TRACE ? level : PIPC_LOG_NONE];
}

pipc_log_level pipc_log_level_from_text(const char *text, pipc_log_level default_level)
{
    static const struct {
        const char *text;
        pipc_log_level level;
    } words[] = {
        {"0", PIPC_LOG_NONE},       {"none", PIPC_LOG_NONE},   {"nothing", PIPC_LOG_NONE},
        {"1", PIPC_LOG_FATAL},      {"fatal", PIPC_LOG_FATAL}, {"2", PIPC_LOG_ERROR},
        {"error", PIPC_LOG_ERROR},  {"3", PIPC_LOG_WARN},      {"warn", PIPC_LOG_WARN},
        {"warning", PIPC_LOG_WARN}, {"4", PIPC_LOG_INFO},      {"info", PIPC_LOG_INFO},
        {"5", PIPC_LOG_DEBUG},      {"debug", PIPC_LOG_DEBUG}, {"6", PIPC_LOG_TRACE},
        {"trace", PIPC_LOG_TRACE},
    };

    for (size_t i = 0; text != NULL && i < PIPC_ARRAY_SIZE(words); i++)
        if (pipc__str_equal_ignoring_case(text, words[i].text))
            return words[i].level;
    return default_level;
}

void pipc_logger_init(pipc_logger *self, const pipc_component_class *component_class,
                      const pipc_logger_class *logger_class)
{
    assert(strcmp(component_class->type, "logger") == 0);
    *self = (pipc_logger){.logger_class = logger_class, .level = PIPC_LOG_INFO};
    pipc_component_init(&self->component, component_class);
}

pipc_logger *pipc_logger_from_component(pipc_component *component)
{
    if (strcmp(component->component_class->type, "logger") != 0)
        return NULL;
    return PIPC_CONTAINER_OF(component, pipc_logger, component);
}

static bool logger_enabled(const pipc_logger *self, pipc_log_level level)
{
    return self != NULL && level > PIPC_LOG_NONE && level <= PIPC_LOG_TRACE &&
           level <= __atomic_load_n(&self->level, __ATOMIC_RELAXED);
}

/*
 * The message, in `buffer` if it fits and in *heap, to be freed, if not. Without memory the reader
 * of the log gets as much as fits.
 */
static const char *compose(char *buffer, size_t size, char **heap, const char *format,
                           va_list arguments)
{
    va_list again;
    int length;

    *heap = NULL;
    va_copy(again, arguments);
    length = vsnprintf(buffer, size, format, again);
    va_end(again);
    if (length < 0)
        return format;
    if ((size_t)length >= size)
        *heap = pipc__str_vformat(format, arguments);
    return *heap == NULL ? buffer : *heap;
}

void pipc_log(pipc_logger *self, pipc_log_level level, const char *correlation_id,
              const pipc_error *error, const char *format, ...)
{
    char buffer[512];
    char *heap;
    const char *message;
    va_list arguments;

    if (!logger_enabled(self, level))
        return;
    va_start(arguments, format);
    message = compose(buffer, sizeof(buffer), &heap, format, arguments);
    va_end(arguments);
    self->logger_class->write(self, level, correlation_id, error, message);
    pipc__free(heap);
}

static bool holds(const pipc__loggers *self, const pipc_logger *logger)
{
    for (size_t i = 0; i < self->count; i++)
        if (self->loggers[i] == logger)
            return true;
    return false;
}

/* Adds the loggers that match to `self`, which has room for all of `references`. */
static int find_loggers(pipc__loggers *self, const pipc_references *references, pipc_error **error)
{
    size_t position = 0;

    for (;;) {
        pipc_component *component = NULL;
        pipc_logger *logger;
        int code =
            pipc_references_get_next(references, "*:logger:*:*:*", &position, &component, error);

        if (code != PIPC_OK || component == NULL)
            return code;
        logger = pipc_logger_from_component(component);
        if (logger != NULL && !holds(self, logger))
            self->loggers[self->count++] = logger;
    }
}

int pipc__loggers_set_references(pipc__loggers *self, const pipc_references *references,
                                 pipc_error **error)
{
    pipc__loggers found = {0};
    int code;

    if (references != NULL) {
        found.loggers = pipc__alloc(pipc_references_count(references) * sizeof(*found.loggers));
        if (found.loggers == NULL)
            return pipc_fail_no_memory(error);
        code = find_loggers(&found, references, error);
        if (code != PIPC_OK) {
            pipc__loggers_dispose(&found);
            return code;
        }
    }
    pipc__loggers_dispose(self);
    *self = found;
    return PIPC_OK;
}

void pipc__loggers_dispose(pipc__loggers *self)
{
    pipc__free(self->loggers);
    *self = (pipc__loggers){0};
}

bool pipc__loggers_enabled(const pipc__loggers *self, pipc_log_level level)
{
    for (size_t i = 0; i < self->count; i++)
        if (logger_enabled(self->loggers[i], level))
            return true;
    return false;
}

void pipc__loggers_log(const pipc__loggers *self, pipc_log_level level, const char *correlation_id,
                       const pipc_error *error, const char *format, ...)
{
    char buffer[512];
    char *heap;
    const char *message;
    va_list arguments;

    if (!pipc__loggers_enabled(self, level))
        return;
    va_start(arguments, format);
    message = compose(buffer, sizeof(buffer), &heap, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < self->count; i++)
        if (logger_enabled(self->loggers[i], level))
            self->loggers[i]->logger_class->write(self->loggers[i], level, correlation_id, error,
                                                  message);
    pipc__free(heap);
}

static bool belongs_to_component(const char *key)
{
    return strncmp(key, "options.", strlen("options.")) == 0 ||
           strncmp(key, "connection.", strlen("connection.")) == 0 ||
           strncmp(key, "credential.", strlen("credential.")) == 0;
}

static bool is_known(const char *key, const char *const *known)
{
    for (; *known != NULL; known++)
        if (strcmp(key, *known) == 0)
            return true;
    return false;
}

void pipc__loggers_log_unknown_keys(const pipc__loggers *self, const char *correlation_id,
                                    const char *component_name, const pipc_config_params *config,
                                    const char *const *known)
{
    const char *key;

    if (!pipc__loggers_enabled(self, PIPC_LOG_DEBUG))
        return;
    for (size_t i = 0; (key = pipc_config_params_at(config, i, NULL)) != NULL; i++)
        if (belongs_to_component(key) && !is_known(key, known))
            pipc__loggers_log(self, PIPC_LOG_DEBUG, correlation_id, NULL,
                              "configuration key %s has no effect on %s", key, component_name);
}
