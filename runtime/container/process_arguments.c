#include "container/process_arguments.h"

#include <string.h>

#include <pipc/config_params.h>
#include <pipc/error.h>

#include "base/alloc.h"

#define DEFAULT_CONFIG "./config/config.yml"

void pipc__process_arguments_dispose(pipc__process_arguments *self)
{
    pipc_config_params_free(self->parameters);
    *self = (pipc__process_arguments){.config = NULL};
}

static bool is_one_of(const char *word, size_t length, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strlen(*names) == length && strncmp(word, *names, length) == 0)
            return true;
    return false;
}

static int add_parameters(pipc__process_arguments *self, const char *line, pipc_error **error)
{
    pipc_config_params *given = NULL;
    pipc_config_params *all = NULL;
    int code = pipc_config_params_from_string(line, &given, error);

    if (code == PIPC_OK)
        code = pipc_config_params_override(self->parameters, given, &all, error);
    pipc_config_params_free(given);
    if (code != PIPC_OK)
        return code;
    pipc_config_params_free(self->parameters);
    self->parameters = all;
    return PIPC_OK;
}

/* Reads the option at argv[*index], and moves *index to the last word that belongs to it. */
static int read_option(pipc__process_arguments *self, char **argv, int *index, pipc_error **error)
{
    static const char *const config[] = {"-c", "--config", NULL};
    static const char *const parameters[] = {"-p", "--param", "--params", NULL};
    const char *word = argv[*index];
    const char *equals = strncmp(word, "--", 2) == 0 ? strchr(word, '=') : NULL;
    size_t length = equals == NULL ? strlen(word) : (size_t)(equals - word);
    bool is_config = is_one_of(word, length, config);
    const char *value;

    if (!is_config && !is_one_of(word, length, parameters))
        return pipc_fail(error, PIPC_E_BAD_REQUEST, "BAD_ARGUMENT",
                         "argument \"%s\" is unknown, expected -c FILE, -p \"NAME=VALUE\" or -h",
                         word);
    value = equals == NULL ? argv[++*index] : equals + 1;
    if (value == NULL)
        return pipc_fail(error, PIPC_E_BAD_REQUEST, "BAD_ARGUMENT",
                         "argument %s stands alone, expected a value behind it", word);
    if (!is_config)
        return add_parameters(self, value, error);
    self->config = value;
    return PIPC_OK;
}

int pipc__process_arguments_read(int argc, char **argv, pipc__process_arguments *out,
                                 pipc_error **error)
{
    static const char *const help[] = {"-h", "--help", NULL};
    pipc__process_arguments self = {.config = DEFAULT_CONFIG};
    int code = pipc_config_params_new(&self.parameters, error);

    for (int i = 1; code == PIPC_OK && !self.wants_help && i < argc; i++) {
        self.wants_help = is_one_of(argv[i], strlen(argv[i]), help);
        if (!self.wants_help)
            code = read_option(&self, argv, &i, error);
    }
    if (code == PIPC_OK)
        *out = self;
    else
        pipc__process_arguments_dispose(&self);
    return code;
}

int pipc__process_arguments_add(pipc__process_arguments *self, char *const *environment,
                                pipc_error **error)
{
    int code = PIPC_OK;

    for (; code == PIPC_OK && *environment != NULL; environment++) {
        const char *equals = strchr(*environment, '=');
        char *name;

        if (equals == NULL || equals == *environment)
            continue;
        name = pipc__strndup(*environment, (size_t)(equals - *environment));
        if (name == NULL)
            return pipc_fail_no_memory(error);
        code = pipc_config_params_set(self->parameters, name, equals + 1, error);
        pipc__free(name);
    }
    return code;
}
