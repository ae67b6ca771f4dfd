/* The readers of YAML and JSON, each in a build that has its library, and out of one that has not.
 */
#ifndef PIPC_RUNTIME_CONTAINER_CONFIG_FORMATS_H_
#define PIPC_RUNTIME_CONTAINER_CONFIG_FORMATS_H_

#include "container/config_tree.h"

/*
 * Build `tree`, which is initialised, from its source.
 *
 * Errors: PIPC_E_MISCONFIGURATION BAD_YAML or BAD_JSON, naming file, line and what was expected,
 *         and those of pipc__config_tree_add(); PIPC_E_UNSUPPORTED NO_YAML or NO_JSON, naming the
 *         file, where pipc was built without; PIPC_E_NO_MEMORY.
 */
int pipc__config_yaml_read(pipc__config_tree *tree, pipc_error **error);
int pipc__config_json_read(pipc__config_tree *tree, pipc_error **error);

#endif
