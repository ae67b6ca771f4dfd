#include "container/container_plan.h"

#include <stdbool.h>
#include <string.h>

#include <pipc/config_params.h>
#include <pipc/error.h>
#include <pipc/references.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "container/config_file.h"

#define EXPECTED "expected a list of components, each with a descriptor"

void pipc__container_plan_dispose(pipc__container_plan *self)
{
    for (size_t i = 0; i < self->count; i++) {
        pipc__config_values_dispose(&self->entries[i].values);
        pipc__free(self->entries[i].name);
    }
    pipc__free(self->entries);
    pipc__free(self->path);
    *self = (pipc__container_plan){.path = NULL};
}

const char *pipc__container_entry_descriptor(const pipc__container_entry *self)
{
    return pipc_config_params_get_default(self->values.params, "descriptor", "");
}

/* --- where it went wrong -------------------------------------------------------------------- */

static bool is_part_of_key(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
}

/* Whether `text` is about `key`: it holds that, and not only as a part of another key. */
static bool tells_of(const char *text, const char *key)
{
    size_t length = strlen(key);

    for (const char *found = strstr(text, key); found != NULL; found = strstr(found + 1, key)) {
        const char *after = found + length;
        bool begins = found == text || (!is_part_of_key(found[-1]) && found[-1] != '.');
        bool ends = !is_part_of_key(after[0]) && !(after[0] == '.' && is_part_of_key(after[1]));

        if (begins && ends)
            return true;
    }
    return false;
}

/* The longest key that `text` is about, and its line; NULL if there is none. */
static const char *find_key(const pipc__container_entry *self, const char *text, unsigned *line)
{
    const char *longest = NULL;
    const char *key;

    for (size_t i = 0; (key = pipc_config_params_at(self->values.params, i, NULL)) != NULL; i++)
        if (tells_of(text, key) && (longest == NULL || strlen(key) > strlen(longest))) {
            longest = key;
            *line = self->values.lines == NULL ? 0 : self->values.lines[i];
        }
    return longest;
}

static void set_line(pipc_error *error, const char *path, unsigned line)
{
    char *text = pipc__str_format("%u", line);

    pipc_error_set_detail(error, "path", path);
    if (text != NULL)
        pipc_error_set_detail(error, "line", text);
    pipc__free(text);
}

void pipc__container_plan_locate(const pipc__container_plan *self,
                                 const pipc__container_entry *entry, pipc_error *error)
{
    const char *descriptor = pipc__container_entry_descriptor(entry);
    unsigned line = entry->line;
    const char *key;

    if (error == NULL)
        return;
    key = find_key(entry, pipc_error_message(error), &line);
    if (key == NULL || self->path == NULL)
        pipc__error_prefix(error, "%s: ", descriptor);
    if (self->path == NULL)
        pipc__error_prefix(error, "component %s: ", entry->name);
    else
        pipc__error_prefix(error, "%s:%u: ", self->path, line);
    if (self->path != NULL)
        set_line(error, self->path, line);
    if (key != NULL)
        pipc_error_set_detail(error, "key", key);
    pipc_error_set_detail(error, "descriptor", descriptor);
}

/* --- from a list of components -------------------------------------------------------------- */

/* Where an entry without a descriptor is. */
static int fail(const pipc__container_plan *self, const pipc__container_entry *entry,
                pipc_error **error)
{
    if (self->path == NULL)
        return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_CONFIG",
                         "component %s has no descriptor, " EXPECTED, entry->name);
    return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_CONFIG",
                     "%s:%u: component %s has no descriptor, " EXPECTED, self->path, entry->line,
                     entry->name);
}

static int check(const pipc__container_plan *self, const pipc__container_entry *entry,
                 pipc_error **error)
{
    const char *text = pipc_config_params_get(entry->values.params, "descriptor");
    pipc_descriptor *descriptor = NULL;
    int code;

    if (text == NULL)
        return fail(self, entry, error);
    code = pipc_descriptor_parse(text, &descriptor, error);
    pipc_descriptor_free(descriptor);
    if (code == PIPC_E_MISCONFIGURATION && error != NULL) {
        pipc__error_prefix(*error, "descriptor: ");
        pipc__container_plan_locate(self, entry, *error);
    }
    return code;
}

