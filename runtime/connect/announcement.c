#include "connect/announcement.h"

#include <stdio.h>

#include <pipc/error.h>

#include "connect/discovery.h"

typedef int announce_function(const pipc__sources *self, const char *correlation_id,
                              const char *key, const pipc_config_params *params,
                              pipc_error **error);

/* What a client needs to know of `section`, which listens on `port`. */
static int make_params(const pipc__section *section, int port, pipc_config_params **out,
                       pipc_error **error)
{
    static const char *const keys[] = {"protocol", "host", "ip", "uri"};
    pipc_config_params *params = NULL;
    char text[16];
    int code = pipc_config_params_new(&params, error);

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(keys) && code == PIPC_OK; i++) {
        const char *value = pipc_config_params_get(section->params, keys[i]);

        if (value != NULL)
            code = pipc_config_params_set(params, keys[i], value, error);
    }
    snprintf(text, sizeof text, "%d", port);
    if (code == PIPC_OK && port != 0)
        code = pipc_config_params_set(params, "port", text, error);
    if (code == PIPC_OK)
        *out = params;
    else
        pipc_config_params_free(params);
    return code;
}

static int announce_one(const pipc__connect_settings *settings, const pipc__section *section,
                        int port, const char *correlation_id, announce_function *announce,
                        pipc_error **error)
{
    const char *key = pipc_config_params_get(section->params, "discovery_key");
    pipc_config_params *params = NULL;
    int code;

    if (key == NULL || !pipc__section_says_where(section))
        return PIPC_OK;
    code = make_params(section, port, &params, error);
    if (code == PIPC_OK)
        code = announce(&settings->discoveries, correlation_id, key, params, error);
    pipc_config_params_free(params);
    return code;
}

int pipc__announce(const pipc__connect_settings *settings, const int *ports,
                   const char *correlation_id, pipc_error **error)
{
    pipc__sections sections = {.count = 0};
    int code = pipc__sections_read(settings->config, &sections, error);

    for (size_t i = 0; i < sections.count && code == PIPC_OK; i++)
        code = announce_one(settings, &sections.list[i], ports[i], correlation_id,
                            pipc__discoveries_register, error);
    pipc__sections_dispose(&sections);
    if (code != PIPC_OK)
        (void)!pipc__unannounce(settings, ports, correlation_id, NULL);
    return code;
}

int pipc__unannounce(const pipc__connect_settings *settings, const int *ports,
                     const char *correlation_id, pipc_error **error)
{
    pipc__sections sections = {.count = 0};
    int code = pipc__sections_read(settings->config, &sections, error);

    for (size_t i = 0; i < sections.count; i++) {
        int failure = announce_one(settings, &sections.list[i], ports[i], correlation_id,
                                   pipc__discoveries_unregister, code == PIPC_OK ? error : NULL);

        if (code == PIPC_OK)
            code = failure;
    }
    pipc__sections_dispose(&sections);
    return code;
}
