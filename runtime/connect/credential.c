#include "connect/credential.h"

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"

static int fail_multiple(const pipc_config_params *names, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_MISCONFIGURATION, "MULTIPLE_CREDENTIALS",
                     "credentials holds %zu sections (%s, %s%s), expected one",
                     pipc_config_params_count(names), pipc_config_params_at(names, 0, NULL),
                     pipc_config_params_at(names, 1, NULL),
                     pipc_config_params_count(names) > 2 ? ", ..." : "");
}

int pipc__credential_section(const pipc_config_params *config, char **out, pipc_error **error)
{
    pipc_config_params *credentials = NULL;
    pipc_config_params *names = NULL;
    char *name;
    int code = pipc_config_params_get_section(config, "credentials", &credentials, error);

    if (code == PIPC_OK)
        code = pipc_config_params_get_section_names(credentials, &names, error);
    if (code != PIPC_OK)
        goto out;
    if (pipc_config_params_count(names) > 1) {
        code = fail_multiple(names, error);
        goto out;
    }
    name = pipc_config_params_count(names) == 0
               ? pipc__strdup("credential")
               : pipc__str_format("credentials.%s", pipc_config_params_at(names, 0, NULL));
    if (name == NULL)
        code = pipc_fail_no_memory(error);
    else
        *out = name;
out:
    pipc_config_params_free(names);
    pipc_config_params_free(credentials);
    return code;
}

static int copy(const pipc_config_params *params, const char *key, char **out, pipc_error **error)
{
    const char *value = pipc_config_params_get(params, key);

    if (value == NULL)
        return PIPC_OK;
    *out = pipc__strdup(value);
    return *out == NULL ? pipc_fail_no_memory(error) : PIPC_OK;
}

static int read_section(const pipc_config_params *params, pipc__credential *self,
                        pipc_error **error)
{
    int code = copy(params, "ssl_key_file", &self->key_file, error);

    self->is_stored = pipc_config_params_get(params, "store_key") != NULL;
    if (code == PIPC_OK)
        code = copy(params, "ssl_crt_file", &self->certificate_file, error);
    if (code == PIPC_OK)
        code = copy(params, "ssl_ca_file", &self->ca_file, error);
    return code;
}

int pipc__credential_resolve(const pipc_config_params *config, pipc__credential *out,
                             pipc_error **error)
{
    pipc__credential self = {.section = NULL};
    pipc_config_params *params = NULL;
    int code = pipc__credential_section(config, &self.section, error);

    if (code == PIPC_OK)
        code = pipc_config_params_get_section(config, self.section, &params, error);
    if (code == PIPC_OK)
        code = read_section(params, &self, error);
    if (code == PIPC_OK)
        code = copy(config, "options.ssl_target_name_override", &self.server_name, error);
    pipc_config_params_free(params);
    if (code == PIPC_OK)
        *out = self;
    else
        pipc__credential_dispose(&self);
    return code;
}

static int fail_missing(const pipc__credential *self, const char *code, const char *key,
                        const char *why, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_MISCONFIGURATION, code, "%s.%s is not set, expected %s",
                     self->section == NULL ? "credential" : self->section, key, why);
}

int pipc__credential_check(const pipc__credential *self, bool listens, pipc_error **error)
{
    bool needs_key = listens || self->certificate_file != NULL;
    bool needs_certificate = listens || self->key_file != NULL;

    if (needs_key && self->key_file == NULL)
        return fail_missing(self, "NO_SSL_KEY_FILE", "ssl_key_file",
                            listens ? "a file, as a server of https needs a private key"
                                    : "the private key of the certificate of ssl_crt_file",
                            error);
    if (needs_certificate && self->certificate_file == NULL)
        return fail_missing(self, "NO_SSL_CRT_FILE", "ssl_crt_file",
                            listens ? "a file, as a server of https needs a certificate"
                                    : "the certificate of the private key of ssl_key_file",
                            error);
    return PIPC_OK;
}

const char *pipc__credential_any_file(const pipc__credential *self)
{
    if (self->key_file != NULL)
        return "ssl_key_file";
    if (self->certificate_file != NULL)
        return "ssl_crt_file";
    return self->ca_file != NULL ? "ssl_ca_file" : NULL;
}

void pipc__credential_dispose(pipc__credential *self)
{
    pipc__free(self->section);
    pipc__free(self->key_file);
    pipc__free(self->certificate_file);
    pipc__free(self->ca_file);
    pipc__free(self->server_name);
    *self = (pipc__credential){.section = NULL};
}
