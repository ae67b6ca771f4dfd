/* Where in a message a conversion is, for its errors: "order.items[3].price". */
#ifndef PIPC_RUNTIME_MESSAGES_JSON_PATH_H_
#define PIPC_RUNTIME_MESSAGES_JSON_PATH_H_

#include <stddef.h>

#include "base/str.h"

typedef enum pipc__json_step { PIPC__STEP_FIELD, PIPC__STEP_INDEX, PIPC__STEP_KEY } pipc__json_step;

/* The last step of a path; those before it stand further up the stack. NULL: the whole message. */
typedef struct pipc__json_path {
    const struct pipc__json_path *parent;
    pipc__json_step step;
    const char *name; /* of a field or key, `length` bytes */
    size_t length;
    size_t index;
} pipc__json_path;

/* Appends "field a.b[3]", or "the message". */
void pipc__json_path_write(pipc__str *out, const pipc__json_path *path);

/* Appends "a.b[3]"; `path` is not NULL. */
void pipc__json_path_write_steps(pipc__str *out, const pipc__json_path *path);

#endif
