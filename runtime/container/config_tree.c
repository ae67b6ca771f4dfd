#include "container/config_tree.h"

#include <stdio.h>
#include <string.h>

#include <pipc/error.h>

void pipc__config_tree_init(pipc__config_tree *self, const pipc__config_text *source)
{
    *self = (pipc__config_tree){.source = source};
    pipc__arena_init(&self->arena, NULL, 0);
}

void pipc__config_tree_dispose(pipc__config_tree *self)
{
    pipc__arena_dispose(&self->arena);
    *self = (pipc__config_tree){.source = NULL};
}

static int count_one(pipc__config_tree *self, unsigned line, pipc_error **error)
{
    if (self->count < 2 * PIPC__CONFIG_MAX_VALUES) {
        self->count++;
        return PIPC_OK;
    }
    return pipc__config_text_fail(self->source, line, "TOO_MANY", error,
                                  "the file holds too much, expected at most %d values",
                                  PIPC__CONFIG_MAX_VALUES);
}

int pipc__config_tree_new_node(pipc__config_tree *self, pipc__config_kind kind, unsigned line,
                               pipc__config_node **out, pipc_error **error)
{
    int code = count_one(self, line, error);
    pipc__config_node *node;

    if (code != PIPC_OK)
        return code;
    node = pipc__arena_alloc(&self->arena, sizeof *node);
    if (node == NULL)
        return pipc_fail_no_memory(error);
    *node = (pipc__config_node){.kind = kind};
    *out = node;
    return PIPC_OK;
}

int pipc__config_tree_new_text(pipc__config_tree *self, const char *text, size_t length,
                               unsigned line, pipc__config_node **out, pipc_error **error)
{
    pipc__config_node *node = NULL;
    int code = pipc__config_tree_new_node(self, PIPC__CONFIG_TEXT, line, &node, error);

    if (code != PIPC_OK || node == NULL)
        return code;
    if (memchr(text, '\0', length) != NULL)
        return pipc__config_text_fail(self->source, line, "BAD_TEXT", error,
                                      "a text holds a character 0, expected it without");
    node->text = pipc__arena_strndup(&self->arena, text, length);
    if (node->text == NULL)
        return pipc_fail_no_memory(error);
    *out = node;
    return PIPC_OK;
}

static const char *index_key(pipc__config_tree *self, size_t index)
{
    char key[24];
    int length = snprintf(key, sizeof key, "%zu", index);

    return pipc__arena_strndup(&self->arena, key, (size_t)length);
}

static int check_new(const pipc__config_tree *self, const pipc__config_node *parent,
                     const char *key, unsigned line, pipc_error **error)
{
    const pipc__config_item *found = pipc__config_node_find(parent, key);

    if (found == NULL)
        return PIPC_OK;
    return pipc__config_text_fail(self->source, line, "DUPLICATE_KEY", error,
                                  "key %s is there already, in line %u, expected it once", key,
                                  found->line);
}

int pipc__config_tree_add(pipc__config_tree *self, pipc__config_node *parent, const char *key,
                          unsigned line, const pipc__config_node *value, pipc_error **error)
{
    pipc__config_item *item;
    int code = count_one(self, line, error);

    if (code == PIPC_OK && key != NULL)
        code = check_new(self, parent, key, line, error);
    if (code != PIPC_OK)
        return code;
    if (key == NULL)
        key = index_key(self, parent->count);
    item = pipc__arena_alloc(&self->arena, sizeof *item);
    if (item == NULL || key == NULL)
        return pipc_fail_no_memory(error);
    *item = (pipc__config_item){.key = key, .line = line, .value = value};
    if (parent->last == NULL)
        parent->first = item;
    else
        parent->last->next = item;
    parent->last = item;
    parent->count++;
    return PIPC_OK;
}

const pipc__config_item *pipc__config_node_find(const pipc__config_node *self, const char *key)
{
    for (const pipc__config_item *item = self->first; item != NULL; item = item->next)
        if (strcmp(item->key, key) == 0)
            return item;
    return NULL;
}
