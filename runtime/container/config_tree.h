/* What a configuration file holds, as its readers build it, in the order of the file. */
#ifndef PIPC_RUNTIME_CONTAINER_CONFIG_TREE_H_
#define PIPC_RUNTIME_CONTAINER_CONFIG_TREE_H_

#include "base/arena.h"
#include "container/config_text.h"

enum {
    PIPC__CONFIG_MAX_DEPTH = 64,
    PIPC__CONFIG_MAX_VALUES = 10000, /* what is named many times, counted as often */
};

typedef enum pipc__config_kind {
    PIPC__CONFIG_NULL,
    PIPC__CONFIG_TEXT,
    PIPC__CONFIG_LIST,
    PIPC__CONFIG_MAP
} pipc__config_kind;

typedef struct pipc__config_node pipc__config_node;

/* What a list or a map holds; the keys of a list are "0", "1" and so on. */
typedef struct pipc__config_item {
    struct pipc__config_item *next;
    const char *key;
    unsigned line; /* of the key, in the file */
    const pipc__config_node *value;
} pipc__config_item;

struct pipc__config_node {
    pipc__config_kind kind;
    const char *text; /* of a TEXT */
    pipc__config_item *first;
    pipc__config_item *last;
    size_t count; /* of items */
};

typedef struct pipc__config_tree {
    const pipc__config_text *source; /* borrowed */
    pipc__arena arena;               /* all of the rest is in there */
    size_t count;                    /* of nodes and items */
    size_t read_count;               /* of items that pipc__config_values_read() came across */
    size_t read_bytes;               /* of keys and values that it gave */
    const pipc__config_node *root;   /* a list or a map; NULL: the file holds nothing */
} pipc__config_tree;

void pipc__config_tree_init(pipc__config_tree *self, const pipc__config_text *source);
void pipc__config_tree_dispose(pipc__config_tree *self);

/*
 * A node that holds nothing; NULL text makes it a node of `kind`, other a TEXT, which is copied.
 *
 * Errors: PIPC_E_MISCONFIGURATION BAD_TEXT for text that holds a 0, and TOO_MANY past
 *         PIPC__CONFIG_MAX_VALUES, naming the line; PIPC_E_NO_MEMORY.
 */
int pipc__config_tree_new_node(pipc__config_tree *self, pipc__config_kind kind, unsigned line,
                               pipc__config_node **out, pipc_error **error);
int pipc__config_tree_new_text(pipc__config_tree *self, const char *text, size_t length,
                               unsigned line, pipc__config_node **out, pipc_error **error);

/*
 * Puts `value` into `parent`, a map, under `key`, which is kept and not copied; of a list, `key` is
 * NULL, and made here.
 *
 * Errors: PIPC_E_MISCONFIGURATION DUPLICATE_KEY, naming both lines; those above.
 */
int pipc__config_tree_add(pipc__config_tree *self, pipc__config_node *parent, const char *key,
                          unsigned line, const pipc__config_node *value, pipc_error **error);

/* The item of that key; NULL if there is none. */
const pipc__config_item *pipc__config_node_find(const pipc__config_node *self, const char *key);

/* Parameters, and for each in their order the line of the file that it is in. Zeroed: none. */
typedef struct pipc__config_values {
    pipc_config_params *params;
    unsigned *lines;
    size_t capacity; /* of `lines` */
} pipc__config_values;

void pipc__config_values_dispose(pipc__config_values *self);

/*
 * All that stands in `node` (may be NULL), which has the keys of the maps and lists in between with
 * dots. What is named again and again counts each time, in all that is read of the tree, so that a
 * short file cannot mean a lot.
 *
 * Errors: PIPC_E_MISCONFIGURATION TOO_MANY and TOO_DEEP, and DUPLICATE_KEY for what is named once
 *         with dots and once without; PIPC_E_NO_MEMORY.
 */
int pipc__config_values_read(pipc__config_tree *tree, const pipc__config_node *node,
                             pipc__config_values *out, pipc_error **error);

#endif