/* Room for so many; false if there is no memory. */
static bool make_entries(pipc__container_plan *self, size_t count)
{
    self->entries = pipc__alloc_zeroed(count * sizeof *self->entries);
    return self->entries != NULL;
}

static int fail_empty(const pipc__container_plan *self, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_CONFIG",
                     "%s holds no components, " EXPECTED,
                     self->path == NULL ? "the configuration" : self->path);
}

/* The next entry, with its name; NULL if there is no memory. */
static pipc__container_entry *begin_entry(pipc__container_plan *self, const char *name)
{
    pipc__container_entry *entry = &self->entries[self->count];

    entry->name = pipc__strdup(name);
    if (entry->name == NULL)
        return NULL;
    self->count++;
    return entry;
}

static int finish(pipc__container_plan *self, int code, pipc__container_plan *out)
{
    if (code == PIPC_OK)
        *out = *self;
    else
        pipc__container_plan_dispose(self);
    return code;
}

static int add_section(pipc__container_plan *self, const pipc_config_params *config,
                       const char *name, pipc_error **error)
{
    pipc__container_entry *entry = begin_entry(self, name);
    int code;

    if (entry == NULL)
        return pipc_fail_no_memory(error);
    code = pipc_config_params_get_section(config, name, &entry->values.params, error);
    return code == PIPC_OK ? check(self, entry, error) : code;
}

static int add_sections(pipc__container_plan *self, const pipc_config_params *config,
                        const pipc_config_params *names, pipc_error **error)
{
    const char *name;
    int code = PIPC_OK;

    if (pipc_config_params_count(names) == 0)
        return fail_empty(self, error);
    if (!make_entries(self, pipc_config_params_count(names)))
        return pipc_fail_no_memory(error);
    for (size_t i = 0; code == PIPC_OK && (name = pipc_config_params_at(names, i, NULL)) != NULL;
         i++)
        code = add_section(self, config, name, error);
    return code;
}

int pipc__container_plan_from_params(const pipc_config_params *config, pipc__container_plan *out,
                                     pipc_error **error)
{
    pipc__container_plan self = {.path = NULL};
    pipc_config_params *names = NULL;
    int code = pipc_config_params_get_section_names(config, &names, error);

    if (code == PIPC_OK)
        code = add_sections(&self, config, names, error);
    pipc_config_params_free(names);
    return finish(&self, code, out);
}

/* --- from a file ---------------------------------------------------------------------------- */

static int add_item(pipc__container_plan *self, pipc__config_tree *tree,
                    const pipc__config_item *item, pipc_error **error)
{
    pipc__container_entry *entry = begin_entry(self, item->key);
    int code;

    if (entry == NULL)
        return pipc_fail_no_memory(error);
    entry->line = item->line;
    code = pipc__config_values_read(tree, item->value, &entry->values, error);
    return code == PIPC_OK ? check(self, entry, error) : code;
}

static int add_items(pipc__container_plan *self, pipc__config_tree *tree, pipc_error **error)
{
    int code = PIPC_OK;

    if (tree->root == NULL || tree->root->count == 0)
        return fail_empty(self, error);
    if (!make_entries(self, tree->root->count))
        return pipc_fail_no_memory(error);
    for (const pipc__config_item *item = tree->root->first; code == PIPC_OK && item != NULL;
         item = item->next)
        code = add_item(self, tree, item, error);
    return code;
}

int pipc__container_plan_read(const char *path, const pipc_config_params *parameters,
                              pipc__container_plan *out, pipc_error **error)
{
    pipc__container_plan self = {.path = NULL};
    pipc__config_file file = {.text = {.name = NULL}};
    int code = pipc__config_file_read(&file, path, parameters, error);

    if (code != PIPC_OK)
        return code;
    self.path = pipc__strdup(path);
    code = self.path == NULL ? pipc_fail_no_memory(error) : add_items(&self, &file.tree, error);
    pipc__config_file_dispose(&file);
    return finish(&self, code, out);
}
