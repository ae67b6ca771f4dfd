/* Logging: the interface, and loggers: for the console, for nobody, for several, and to extend. */
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

/**
 * Writes to all loggers that its references hold, by the level of each: for a program that wants to
 * write to them as components do. Those find loggers themselves and leave a composite one out, as
 * does another composite one: nothing is written twice.
 */
struct pipc_composite_logger {
    pipc_logger logger;
    struct pipc__listeners *found; /**< private */
};

/** Makes `self` ready for pipc_set_references(). Cannot fail. It need not be opened. */
PIPC_API void pipc_composite_logger_init(pipc_composite_logger *self);

/** A message as a cached logger saves it. */
typedef struct pipc_log_message {
    int64_t time_ms; /**< when it was written: since 1970, UTC */
    pipc_log_level level;
    const char *source; /**< as configured, or the name of the context info; NULL: there is none */
    const char *correlation_id; /**< NULL: there is none */
    const pipc_error *error;    /**< NULL: there is none */
    const char *message;
} pipc_log_message;

/**
 * Keeps messages and saves several at once, for a logger that sends them elsewhere: embed it, and
 * say how they are saved. While it is open that is done on a thread of its own, every
 * options.interval milliseconds (10000) and as soon as options.max_cache_size (100) have come; the
 * rest when it is closed. While it is closed each message is saved at once, by who writes it.
 *
 * Where saving fails, the messages are saved with the next ones, the newest max_cache_size of them;
 * where it is too slow for what comes, ten times as many are kept. What is lost is told, by a
 * warning among the messages that are saved next.
 *
 * Configuration: `level`, `source`, options.interval, options.max_cache_size.
 */
struct pipc_cached_logger {
    pipc_logger logger;
    const pipc_cached_logger_class *cached_logger_class;
    struct pipc__log_cache *cache; /**< private */
};

/** What a cached logger does with its messages, for those who write one. */
struct pipc_cached_logger_class {
    size_t size; /**< of this struct: room to grow */
    /**
     * Saves `count` messages (one or more), in the order in which they were written.
     *
     * Ownership: borrows all for the call.
     * Threads:   one call at a time. Must not write to the same logger.
     */
    int (*save)(pipc_cached_logger *self, const pipc_log_message *messages, size_t count,
                pipc_error **error);
};

/**
 * Makes the cached part ready; for those who write one. Cannot fail. The slots of `component_class`
 * must be the functions below, or call them.
 */
PIPC_API void pipc_cached_logger_init(pipc_cached_logger *self,
                                      const pipc_component_class *component_class,
                                      const pipc_cached_logger_class *cached_logger_class);

/** The slot `configure`. */
PIPC_API PIPC_NODISCARD int pipc_cached_logger_configure(pipc_component *component,
                                                         const pipc_config_params *config,
                                                         pipc_error **error);

/** The slots `set_references` and `unset_references`: takes the context info, for the source. */
PIPC_API PIPC_NODISCARD int pipc_cached_logger_set_references(pipc_component *component,
                                                              const pipc_references *references,
                                                              pipc_error **error);
PIPC_API void pipc_cached_logger_unset_references(pipc_component *component);

/** The slot `open`. Errors: PIPC_E_INTERNAL NO_THREAD; PIPC_E_NO_MEMORY. */
PIPC_API PIPC_NODISCARD int
pipc_cached_logger_open(pipc_component *component, const pipc_context *context, pipc_error **error);

/** The slot `close`. Errors: those of saving what is left, which stays until it is disposed. */
PIPC_API PIPC_NODISCARD int pipc_cached_logger_close(pipc_component *component,
                                                     const pipc_context *context,
                                                     pipc_error **error);

/** The slot `dispose`. */
PIPC_API void pipc_cached_logger_dispose(pipc_component *component);

/** Saves what is kept, now. Errors: those of saving. Threads: any. */
PIPC_API PIPC_NODISCARD int pipc_cached_logger_dump(pipc_cached_logger *self, pipc_error **error);

#ifdef __cplusplus
}
#endif

#endif
