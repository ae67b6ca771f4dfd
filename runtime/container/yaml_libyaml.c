#include <stdbool.h>
#include <string.h>

#include <yaml.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "container/config_formats.h"

#define TAG "tag:yaml.org,2002:"

/* A list or a map whose end is not read yet. */
typedef struct frame {
    pipc__config_node *node;
    unsigned first_line;
    const char *anchor; /* NULL: none */
    const char *key;    /* of a map, before its value is read; NULL: no key yet */
    unsigned key_line;
} frame;

/* What a name stands for. */
typedef struct anchor {
    struct anchor *older;
    const char *name;
    const pipc__config_node *node;
} anchor;

typedef struct yaml_reader {
    yaml_parser_t parser;
    pipc__config_tree *tree;
    anchor *anchors; /* the newest first */
    frame frames[PIPC__CONFIG_MAX_DEPTH];
    size_t depth;
    size_t merged; /* items that << looked at, the same ones counted again */
    unsigned line; /* of the event that is read */
} yaml_reader;

static int fail(const yaml_reader *self, const char *why, pipc_error **error)
{
    return pipc__config_text_fail(self->tree->source, self->line, "BAD_YAML", error, "%s", why);
}

static const char *copy(yaml_reader *self, const yaml_char_t *text)
{
    const char *bytes = (const char *)text;

    return pipc__arena_strndup(&self->tree->arena, bytes, strlen(bytes));
}

/* --- names ---------------------------------------------------------------------------------- */

/* Only what is complete has a name: so nothing can hold itself. */
static int keep_anchor(yaml_reader *self, const char *name, const pipc__config_node *node,
                       pipc_error **error)
{
    anchor *kept;

    if (name == NULL)
        return PIPC_OK;
    kept = pipc__arena_alloc(&self->tree->arena, sizeof *kept);
    if (kept == NULL)
        return pipc_fail_no_memory(error);
    *kept = (anchor){.older = self->anchors, .name = name, .node = node};
    self->anchors = kept;
    return PIPC_OK;
}

static const pipc__config_node *find_anchor(const yaml_reader *self, const char *name)
{
    for (const anchor *kept = self->anchors; kept != NULL; kept = kept->older)
        if (strcmp(kept->name, name) == 0)
            return kept->node;
    return NULL;
}

/* --- << ------------------------------------------------------------------------------------- */

/* What the map itself says goes before what it takes from others. */
static int merge_item(yaml_reader *self, pipc__config_node *map, const pipc__config_item *item,
                      pipc_error **error)
{
    if (++self->merged > PIPC__CONFIG_MAX_VALUES)
        return pipc__config_text_fail(self->tree->source, self->line, "TOO_MANY", error,
                                      "<< takes too much, expected at most %d values",
                                      PIPC__CONFIG_MAX_VALUES);
    if (pipc__config_node_find(map, item->key) != NULL)
        return PIPC_OK;
    return pipc__config_tree_add(self->tree, map, item->key, item->line, item->value, error);
}

static int merge_map(yaml_reader *self, pipc__config_node *map, const pipc__config_node *other,
                     pipc_error **error)
{
    int code = PIPC_OK;

    if (other->kind != PIPC__CONFIG_MAP)
        return fail(self, "<< holds no map, expected a map, or a list of maps", error);
    for (const pipc__config_item *item = other->first; code == PIPC_OK && item != NULL;
         item = item->next)
        code = merge_item(self, map, item, error);
    return code;
}

static int merge(yaml_reader *self, pipc__config_node *map, const pipc__config_node *others,
                 pipc_error **error)
{
    int code = PIPC_OK;

    if (others->kind != PIPC__CONFIG_LIST)
        return merge_map(self, map, others, error);
    for (const pipc__config_item *item = others->first; code == PIPC_OK && item != NULL;
         item = item->next)
        code = merge_map(self, map, item->value, error);
    return code;
}

/* Takes `<<` out of a map that is complete, and puts in what it stands for. */
static int resolve_merge(yaml_reader *self, pipc__config_node *map, pipc_error **error)
{
    pipc__config_item *previous = NULL;
    pipc__config_item *item = map->first;

    while (item != NULL && strcmp(item->key, "<<") != 0) {
        previous = item;
        item = item->next;
    }
    if (map->kind != PIPC__CONFIG_MAP || item == NULL)
        return PIPC_OK;
    if (previous == NULL)
        map->first = item->next;
    else
        previous->next = item->next;
    if (map->last == item)
        map->last = previous;
    map->count--;
    self->line = item->line;
    return merge(self, map, item->value, error);
}

