/* Pointers by key, a few of them, in an arena. */
#ifndef PIPC_RUNTIME_BASE_VALUES_H_
#define PIPC_RUNTIME_BASE_VALUES_H_

#include <pipc/types.h>

#include "base/arena.h"

/* Zeroed: none. */
typedef struct pipc__values {
    struct pipc__value *first;
} pipc__values;

/* What was put under `key`, NULL if nothing was. */
void *pipc__values_get(const pipc__values *self, const void *key);

/* Puts `value` in place of what was there. Errors: PIPC_E_NO_MEMORY. */
int pipc__values_put(pipc__values *self, pipc__arena *arena, const void *key, void *value,
                     pipc_error **error);

#endif
