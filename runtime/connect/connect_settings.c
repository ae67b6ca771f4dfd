#include "connect/connect_settings.h"

#include <pipc/error.h>

int pipc__connect_settings_configure(pipc__connect_settings *self, const pipc_config_params *config,
                                     const pipc__connection_defaults *defaults, pipc_error **error)
{
    pipc__connection connection = {.target = NULL};
    pipc__credential credential = {.section = NULL};
    pipc_config_params *copy = NULL;
    int code = pipc_config_params_override(config, NULL, &copy, error);

    if (code == PIPC_OK)
        code = pipc__connection_resolve(config, defaults, &connection, error);
    if (code == PIPC_OK)
        code = pipc__credential_resolve(config, &credential, error);
    if (code == PIPC_OK && connection.secure)
        code = pipc__credential_check(&credential, defaults->listens, error);
    if (code != PIPC_OK) {
        pipc__credential_dispose(&credential);
        pipc__connection_dispose(&connection);
        pipc_config_params_free(copy);
        return code;
    }
    pipc__credential_dispose(&self->credential);
    pipc__connection_dispose(&self->connection);
    pipc_config_params_free(self->config);
    self->connection = connection;
    self->credential = credential;
    self->config = copy;
    return PIPC_OK;
}

void pipc__connect_settings_warn(const pipc__connect_settings *self, const char *correlation_id)
{
    const char *key = pipc__credential_any_file(&self->credential);

    if (!self->connection.secure && key != NULL)
        pipc__loggers_log(&self->loggers, PIPC_LOG_WARN, correlation_id, NULL,
                          "%s.%s is set, but has no effect without TLS: the protocol is http",
                          self->credential.section, key);
}

void pipc__connect_settings_dispose(pipc__connect_settings *self)
{
    pipc__loggers_dispose(&self->loggers);
    pipc__credential_dispose(&self->credential);
    pipc__connection_dispose(&self->connection);
    pipc_config_params_free(self->config);
    *self = (pipc__connect_settings){.config = NULL};
}
