#include "messages/json_path.h"

#include "base/utf8.h"

/* Keys are as long as their sender likes. */
enum { NAME_MAX_BYTES = 60 };

/* On one line, whatever it is. */
static void write_name(pipc__str *out, const pipc__json_path *path)
{
    size_t length = pipc__utf8_fit(path->name, path->length, NAME_MAX_BYTES);

    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)path->name[i];

        pipc__str_printf(out, "%c", byte < ' ' || byte == 0x7f ? '?' : byte);
    }
}

void pipc__json_path_write_steps(pipc__str *out, const pipc__json_path *path)
{
    if (path->parent != NULL)
        pipc__json_path_write_steps(out, path->parent);
    if (path->step == PIPC__STEP_INDEX) {
        pipc__str_printf(out, "[%zu]", path->index);
        return;
    }
    if (path->step == PIPC__STEP_KEY)
        pipc__str_append(out, "[\"");
    else if (path->parent != NULL)
        pipc__str_append(out, ".");
    write_name(out, path);
    if (path->step == PIPC__STEP_KEY)
        pipc__str_append(out, "\"]");
}

void pipc__json_path_write(pipc__str *out, const pipc__json_path *path)
{
    pipc__str_append(out, path == NULL ? "the message" : "field ");
    if (path != NULL)
        pipc__json_path_write_steps(out, path);
}
