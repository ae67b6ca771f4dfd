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

int pipc__log_level_read(const pipc_config_params *config, const char *key,
                         pipc_log_level default_level, pipc_log_level *out, pipc_error **error)
{
    const char *text = pipc_config_params_get(config, key);
    /* Two defaults: what is either of them, depending on which is asked for, is no level. */
    pipc_log_level level = pipc_log_level_from_text(text, PIPC_LOG_NONE);

    if (text != NULL && level != pipc_log_level_from_text(text, PIPC_LOG_TRACE))
        return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_VALUE",
                         "%s is \"%s\", expected none, fatal, error, warn, info, debug, trace "
                         "or a number from 0 to 6",
                         key, text);
    *out = text == NULL ? default_level : level;
    return PIPC_OK;
}

int pipc__logger_configure(pipc_component *component, const pipc_config_params *config,
                           pipc_error **error)
{
    pipc_logger *self = pipc_logger_from_component(component);
    pipc_log_level level = PIPC_LOG_NONE;
    int code = pipc__log_level_read(config, "level",
                                    __atomic_load_n(&self->level, __ATOMIC_RELAXED), &level, error);

    if (code == PIPC_OK)
        __atomic_store_n(&self->level, level, __ATOMIC_RELAXED);
    return code;
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

int pipc__loggers_set_references(pipc__loggers *self, const pipc_references *references,
                                 pipc_error **error)
{
    return pipc__listeners_set_references(self, references, "logger",
                                          &pipc__composite_logger_component_class, error);
}

void pipc__loggers_dispose(pipc__loggers *self)
{
    pipc__listeners_dispose(self);
}

static pipc_logger *logger_at(const pipc__loggers *self, size_t index)
{
    return PIPC_CONTAINER_OF(self->list[index], pipc_logger, component);
}

bool pipc__loggers_enabled(const pipc__loggers *self, pipc_log_level level)
{
    for (size_t i = 0; i < self->count; i++)
        if (logger_enabled(logger_at(self, i), level))
            return true;
    return false;
}

void pipc__loggers_write(const pipc__loggers *self, pipc_log_level level,
                         const char *correlation_id, const pipc_error *error, const char *message)
{
    for (size_t i = 0; i < self->count; i++) {
        pipc_logger *logger = logger_at(self, i);

        if (logger_enabled(logger, level))
            logger->logger_class->write(logger, level, correlation_id, error, message);
    }
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
    pipc__loggers_write(self, level, correlation_id, error, message);
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
