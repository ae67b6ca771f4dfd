#include <pipc/log.h>

static void null_logger_write(pipc_logger *self, pipc_log_level level, const char *correlation_id,
                              const pipc_error *error, const char *message)
{
    (void)self;
    (void)level;
    (void)correlation_id;
    (void)error;
    (void)message;
}

static void null_logger_dispose(pipc_component *self)
{
    *pipc_logger_from_component(self) = (pipc_logger){0};
}

static const pipc_component_class null_component_class = {
    .size = sizeof(pipc_component_class),
    .type = "logger",
    .dispose = null_logger_dispose,
};

static const pipc_logger_class null_logger_class = {
    .size = sizeof(pipc_logger_class),
    .write = null_logger_write,
};

void pipc_null_logger_init(pipc_logger *self)
{
    pipc_logger_init(self, &null_component_class, &null_logger_class);
    self->level = PIPC_LOG_NONE; /* so that nobody puts a message together in vain */
}
