/* summator_container: the server of the tutorial again, put together by its configuration. */
#include <stdlib.h>

#include "calculator.h"
#include "report.h"

#define PROGRAM "summator_container"

static int create_calculator(pipc_factory *factory, const char *descriptor, pipc_component **out,
                             pipc_error **error)
{
    calculator *self = malloc(sizeof *self);

    (void)factory;
    (void)descriptor;
    if (self == NULL)
        return pipc_fail_no_memory(error);
    calculator_init(self, 0);
    *out = &self->summator.service.component;
    return PIPC_OK;
}

static void destroy_calculator(pipc_factory *factory, pipc_component *component)
{
    (void)factory;
    free(PIPC_CONTAINER_OF(component, calculator, summator.service.component));
}

static const pipc_factory_type types[] = {
    {"summator:service:grpc:*:1.0", create_calculator, destroy_calculator},
};

int main(int argc, char **argv)
{
    pipc_container container;
    pipc_factory factory;
    pipc_error *error = NULL;
    int status;

    pipc_factory_init(&factory, types, PIPC_ARRAY_SIZE(types));
    pipc_container_init(&container, PROGRAM);
    if (pipc_container_add_factory(&container, &factory, &error) == PIPC_OK)
        status = pipc_container_run(&container, argc, argv);
    else
        status = report_failure(PROGRAM, error);
    pipc_dispose(&container.component);
    pipc_dispose(&factory.component);
    return status;
}
