#include "connect/connect_settings.h"

#include <pipc/error.h>

#include "connect/credential_store.h"
#include "connect/discovery.h"
#include "connect/join.h"

/*
 * Whether `config` tells connections that can be made; what discoveries and credential stores know
 * is told later.
 */
static int check(const pipc_config_params *config, const pipc__connection_defaults *defaults,
                 pipc_error **error)
{
    pipc__sections sections = {.count = 0};
    pipc__connection connection = {.target = NULL};
    pipc__credential credential = {.section = NULL};
    int code = pipc__sections_read(config, &sections, error);

    if (code == PIPC_OK)
        code = pipc__connection_resolve(&sections, defaults, &connection, error);
    if (code == PIPC_OK)
        code = pipc__credential_resolve(config, &credential, error);
    if (code == PIPC_OK && connection.secure && !credential.is_stored)
        code = pipc__credential_check(&credential, defaults->listens, error);
    pipc__credential_dispose(&credential);
    pipc__connection_dispose(&connection);
    pipc__sections_dispose(&sections);
    return code;
}

int pipc__connect_settings_configure(pipc__connect_settings *self, const pipc_config_params *config,
                                     const pipc__connection_defaults *defaults, pipc_error **error)
{
    pipc_config_params *copy = NULL;
    int code = pipc_config_params_override(config, NULL, &copy, error);

    if (code == PIPC_OK)
        code = check(config, defaults, error);
    if (code != PIPC_OK) {
        pipc_config_params_free(copy);
        return code;
    }
    pipc_config_params_free(self->config);
    self->config = copy;
    return PIPC_OK;
}

int pipc__connect_settings_set_references(pipc__connect_settings *self,
                                          const pipc_references *references, pipc_error **error)
{
    pipc__sources discoveries = {.count = 0};
    pipc__sources stores = {.count = 0};
    int code = pipc__discoveries_set_references(&discoveries, references, error);

    if (code == PIPC_OK)
        code = pipc__credential_stores_set_references(&stores, references, error);
    if (code == PIPC_OK)
        code = pipc__loggers_set_references(&self->loggers, references, error);
    if (code != PIPC_OK) {
        pipc__sources_dispose(&discoveries);
        pipc__sources_dispose(&stores);
        return code;
    }
    pipc__sources_dispose(&self->discoveries);
    pipc__sources_dispose(&self->credential_stores);
    self->discoveries = discoveries;
    self->credential_stores = stores;
    return PIPC_OK;
}

void pipc__connect_settings_unset_references(pipc__connect_settings *self)
{
    pipc__loggers_dispose(&self->loggers);
    pipc__sources_dispose(&self->discoveries);
    pipc__sources_dispose(&self->credential_stores);
}

static int resolve_connection(const pipc__connect_settings *self,
                              const pipc__connection_defaults *defaults, const char *correlation_id,
                              pipc__connection *out, pipc_error **error)
{
    pipc__sections sections = {.count = 0};
    int code = pipc__sections_read(self->config, &sections, error);

    if (code == PIPC_OK)
        code = pipc__discoveries_resolve(&self->discoveries, correlation_id, defaults->listens,
                                         &sections, error);
    if (code == PIPC_OK)
        code = pipc__connection_resolve(&sections, defaults, out, error);
    if (code == PIPC_OK && !defaults->listens && out->next != NULL)
        code = pipc__connection_join(out, &self->loggers, correlation_id, error);
    pipc__sections_dispose(&sections);
    return code;
}

int pipc__connect_settings_resolve(pipc__connect_settings *self,
                                   const pipc__connection_defaults *defaults,
                                   const char *correlation_id, pipc_error **error)
{
    pipc__connection connection = {.target = NULL};
    pipc__credential credential = {.section = NULL};
    pipc_config_params *resolved = NULL;
    int code = pipc__credential_stores_resolve(&self->credential_stores, correlation_id,
                                               self->config, &resolved, error);

    if (code == PIPC_OK)
        code = pipc__credential_resolve(resolved, &credential, error);
    if (code == PIPC_OK)
        code = resolve_connection(self, defaults, correlation_id, &connection, error);
    if (code != PIPC_OK) {
        pipc__connection_dispose(&connection);
        pipc__credential_dispose(&credential);
        pipc_config_params_free(resolved);
        return code;
    }
    pipc__connection_dispose(&self->connection);
    pipc__credential_dispose(&self->credential);
    pipc_config_params_free(self->resolved);
    self->connection = connection;
    self->credential = credential;
    self->resolved = resolved;
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
    pipc__connect_settings_unset_references(self);
    pipc__connection_dispose(&self->connection);
    pipc__credential_dispose(&self->credential);
    pipc_config_params_free(self->resolved);
    pipc_config_params_free(self->config);
    *self = (pipc__connect_settings){.config = NULL};
}
