#include <pipc/log.h>

#include "component/log.h"

static pipc_composite_logger *of_component(pipc_component *component)
{
    return PIPC_CONTAINER_OF(pipc_logger_from_component(component), pipc_composite_logger, logger);
}

static void write_to_all(pipc_logger *logger, pipc_log_level level, const char *correlation_id,
                         const pipc_error *error, const char *message)
{
    const pipc__loggers *found = PIPC_CONTAINER_OF(logger, pipc_composite_logger, logger)->found;

    if (found != NULL)
        pipc__loggers_write(found, level, correlation_id, error, message);
}

static int set_references(pipc_component *component, const pipc_references *references,
                          pipc_error **error)
{
    return pipc__listeners_replace(&of_component(component)->found, references, "logger",
                                   &pipc__composite_logger_component_class, error);
}

static void unset_references(pipc_component *component)
{
    pipc__listeners_drop(&of_component(component)->found);
}

const pipc_component_class pipc__composite_logger_component_class = {
    .size = sizeof(pipc_component_class),
    .type = "logger",
    .set_references = set_references,
    .unset_references = unset_references,
};

static const pipc_logger_class composite_logger_class = {
    .size = sizeof(pipc_logger_class),
    .write = write_to_all,
};

void pipc_composite_logger_init(pipc_composite_logger *self)
{
    pipc_logger_init(&self->logger, &pipc__composite_logger_component_class,
                     &composite_logger_class);
    self->logger.level = PIPC_LOG_TRACE; /* each of them has its own */
    self->found = NULL;
}
