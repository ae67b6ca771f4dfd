#include <pipc/paging.h>

#include <string.h>

#include <pipc/error.h>
#include <pipc/parameters.h>

#include "base/str.h"
#include "commands/json_values.h"

enum { BRACKETS_MAX = 64 };

/* The path that is being read, and how long it was before each bracket that is open. */
typedef struct projection_reader {
    pipc__str path;
    size_t lengths[BRACKETS_MAX];
    size_t brackets;
    json_t *paths;
} projection_reader;

static int bad_projection(const char *text, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_BAD_REQUEST, "BAD_PROJECTION",
                     "the projection is \"%s\", expected names as in \"a,b(c,d)\" in UTF-8, nested "
                     "%d times at most",
                     text, BRACKETS_MAX);
}

static void cut_path(projection_reader *self, size_t length)
{
    self->path.length = length;
    if (self->path.text != NULL)
        self->path.text[length] = '\0';
}

static size_t prefix_length(const projection_reader *self)
{
    return self->brackets == 0 ? 0 : self->lengths[self->brackets - 1];
}

static void append_name(projection_reader *self, const char *name, size_t length)
{
    while (length > 0 && strchr(" \t\r\n", name[length - 1]) != NULL)
        length--;
    while (length > 0 && strchr(" \t\r\n", name[0]) != NULL) {
        name++;
        length--;
    }
    pipc__str_append_bytes(&self->path, name, length);
}

/* False: it is no text, or there is no memory. An empty name is left out. */
static bool keep_path(projection_reader *self)
{
    bool kept = true;

    if (self->path.length > prefix_length(self))
        kept = json_array_append_new(self->paths, json_string(self->path.text)) == 0;
    cut_path(self, prefix_length(self));
    return kept;
}

static bool open_bracket(projection_reader *self)
{
    if (self->brackets == BRACKETS_MAX || self->path.length == prefix_length(self))
        return false;
    pipc__str_append(&self->path, ".");
    self->lengths[self->brackets++] = self->path.length;
    return true;
}

static bool close_bracket(projection_reader *self)
{
    bool kept = self->brackets > 0 && keep_path(self);

    if (kept) {
        self->brackets--;
        cut_path(self, prefix_length(self));
    }
    return kept;
}

static bool read_paths(projection_reader *self, const char *text)
{
    for (;;) {
        size_t length = strcspn(text, ",()");

        append_name(self, text, length);
        text += length;
        if (self->path.failed)
            return false;
        if (*text == '\0')
            return keep_path(self) && self->brackets == 0;
        if (*text == '(' ? !open_bracket(self)
                         : (*text == ')' ? !close_bracket(self) : !keep_path(self)))
            return false;
        text++;
    }
}

int pipc_projection_params_from_string(const char *text, json_t **out, pipc_error **error)
{
    projection_reader reader = {.paths = json_array()};
    bool read = reader.paths != NULL && read_paths(&reader, text == NULL ? "" : text);
    bool no_memory = reader.paths == NULL || reader.path.failed;

    pipc__str_dispose(&reader.path);
    if (read) {
        *out = reader.paths;
        return PIPC_OK;
    }
    json_decref(reader.paths);
    return no_memory ? pipc_fail_no_memory(error) : bad_projection(text, error);
}

static int copy_path(const json_t *value, const char *path, json_t *into, pipc_error **error)
{
    const json_t *found = path == NULL ? NULL : pipc_parameters_get(value, path);
    json_t *copy = NULL;
    int code;

    if (found == NULL)
        return PIPC_OK;
    code = pipc__json_keep(json_deep_copy(found), &copy, error);
    return code == PIPC_OK ? pipc_parameters_put(into, path, copy, error) : code;
}

int pipc_projection_params_apply(const json_t *projection, const json_t *value, json_t **out,
                                 pipc_error **error)
{
    size_t count = json_array_size(projection);
    json_t *made = count == 0 ? json_deep_copy(value) : json_object();
    int code = made == NULL ? pipc_fail_no_memory(error) : PIPC_OK;

    for (size_t i = 0; i < count && code == PIPC_OK; i++)
        code = copy_path(value, pipc__json_text(json_array_get(projection, i)), made, error);
    if (code == PIPC_OK)
        *out = made;
    else
        json_decref(made);
    return code;
}
