#include "rpc/method_options.h"

#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"

static const char *name_of(const pipc_grpc_method *method)
{
    return strrchr(method->path, '/') + 1;
}

/* The length of the name, if `key` is of `method`: of "sum" in "sum.retries". */
static size_t match(const char *key, const pipc_grpc_method *method)
{
    const char *name = name_of(method);
    size_t length = strlen(name);

    return strncmp(key, name, length) == 0 && key[length] == '.' ? length : 0;
}

static int read_key(const pipc_config_params *section, const char *key, const char *option,
                    pipc__method_options *options, pipc_error **error)
{
    if (strcmp(option, "timeout") == 0)
        return pipc_config_params_get_long(section, key, 0, INT32_MAX, options->timeout_ms,
                                           &options->timeout_ms, error);
    if (strcmp(option, "retries") == 0)
        return pipc_config_params_get_long(section, key, 0, INT32_MAX, options->retries,
                                           &options->retries, error);
    return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_KEY",
                     "configuration key methods.%s says nothing of a method, expected retries or "
                     "timeout behind its name",
                     key);
}

static int read_method_key(const pipc_config_params *section, const char *key,
                           const pipc_grpc_service_desc *desc, pipc__method_options *options,
                           pipc_error **error)
{
    for (size_t i = 0; i < desc->method_count; i++) {
        size_t length = match(key, &desc->methods[i]);

        if (length > 0)
            return read_key(section, key, key + length + 1, &options[i], error);
    }
    return pipc_fail(error, PIPC_E_MISCONFIGURATION, "METHOD_NOT_FOUND",
                     "configuration key methods.%s names no method of %s", key, desc->name);
}

static int read_section(const pipc_config_params *config, const pipc_grpc_service_desc *desc,
                        pipc__method_options *options, pipc_error **error)
{
    pipc_config_params *section = NULL;
    const char *key;
    int code = pipc_config_params_get_section(config, "methods", &section, error);

    for (size_t i = 0; code == PIPC_OK && (key = pipc_config_params_at(section, i, NULL)) != NULL;
         i++)
        code = read_method_key(section, key, desc, options, error);
    pipc_config_params_free(section);
    return code;
}

int pipc__method_options_read(const pipc_config_params *config, const pipc_grpc_service_desc *desc,
                              const pipc__method_options *defaults, pipc__method_options **out,
                              pipc_error **error)
{
    pipc__method_options *options = pipc__alloc(desc->method_count * sizeof *options);
    int code;

    if (options == NULL)
        return pipc_fail_no_memory(error);
    for (size_t i = 0; i < desc->method_count; i++)
        options[i] = *defaults;
    code = read_section(config, desc, options, error);
    if (code == PIPC_OK)
        *out = options;
    else
        pipc__free(options);
    return code;
}
