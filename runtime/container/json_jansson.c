#include <string.h>

#include <jansson.h>

#include <pipc/error.h>

#include "container/config_formats.h"

/*
 * jansson tells what a file means, but not in which line. So the text, which is known to be JSON by
 * then, is walked through a second time, side by side with what jansson made of it.
 */
typedef struct walk {
    pipc__config_tree *tree;
    const char *next;
    size_t line; /* from 0 */
    unsigned depth;
} walk;

static unsigned line_of(const walk *self)
{
    return pipc__config_text_line(self->tree->source, self->line);
}

static void skip(walk *self, size_t length)
{
    for (size_t i = 0; i < length; i++)
        self->line += self->next[i] == '\n';
    self->next += length;
}

/* What stands between two tokens. */
static void skip_between(walk *self)
{
    skip(self, strspn(self->next, " \t\r\n,:"));
}

/* How long the string, number or word at the beginning of `text` is. */
static size_t token_length(const char *text)
{
    size_t length = 1;

    if (text[0] != '"')
        return strcspn(text, " \t\r\n,:]}");
    while (text[length] != '"')
        length += text[length] == '\\' ? 2 : 1;
    return length + 1;
}

/* --- values --------------------------------------------------------------------------------- */

static int add_value(walk *self, pipc__config_node *parent, const char *key, unsigned line,
                     json_t *value, pipc_error **error);

static int add_object(walk *self, pipc__config_node *node, json_t *object, pipc_error **error)
{
    const char *key;
    json_t *value;
    int code = PIPC_OK;

    json_object_foreach (object, key, value) {
        size_t length = strlen(key);
        unsigned line;
        char *copy;

        skip_between(self);
        line = line_of(self);
        skip(self, token_length(self->next));
        skip_between(self);
        copy = pipc__arena_strndup(&self->tree->arena, key, length);
        if (copy == NULL)
            return pipc_fail_no_memory(error);
        code = add_value(self, node, copy, line, value, error);
        if (code != PIPC_OK)
            return code;
    }
    return code;
}

static int add_array(walk *self, pipc__config_node *node, json_t *array, pipc_error **error)
{
    size_t count = json_array_size(array);
    int code = PIPC_OK;

    for (size_t i = 0; code == PIPC_OK && i < count; i++) {
        skip_between(self);
        code = add_value(self, node, NULL, line_of(self), json_array_get(array, i), error);
    }
    return code;
}

/* Recursive, as deep as PIPC__CONFIG_MAX_DEPTH. */
static int fill(walk *self, pipc__config_node *node, json_t *value, pipc_error **error)
{
    int code;

    if (self->depth == PIPC__CONFIG_MAX_DEPTH)
        return pipc__config_text_fail(self->tree->source, line_of(self), "TOO_DEEP", error,
                                      "JSON nests too deep, expected at most %d levels",
                                      PIPC__CONFIG_MAX_DEPTH);
    self->depth++;
    skip(self, 1);
    if (json_is_object(value))
        code = add_object(self, node, value, error);
    else
        code = add_array(self, node, value, error);
    if (code != PIPC_OK)
        return code;
    skip_between(self);
    skip(self, 1);
    self->depth--;
    return PIPC_OK;
}

/* Numbers stand as they were written, and not as they are rounded. */
static int new_scalar(walk *self, json_t *value, pipc__config_node **out, pipc_error **error)
{
    size_t length = token_length(self->next);
    const char *text = self->next;
    unsigned line = line_of(self);

    skip(self, length);
    if (json_is_null(value))
        return pipc__config_tree_new_node(self->tree, PIPC__CONFIG_NULL, line, out, error);
    if (json_is_string(value))
        return pipc__config_tree_new_text(self->tree, json_string_value(value),
                                          json_string_length(value), line, out, error);
    return pipc__config_tree_new_text(self->tree, text, length, line, out, error);
}

static int new_value(walk *self, json_t *value, pipc__config_node **out, pipc_error **error)
{
    pipc__config_kind kind = json_is_object(value) ? PIPC__CONFIG_MAP : PIPC__CONFIG_LIST;
    int code;

    if (!json_is_object(value) && !json_is_array(value))
        return new_scalar(self, value, out, error);
    code = pipc__config_tree_new_node(self->tree, kind, line_of(self), out, error);
    return code == PIPC_OK ? fill(self, *out, value, error) : code;
}

static int add_value(walk *self, pipc__config_node *parent, const char *key, unsigned line,
                     json_t *value, pipc_error **error)
{
    pipc__config_node *node = NULL;
    int code = new_value(self, value, &node, error);

    if (code == PIPC_OK)
        code = pipc__config_tree_add(self->tree, parent, key, line, node, error);
    return code;
}

/* --- the whole ------------------------------------------------------------------------------ */

static int fail(const pipc__config_tree *tree, const json_error_t *reason, pipc_error **error)
{
    size_t index = reason->line > 0 ? (size_t)reason->line - 1 : 0;

    if (json_error_code(reason) == json_error_out_of_memory)
        return pipc_fail_no_memory(error);
    return pipc__config_text_fail(tree->source, pipc__config_text_line(tree->source, index),
                                  "BAD_JSON", error, "JSON cannot be read: %s", reason->text);
}

int pipc__config_json_read(pipc__config_tree *tree, pipc_error **error)
{
    walk self = {.tree = tree, .next = tree->source->text};
    pipc__config_node *root = NULL;
    json_error_t reason;
    json_t *value =
        json_loadb(tree->source->text, tree->source->length, JSON_REJECT_DUPLICATES, &reason);
    int code;

    if (value == NULL)
        return fail(tree, &reason, error);
    skip_between(&self);
    code = new_value(&self, value, &root, error);
    json_decref(value);
    if (code == PIPC_OK)
        tree->root = root;
    return code;
}
