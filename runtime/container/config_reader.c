#include <pipc/config_reader.h>

#include <pipc/config_params.h>
#include <pipc/error.h>

#include "container/config_file.h"

/* What the file holds, without its lines. */
static int give(pipc__config_file *file, pipc_config_params **out, pipc_error **error)
{
    pipc__config_values values = {.params = NULL};
    int code = pipc__config_values_read(&file->tree, file->tree.root, &values, error);

    pipc__config_file_dispose(file);
    if (code != PIPC_OK)
        return code;
    *out = values.params;
    values.params = NULL;
    pipc__config_values_dispose(&values);
    return PIPC_OK;
}

int pipc_config_read_file(const char *path, const pipc_config_params *parameters,
                          pipc_config_params **out, pipc_error **error)
{
    pipc__config_file file = {.text = {.name = NULL}};
    int code = pipc__config_file_read(&file, path, parameters, error);

    return code == PIPC_OK ? give(&file, out, error) : code;
}

int pipc_config_read_text(const char *name, const char *text, size_t length,
                          const pipc_config_params *parameters, pipc_config_params **out,
                          pipc_error **error)
{
    pipc__config_file file = {.text = {.name = NULL}};
    int code = pipc__config_file_parse(&file, name, text, length, parameters, error);

    return code == PIPC_OK ? give(&file, out, error) : code;
}
