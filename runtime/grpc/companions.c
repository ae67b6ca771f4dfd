#include "grpc/companions.h"

#include <pipc/error.h>

/* --- configure ------------------------------------------------------------------------------ */

int pipc__companions_read(pipc__companions *self, pipc_grpc_endpoint *endpoint,
                          const pipc_config_params *config, pipc__companions_asked *asked,
                          pipc_error **error)
{
    for (int i = 0; i < PIPC__COMPANION_COUNT; i++) {
        int code = pipc_config_params_get_boolean(config, pipc__companion_classes[i]->option, false,
                                                  &asked->each[i], error);

        if (code != PIPC_OK)
            return code;
        if (!asked->each[i] || self->all[i] != NULL)
            continue;
        self->all[i] = pipc__companion_classes[i]->make(endpoint);
        if (self->all[i] == NULL)
            return pipc_fail_no_memory(error);
    }
    return PIPC_OK;
}

pipc__companion *pipc__companions_get(const pipc__companions *self, int which)
{
    return self->asked.each[which] ? self->all[which] : NULL;
}

/* --- open and close ------------------------------------------------------------------------- */

static void tell(pipc__companion *companion, void (*slot)(pipc__companion *))
{
    if (slot != NULL)
        slot(companion);
}

static void close_first(pipc__companions *self, int count)
{
    while (count-- > 0)
        if (self->asked.each[count])
            tell(self->all[count], pipc__companion_classes[count]->close);
}

int pipc__companions_open(pipc__companions *self, pipc_error **error)
{
    for (int i = 0; i < PIPC__COMPANION_COUNT; i++) {
        int code = PIPC_OK;

        if (self->asked.each[i])
            code = pipc__companion_classes[i]->open(self->all[i], error);
        if (code != PIPC_OK) {
            close_first(self, i);
            return code;
        }
    }
    return PIPC_OK;
}

void pipc__companions_services_changed(pipc__companions *self)
{
    for (int i = 0; i < PIPC__COMPANION_COUNT; i++)
        if (self->asked.each[i])
            tell(self->all[i], pipc__companion_classes[i]->services_changed);
}

void pipc__companions_closing(pipc__companions *self)
{
    for (int i = 0; i < PIPC__COMPANION_COUNT; i++)
        if (self->asked.each[i])
            tell(self->all[i], pipc__companion_classes[i]->closing);
}

void pipc__companions_close(pipc__companions *self)
{
    close_first(self, PIPC__COMPANION_COUNT);
}

void pipc__companions_dispose(pipc__companions *self)
{
    for (int i = 0; i < PIPC__COMPANION_COUNT; i++)
        if (self->all[i] != NULL)
            pipc__companion_classes[i]->free(self->all[i]);
    *self = (pipc__companions){.all = {NULL}};
}
