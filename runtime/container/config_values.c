#include <string.h>

#include <pipc/config_params.h>
#include <pipc/error.h>

#include "base/alloc.h"
#include "container/config_tree.h"

enum { FIRST_CAPACITY = 16 };

/* Where flattening has come to: a way from the node to what is read, innermost first. */
typedef struct place {
    const struct place *outer; /* NULL: the first */
    const char *key;
    unsigned line;
    unsigned depth;
} place;

typedef struct flattening {
    pipc__config_tree *tree;
    pipc__config_values *out;
} flattening;

void pipc__config_values_dispose(pipc__config_values *self)
{
    pipc_config_params_free(self->params);
    pipc__free(self->lines);
    *self = (pipc__config_values){.params = NULL};
}

static size_t key_length(const place *at)
{
    size_t length = 0;

    for (; at != NULL; at = at->outer)
        length += strlen(at->key) + 1;
    return length;
}

/* The keys with dots between them, to be freed by pipc__free(), or NULL. */
static char *whole_key(const place *at)
{
    size_t end = key_length(at);
    char *key = pipc__alloc(end);

    if (key == NULL)
        return NULL;
    key[--end] = '\0';
    for (; at != NULL; at = at->outer) {
        size_t length = strlen(at->key);

        end -= length;
        memcpy(key + end, at->key, length);
        if (end > 0)
            key[--end] = '.';
    }
    return key;
}

static int make_room(pipc__config_values *self, size_t count, pipc_error **error)
{
    size_t capacity = self->capacity == 0 ? FIRST_CAPACITY : self->capacity * 2;
    unsigned *lines;

    if (count < self->capacity)
        return PIPC_OK;
    lines = pipc__realloc(self->lines, capacity * sizeof *lines);
    if (lines == NULL)
        return pipc_fail_no_memory(error);
    self->lines = lines;
    self->capacity = capacity;
    return PIPC_OK;
}

static int set(const flattening *self, const char *key, const place *at, const char *value,
               pipc_error **error)
{
    pipc__config_values *out = self->out;
    size_t count = pipc_config_params_count(out->params);
    int code;

    if (pipc_config_params_contains(out->params, key))
        return pipc__config_text_fail(self->tree->source, at->line, "DUPLICATE_KEY", error,
                                      "key %s is there already, written another way, "
                                      "expected it once",
                                      key);
    code = make_room(out, count, error);
    if (code == PIPC_OK)
        code = pipc_config_params_set(out->params, key, value, error);
    if (code == PIPC_OK)
        out->lines[count] = at->line;
    return code;
}

static int add(const flattening *self, const place *at, const pipc__config_node *node,
               pipc_error **error)
{
    char *key;
    int code;

    self->tree->read_bytes += key_length(at) + (node->text == NULL ? 0 : strlen(node->text));
    if (self->tree->read_bytes > PIPC__CONFIG_TEXT_MAX_BYTES)
        return pipc__config_text_fail(self->tree->source, at->line, "TOO_LARGE", error,
                                      "keys and values are too long, expected at most %d bytes",
                                      PIPC__CONFIG_TEXT_MAX_BYTES);
    key = whole_key(at);
    if (key == NULL)
        return pipc_fail_no_memory(error);
    code = set(self, key, at, node->text, error);
    pipc__free(key);
    return code;
}

static int check(const flattening *self, const place *at, pipc_error **error)
{
    if (at->depth > PIPC__CONFIG_MAX_DEPTH)
        return pipc__config_text_fail(self->tree->source, at->line, "TOO_DEEP", error,
                                      "%s nests too deep, expected at most %d levels", at->key,
                                      PIPC__CONFIG_MAX_DEPTH);
    if (++self->tree->read_count > PIPC__CONFIG_MAX_VALUES)
        return pipc__config_text_fail(self->tree->source, at->line, "TOO_MANY", error,
                                      "%s is one value too many, expected at most %d", at->key,
                                      PIPC__CONFIG_MAX_VALUES);
    return PIPC_OK;
}

/* Recursive, as deep as PIPC__CONFIG_MAX_DEPTH. */
static int flatten(const flattening *self, const place *outer, const pipc__config_node *node,
                   pipc_error **error)
{
    place at = {.outer = outer, .depth = outer == NULL ? 1 : outer->depth + 1};
    int code = PIPC_OK;

    for (const pipc__config_item *item = node->first; code == PIPC_OK && item != NULL;
         item = item->next) {
        at.key = item->key;
        at.line = item->line;
        code = check(self, &at, error);
        if (code != PIPC_OK)
            return code;
        if (item->value->kind == PIPC__CONFIG_LIST || item->value->kind == PIPC__CONFIG_MAP)
            code = flatten(self, &at, item->value, error);
        else
            code = add(self, &at, item->value, error);
    }
    return code;
}

int pipc__config_values_read(pipc__config_tree *tree, const pipc__config_node *node,
                             pipc__config_values *out, pipc_error **error)
{
    pipc__config_values values = {.params = NULL};
    const flattening state = {.tree = tree, .out = &values};
    int code = pipc_config_params_new(&values.params, error);

    if (code == PIPC_OK && node != NULL)
        code = flatten(&state, NULL, node, error);
    if (code == PIPC_OK)
        *out = values;
    else
        pipc__config_values_dispose(&values);
    return code;
}
