/* Fields of a request, and what is wrong with each. */
#ifndef PIPC_RUNTIME_BASE_VIOLATIONS_H_
#define PIPC_RUNTIME_BASE_VIOLATIONS_H_

#include <stdbool.h>
#include <stddef.h>

typedef struct pipc__violation {
    char *field;
    char *description;
} pipc__violation;

/* Zeroed: none. A field may be there several times. */
typedef struct pipc__violations {
    pipc__violation *items;
    size_t count;
} pipc__violations;

/* Copies both. False, and no change, if there is no memory. */
bool pipc__violations_add(pipc__violations *self, const char *field, const char *description);

void pipc__violations_dispose(pipc__violations *self);

#endif
