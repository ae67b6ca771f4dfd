#include "container/config_file.h"

#include <stdbool.h>
#include <string.h>

#include <pipc/error.h>

#include "base/str.h"
#include "container/config_formats.h"
#include "container/template.h"

static bool is_yaml(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot != NULL && (pipc__str_equal_ignoring_case(dot, ".yml") ||
                           pipc__str_equal_ignoring_case(dot, ".yaml"));
}

/* Whether there is anything but white space. */
static bool holds_anything(const pipc__config_text *text)
{
    return text->text[strspn(text->text, " \t\r\n")] != '\0';
}

/* Goes on with the text of the file. */
static int parse(pipc__config_file *self, const pipc_config_params *parameters, pipc_error **error)
{
    int code = pipc__template_expand(&self->text, parameters, error);

    pipc__config_tree_init(&self->tree, &self->text);
    if (code == PIPC_OK && holds_anything(&self->text))
        code = is_yaml(self->text.name) ? pipc__config_yaml_read(&self->tree, error)
                                        : pipc__config_json_read(&self->tree, error);
    if (code != PIPC_OK)
        pipc__config_file_dispose(self);
    return code;
}

int pipc__config_file_read(pipc__config_file *self, const char *name,
                           const pipc_config_params *parameters, pipc_error **error)
{
    int code;

    if (name == NULL || name[0] == '\0')
        return pipc_fail(error, PIPC_E_MISCONFIGURATION, "NO_PATH",
                         "no configuration file is named, expected its path");
    code = pipc__config_text_read(name, &self->text, error);
    return code == PIPC_OK ? parse(self, parameters, error) : code;
}

int pipc__config_file_parse(pipc__config_file *self, const char *name, const char *text,
                            size_t length, const pipc_config_params *parameters, pipc_error **error)
{
    int code = pipc__config_text_copy(name, text, length, &self->text, error);

    return code == PIPC_OK ? parse(self, parameters, error) : code;
}

void pipc__config_file_dispose(pipc__config_file *self)
{
    pipc__config_tree_dispose(&self->tree);
    pipc__config_text_dispose(&self->text);
}
