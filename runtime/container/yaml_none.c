#include <pipc/error.h>

#include "container/config_formats.h"

int pipc__config_yaml_read(pipc__config_tree *tree, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_UNSUPPORTED, "NO_YAML",
                     "%s is YAML, which this build of pipc cannot read: it was built without "
                     "libyaml, expected a JSON file",
                     tree->source->name);
}
