/* The templates of configuration files: variables, and parts that depend on them. */
#ifndef PIPC_RUNTIME_CONTAINER_TEMPLATE_H_
#define PIPC_RUNTIME_CONTAINER_TEMPLATE_H_

#include "container/config_text.h"

/*
 * Fills `parameters` (may be NULL) in, as <pipc/config_reader.h> tells, and puts the outcome in the
 * place of `text`.
 *
 * Errors: PIPC_E_MISCONFIGURATION BAD_TEMPLATE naming file, line and tag, TOO_LARGE, and BAD_TEXT
 *         for a value that is not UTF-8; PIPC_E_NO_MEMORY. `text` is as it was then.
 */
int pipc__template_expand(pipc__config_text *text, const pipc_config_params *parameters,
                          pipc_error **error);

#endif
