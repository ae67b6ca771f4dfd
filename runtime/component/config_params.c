#include <pipc/config_params.h>

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/map.h"
#include "base/str.h"

struct pipc_config_params {
    pipc__map map;
};

/* Ends a function that made `config`: gives it away, or frees it if there was no memory. */
static int give(pipc_config_params *config, bool complete, pipc_config_params **out,
                pipc_error **error)
{
    if (!complete) {
        pipc_config_params_free(config);
        return pipc_fail_no_memory(error);
    }
    *out = config;
    return PIPC_OK;
}

static pipc_config_params *new_params(void)
{
    return pipc__alloc_zeroed(sizeof(pipc_config_params));
}

int pipc_config_params_new(pipc_config_params **out, pipc_error **error)
{
    pipc_config_params *config = new_params();

    return give(config, config != NULL, out, error);
}

void pipc_config_params_free(pipc_config_params *config)
{
    if (config == NULL)
        return;
    pipc__map_dispose(&config->map);
    pipc__free(config);
}

int pipc_config_params_from_tuples(pipc_config_params **out, pipc_error **error, ...)
{
    pipc_config_params *config = new_params();
    bool complete = config != NULL;
    const char *key;
    va_list tuples;

    va_start(tuples, error);
    while (complete && (key = va_arg(tuples, const char *)) != NULL)
        complete = pipc__map_set(&config->map, key, va_arg(tuples, const char *));
    va_end(tuples);
    return give(config, complete, out, error);
}

typedef struct piece {
    const char *start;
    const char *end;
} piece;

static bool is_space(char letter)
{
    return letter != '\0' && strchr(" \t\r\n\v\f", letter) != NULL;
}

static piece trimmed(piece text)
{
    while (text.start < text.end && is_space(text.start[0]))
        text.start++;
    while (text.start < text.end && is_space(text.end[-1]))
        text.end--;
    return text;
}

static bool set_piece(pipc__map *map, piece text)
{
    const char *equals;
    piece key;
    piece value;

    text = trimmed(text);
    if (text.start == text.end)
        return true;
    equals = memchr(text.start + 1, '=', (size_t)(text.end - text.start) - 1);
    if (equals == NULL)
        return pipc__map_set_bytes(map, text.start, (size_t)(text.end - text.start), NULL, 0);
    key = trimmed((piece){text.start, equals});
    value = trimmed((piece){equals + 1, text.end});
    return pipc__map_set_bytes(map, key.start, (size_t)(key.end - key.start), value.start,
                               (size_t)(value.end - value.start));
}

int pipc_config_params_from_string(const char *line, pipc_config_params **out, pipc_error **error)
{
    pipc_config_params *config = new_params();
    bool complete = config != NULL;

    while (complete && *line != '\0') {
        const char *end = line + strcspn(line, ";");

        complete = set_piece(&config->map, (piece){line, end});
        line = *end == '\0' ? end : end + 1;
    }
    return give(config, complete, out, error);
}

int pipc_config_params_to_string(const pipc_config_params *config, char **out, pipc_error **error)
{
    pipc__str line = {0};
    const char *value;
    const char *key;
    char *text;

    for (size_t i = 0; (key = pipc_config_params_at(config, i, &value)) != NULL; i++) {
        pipc__str_append(&line, i == 0 ? "" : ";");
        pipc__str_append(&line, key);
        if (value != NULL)
            pipc__str_printf(&line, "=%s", value);
    }
    text = pipc__str_take(&line);
    if (text == NULL)
        return pipc_fail_no_memory(error);
    *out = text;
    return PIPC_OK;
}

int pipc_config_params_set(pipc_config_params *config, const char *key, const char *value,
                           pipc_error **error)
{
    return pipc__map_set(&config->map, key, value) ? PIPC_OK : pipc_fail_no_memory(error);
}

