#include <pipc/error.h>

#include "container/config_formats.h"

int pipc__config_json_read(pipc__config_tree *tree, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_UNSUPPORTED, "NO_JSON",
                     "%s is JSON, which this build of pipc cannot read: it was built without "
                     "jansson, expected a YAML file",
                     tree->source->name);
}
