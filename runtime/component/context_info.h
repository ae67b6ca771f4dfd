/* How components find the context info. */
#ifndef PIPC_RUNTIME_COMPONENT_CONTEXT_INFO_H_
#define PIPC_RUNTIME_COMPONENT_CONTEXT_INFO_H_

#include <pipc/context_info.h>

/*
 * The context info that `references` (may be NULL) hold as `*:context-info:*:*:1.0`, NULL if none.
 *
 * Errors: PIPC_E_NO_MEMORY; *out is untouched then.
 */
int pipc__context_info_find(const pipc_references *references, const pipc_context_info **out,
                            pipc_error **error);

#endif