const char *pipc_config_params_get(const pipc_config_params *config, const char *key)
{
    const pipc__map_entry *entry = config == NULL ? NULL : pipc__map_find(&config->map, key);

    return entry == NULL || entry->value == NULL || entry->value[0] == '\0' ? NULL : entry->value;
}

bool pipc_config_params_contains(const pipc_config_params *config, const char *key)
{
    return config != NULL && pipc__map_find(&config->map, key) != NULL;
}

size_t pipc_config_params_count(const pipc_config_params *config)
{
    return config == NULL ? 0 : config->map.count;
}

const char *pipc_config_params_at(const pipc_config_params *config, size_t index,
                                  const char **value)
{
    if (index >= pipc_config_params_count(config))
        return NULL;
    if (value != NULL)
        *value = config->map.entries[index].value;
    return config->map.entries[index].key;
}

const char *pipc_config_params_get_default(const pipc_config_params *config, const char *key,
                                           const char *value)
{
    const char *found = pipc_config_params_get(config, key);

    return found == NULL ? value : found;
}

int pipc_config_params_get_section(const pipc_config_params *config, const char *section,
                                   pipc_config_params **out, pipc_error **error)
{
    pipc_config_params *found = new_params();
    bool complete = found != NULL;
    size_t length = strlen(section);
    const char *value;
    const char *key;

    for (size_t i = 0; complete && (key = pipc_config_params_at(config, i, &value)) != NULL; i++)
        if (length > 0 && strncmp(key, section, length) == 0 && key[length] == '.')
            complete = pipc__map_set(&found->map, key + length + 1, value);
    return give(found, complete, out, error);
}

int pipc_config_params_get_section_names(const pipc_config_params *config, pipc_config_params **out,
                                         pipc_error **error)
{
    pipc_config_params *names = new_params();
    bool complete = names != NULL;
    const char *key;

    for (size_t i = 0; complete && (key = pipc_config_params_at(config, i, NULL)) != NULL; i++) {
        size_t length = strcspn(key, ".");

        if (length == 0) /* as in Pip.Services, a dot at the front ends no name */
            length = strlen(key);
        complete = pipc__map_set_bytes(&names->map, key, length, NULL, 0);
    }
    return give(names, complete, out, error);
}

static bool set_below(pipc__map *map, const char *name, const char *key, const char *value)
{
    bool both = name[0] != '\0' && key[0] != '\0';
    char *path = pipc__str_format("%s%s%s", name, both ? "." : "", key);
    bool complete = path != NULL && pipc__map_set(map, path, value);

    pipc__free(path);
    return complete;
}

int pipc_config_params_add_section(pipc_config_params *config, const char *name,
                                   const pipc_config_params *section, pipc_error **error)
{
    pipc__map map = {0}; /* a copy, so that `config` changes at once or not at all */
    bool complete = pipc__map_set_all(&map, &config->map);
    const char *value;
    const char *key;

    assert(name != NULL);
    for (size_t i = 0; complete && (key = pipc_config_params_at(section, i, &value)) != NULL; i++)
        complete = set_below(&map, name, key, value);
    if (!complete) {
        pipc__map_dispose(&map);
        return pipc_fail_no_memory(error);
    }
    pipc__map_dispose(&config->map);
    config->map = map;
    return PIPC_OK;
}

int pipc_config_params_set_defaults(const pipc_config_params *config,
                                    const pipc_config_params *defaults, pipc_config_params **out,
                                    pipc_error **error)
{
    return pipc_config_params_override(defaults, config, out, error);
}

int pipc_config_params_override(const pipc_config_params *config, const pipc_config_params *other,
                                pipc_config_params **out, pipc_error **error)
{
    pipc_config_params *merged = new_params();
    bool complete = merged != NULL;

    if (complete && config != NULL)
        complete = pipc__map_set_all(&merged->map, &config->map);
    if (complete && other != NULL)
        complete = pipc__map_set_all(&merged->map, &other->map);
    return give(merged, complete, out, error);
}
