#include "connect/connect_settings.h"

#include <pipc/error.h>

int pipc__connect_settings_configure(pipc__connect_settings *self, const pipc_config_params *config,
                                     const pipc__connection_defaults *defaults, pipc_error **error)
{
    pipc__connection connection = {.target = NULL};
    pipc_config_params *copy = NULL;
    int code = pipc_config_params_override(config, NULL, &copy, error);

    if (code == PIPC_OK)
        code = pipc__connection_resolve(config, defaults, &connection, error);
    if (code != PIPC_OK) {
        pipc_config_params_free(copy);
        return code;
    }
    pipc__connection_dispose(&self->connection);
    pipc_config_params_free(self->config);
    self->connection = connection;
    self->config = copy;
    return PIPC_OK;
}

void pipc__connect_settings_dispose(pipc__connect_settings *self)
{
    pipc__loggers_dispose(&self->loggers);
    pipc__connection_dispose(&self->connection);
    pipc_config_params_free(self->config);
    *self = (pipc__connect_settings){.config = NULL};
}
