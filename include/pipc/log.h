/* Logging: the interface, a logger for the console and one for nobody. */
#ifndef PIPC_LOG_H_
#define PIPC_LOG_H_

#include <pipc/component.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** As in Pip.Services; a logger of level L writes what has a level from 1 to L. */
typedef enum pipc_log_level {
    PIPC_LOG_NONE = 0,
    PIPC_LOG_FATAL = 1,
    PIPC_LOG_ERROR = 2,
    PIPC_LOG_WARN = 3,
    PIPC_LOG_INFO = 4,
    PIPC_LOG_DEBUG = 5,
    PIPC_LOG_TRACE = 6
} pipc_log_level;

/** "FATAL" and so on; "NONE" for what is not a level. */
PIPC_API const char *pipc_log_level_name(pipc_log_level level);

/**
 * The level that `text` names, in any case: 0 none nothing, 1 fatal, 2 error, 3 warn warning,
 * 4 info, 5 debug, 6 trace; `default_level` for NULL and for all else.
 */
PIPC_API pipc_log_level pipc_log_level_from_text(const char *text, pipc_log_level default_level);

/**
 * A logger. Components find all that stand in their references as `*:logger:*:*:*`. Embed it as the
 * first thing a logger of your own is made of.
 */
struct pipc_logger {
    pipc_component component;
    const pipc_logger_class *logger_class;
    pipc_log_level level; /**< PIPC_LOG_INFO unless configured (`level`) */
};

/** What a logger does, for those who write one. */
struct pipc_logger_class {
    size_t size; /**< of this struct: room to grow */
    /**
     * Writes one message.
     *
     * @param correlation_id  NULL if there is none.
     * @param error           what went wrong; NULL if nothing did.
     *
     * Ownership: borrows all arguments for the call.
     * Threads:   called from any thread, concurrently with itself. Must not block for long.
     */
    void (*write)(pipc_logger *self, pipc_log_level level, const char *correlation_id,
                  const pipc_error *error, const char *message);
};

/**
 * Makes the logger part ready; for those who write a logger. Cannot fail. `component_class` must
 * have the type "logger".
 */
PIPC_API void pipc_logger_init(pipc_logger *self, const pipc_component_class *component_class,
                               const pipc_logger_class *logger_class);

/** The logger that `component` is, NULL if it is another kind of component. */
PIPC_API pipc_logger *pipc_logger_from_component(pipc_component *component);

/** Writes a message if `self` (which may be NULL) has that level. Threads: any. */
PIPC_API void pipc_log(pipc_logger *self, pipc_log_level level, const char *correlation_id,
                       const pipc_error *error, const char *format, ...) PIPC_PRINTF(5, 6);

/**
 * Writes a line a message: `[correlation id or ---:LEVEL:time in UTC] message`, as Pip.Services'
 * ConsoleLogger does, fatal, error and warn to stderr and the rest to stdout.
 *
 * Configuration: `level`.
 */
struct pipc_console_logger {
    pipc_logger logger;
};

/** Makes `self` ready. Cannot fail. It need not be opened; dispose it with pipc_dispose(). */
PIPC_API void pipc_console_logger_init(pipc_console_logger *self);

/** Makes `self` a logger that writes nothing. Cannot fail. */
PIPC_API void pipc_null_logger_init(pipc_logger *self);

#ifdef __cplusplus
}
#endif

#endif
