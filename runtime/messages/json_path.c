#include "messages/json_path.h"

#include "base/utf8.h"
#include "messages/json_string.h"

/* Keys are as long as their sender likes. */
enum { NAME_MAX_BYTES = 60 };

/* On one line, whatever is in the names. */
void pipc__json_path_write_steps(pipc__str *out, const pipc__json_path *path)
{
    size_t length;

    if (path->parent != NULL)
        pipc__json_path_write_steps(out, path->parent);
    if (path->step == PIPC__STEP_INDEX) {
        pipc__str_printf(out, "[%zu]", path->index);
        return;
    }
    length = pipc__utf8_fit(path->name, path->length, NAME_MAX_BYTES);
    if (path->step == PIPC__STEP_KEY) {
        pipc__str_append(out, "[");
        pipc__json_string_write(out, path->name, length);
        pipc__str_append(out, "]");
    } else {
        pipc__str_append(out, path->parent == NULL ? "" : ".");
        pipc__json_string_escape(out, path->name, length);
    }
}

void pipc__json_path_write(pipc__str *out, const pipc__json_path *path)
{
    pipc__str_append(out, path == NULL ? "the message" : "field ");
    if (path != NULL)
        pipc__json_path_write_steps(out, path);
}