/* --- values --------------------------------------------------------------------------------- */

/* A value of a list, or of the key that came before it, or such a key. */
static int place_in(yaml_reader *self, frame *within, const pipc__config_node *node,
                    pipc_error **error)
{
    const char *key = within->key;

    if (within->node->kind == PIPC__CONFIG_LIST)
        return pipc__config_tree_add(self->tree, within->node, NULL, self->line, node, error);
    if (key != NULL) {
        within->key = NULL;
        return pipc__config_tree_add(self->tree, within->node, key, within->key_line, node, error);
    }
    if (node->kind != PIPC__CONFIG_TEXT)
        return fail(self, "a key is no text, expected one", error);
    within->key = node->text;
    within->key_line = self->line;
    return PIPC_OK;
}

static int place(yaml_reader *self, const pipc__config_node *node, pipc_error **error)
{
    if (self->depth > 0)
        return place_in(self, &self->frames[self->depth - 1], node, error);
    if (node->kind == PIPC__CONFIG_TEXT)
        return fail(self, "the file holds a text only, expected a list or a map", error);
    if (node->kind != PIPC__CONFIG_NULL)
        self->tree->root = node;
    return PIPC_OK;
}

static int begin(yaml_reader *self, pipc__config_kind kind, const yaml_char_t *anchor_name,
                 pipc_error **error)
{
    frame *begun = &self->frames[self->depth];
    int code;

    if (self->depth == PIPC__CONFIG_MAX_DEPTH)
        return pipc__config_text_fail(self->tree->source, self->line, "TOO_DEEP", error,
                                      "YAML nests too deep, expected at most %d levels",
                                      PIPC__CONFIG_MAX_DEPTH);
    *begun = (frame){.first_line = self->line};
    code = pipc__config_tree_new_node(self->tree, kind, self->line, &begun->node, error);
    if (code == PIPC_OK && anchor_name != NULL) {
        begun->anchor = copy(self, anchor_name);
        code = begun->anchor == NULL ? pipc_fail_no_memory(error) : PIPC_OK;
    }
    self->depth++;
    return code;
}

static int end(yaml_reader *self, pipc_error **error)
{
    const frame *ended = &self->frames[self->depth - 1];
    int code = resolve_merge(self, ended->node, error);

    self->line = ended->first_line;
    self->depth--;
    if (code == PIPC_OK)
        code = keep_anchor(self, ended->anchor, ended->node, error);
    return code == PIPC_OK ? place(self, ended->node, error) : code;
}

static bool is_null(const yaml_event_t *event)
{
    static const char *const words[] = {"", "~", "null", "Null", "NULL"};
    const char *text = (const char *)event->data.scalar.value;

    if (event->data.scalar.tag != NULL)
        return strcmp((const char *)event->data.scalar.tag, TAG "null") == 0;
    if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
        return false;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(words); i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

static int read_scalar(yaml_reader *self, const yaml_event_t *event, pipc_error **error)
{
    const yaml_char_t *name = event->data.scalar.anchor;
    pipc__config_node *node = NULL;
    int code;

    if (is_null(event))
        code = pipc__config_tree_new_node(self->tree, PIPC__CONFIG_NULL, self->line, &node, error);
    else
        code = pipc__config_tree_new_text(self->tree, (const char *)event->data.scalar.value,
                                          event->data.scalar.length, self->line, &node, error);
    if (code == PIPC_OK && name != NULL) {
        const char *kept = copy(self, name);

        code = kept == NULL ? pipc_fail_no_memory(error) : keep_anchor(self, kept, node, error);
    }
    return code == PIPC_OK ? place(self, node, error) : code;
}

static int read_alias(yaml_reader *self, const yaml_event_t *event, pipc_error **error)
{
    const char *name = (const char *)event->data.alias.anchor;
    const pipc__config_node *node = find_anchor(self, name);

    if (node != NULL)
        return place(self, node, error);
    return pipc__config_text_fail(self->tree->source, self->line, "BAD_YAML", error,
                                  "*%s stands for nothing, expected &%s before it", name, name);
}

/* --- events --------------------------------------------------------------------------------- */

/* All values are text to us, so a tag that tells which kind of text makes no difference. */
static int check_tag(const yaml_reader *self, const yaml_char_t *tag, const char *const *known,
                     pipc_error **error)
{
    const char *text = (const char *)tag;

    if (text == NULL || strcmp(text, "!") == 0)
        return PIPC_OK;
    for (; *known != NULL; known++)
        if (strcmp(text, *known) == 0)
            return PIPC_OK;
    return pipc__config_text_fail(self->tree->source, self->line, "BAD_YAML", error,
                                  "tag %s is unknown here, expected none, or !!str and the like",
                                  text);
}

static int read_start(yaml_reader *self, const yaml_event_t *event, pipc_error **error)
{
    static const char *const lists[] = {TAG "seq", NULL};
    static const char *const maps[] = {TAG "map", NULL};
    bool is_list = event->type == YAML_SEQUENCE_START_EVENT;
    const yaml_char_t *name =
        is_list ? event->data.sequence_start.anchor : event->data.mapping_start.anchor;
    const yaml_char_t *tag =
        is_list ? event->data.sequence_start.tag : event->data.mapping_start.tag;
    int code = check_tag(self, tag, is_list ? lists : maps, error);

    if (code == PIPC_OK)
        code = begin(self, is_list ? PIPC__CONFIG_LIST : PIPC__CONFIG_MAP, name, error);
    return code;
}

static int read_event(yaml_reader *self, const yaml_event_t *event, pipc_error **error)
{
    static const char *const scalars[] = {TAG "str",   TAG "int",  TAG "bool",
                                          TAG "float", TAG "null", NULL};
    int code = PIPC_OK;

    self->line = pipc__config_text_line(self->tree->source, event->start_mark.line);
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        code = check_tag(self, event->data.scalar.tag, scalars, error);
        return code == PIPC_OK ? read_scalar(self, event, error) : code;
    case YAML_ALIAS_EVENT:
        return read_alias(self, event, error);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return read_start(self, event, error);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return end(self, error);
    case YAML_DOCUMENT_START_EVENT:
        if (self->tree->root != NULL)
            code = fail(self, "a second document begins, expected one", error);
        return code;
    default:
        return PIPC_OK;
    }
}

/* The parser knows the line, except where it could not even read the text. */
static int fail_to_parse(const yaml_reader *self, pipc_error **error)
{
    const yaml_parser_t *parser = &self->parser;
    const pipc__config_text *source = self->tree->source;
    unsigned line = parser->error == YAML_READER_ERROR
                        ? pipc__config_text_line_at(source, parser->problem_offset)
                        : pipc__config_text_line(source, parser->problem_mark.line);

    if (parser->error == YAML_MEMORY_ERROR)
        return pipc_fail_no_memory(error);
    return pipc__config_text_fail(source, line, "BAD_YAML", error, "YAML cannot be read: %s%s%s",
                                  parser->problem, parser->context == NULL ? "" : " ",
                                  parser->context == NULL ? "" : parser->context);
}

static int read_all(yaml_reader *self, pipc_error **error)
{
    bool is_done = false;
    int code = PIPC_OK;

    while (code == PIPC_OK && !is_done) {
        yaml_event_t event;

        if (yaml_parser_parse(&self->parser, &event) == 0)
            return fail_to_parse(self, error);
        is_done = event.type == YAML_STREAM_END_EVENT;
        code = read_event(self, &event, error);
        yaml_event_delete(&event);
    }
    return code;
}

int pipc__config_yaml_read(pipc__config_tree *tree, pipc_error **error)
{
    yaml_reader *self = pipc__alloc_zeroed(sizeof *self);
    int code;

    if (self == NULL)
        return pipc_fail_no_memory(error);
    self->tree = tree;
    if (yaml_parser_initialize(&self->parser) == 0) {
        pipc__free(self);
        return pipc_fail_no_memory(error);
    }
    yaml_parser_set_encoding(&self->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&self->parser, (const unsigned char *)tree->source->text,
                                 tree->source->length);
    code = read_all(self, error);
    yaml_parser_delete(&self->parser);
    pipc__free(self);
    return code;
}
