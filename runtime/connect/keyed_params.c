#include "connect/keyed_params.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/list.h"
#include "base/sync.h"

typedef struct entry {
    pipc__list link;
    char *key;
    pipc_config_params *params;
} entry;

struct pipc__keyed_params {
    pipc__mutex mutex; /* guards the entries */
    pipc__list entries;
};

static entry *entry_of(pipc__list *link)
{
    return PIPC_CONTAINER_OF(link, entry, link);
}

static void free_entry(entry *self)
{
    pipc__free(self->key);
    pipc_config_params_free(self->params);
    pipc__free(self);
}

static int new_entry(const char *key, const pipc_config_params *params, entry **out,
                     pipc_error **error)
{
    entry *self = pipc__alloc_zeroed(sizeof *self);
    int code;

    if (self == NULL)
        return pipc_fail_no_memory(error);
    self->key = pipc__strdup(key);
    code = self->key == NULL ? pipc_fail_no_memory(error)
                             : pipc_config_params_override(params, NULL, &self->params, error);
    if (code != PIPC_OK) {
        free_entry(self);
        return code;
    }
    *out = self;
    return PIPC_OK;
}

static pipc__keyed_params *load(pipc__keyed_params **self)
{
    return __atomic_load_n(self, __ATOMIC_ACQUIRE);
}

/* Of two threads that make it at once, one is the first. */
static int need(pipc__keyed_params **self, pipc_error **error)
{
    pipc__keyed_params *made;
    pipc__keyed_params *expected = NULL;

    if (load(self) != NULL)
        return PIPC_OK;
    made = pipc__alloc(sizeof *made);
    if (made == NULL)
        return pipc_fail_no_memory(error);
    pipc__mutex_init(&made->mutex);
    pipc__list_init(&made->entries);
    if (!__atomic_compare_exchange_n(self, &expected, made, false, __ATOMIC_ACQ_REL,
                                     __ATOMIC_ACQUIRE))
        pipc__keyed_params_dispose(&made);
    return PIPC_OK;
}

/* --- with the mutex held -------------------------------------------------------------------- */

static bool is_same(const pipc_config_params *a, const pipc_config_params *b)
{
    const char *key;
    const char *value;

    if (pipc_config_params_count(a) != pipc_config_params_count(b))
        return false;
    for (size_t i = 0; (key = pipc_config_params_at(a, i, &value)) != NULL; i++) {
        const char *other = pipc_config_params_get(b, key);

        if (strcmp(value == NULL ? "" : value, other == NULL ? "" : other) != 0)
            return false;
    }
    return true;
}

/* The next one of `key` after `link`; NULL if there is none. */
static entry *find_after(pipc__keyed_params *self, pipc__list *link, const char *key)
{
    for (link = link->next; link != &self->entries; link = link->next)
        if (strcmp(entry_of(link)->key, key) == 0)
            return entry_of(link);
    return NULL;
}

static entry *find_first(pipc__keyed_params *self, const char *key)
{
    return find_after(self, &self->entries, key);
}

/* The one of `key` that is the same as `params`; NULL if there is none. */
static entry *find_same(pipc__keyed_params *self, const char *key, const pipc_config_params *params)
{
    entry *e = find_first(self, key);

    while (e != NULL && !is_same(e->params, params))
        e = find_after(self, &e->link, key);
    return e;
}

static void remove_entry(entry *self)
{
    pipc__list_remove(&self->link);
    free_entry(self);
}

static void remove_all(pipc__keyed_params *self, const char *key)
{
    for (entry *e; (e = find_first(self, key)) != NULL;)
        remove_entry(e);
}

static int copy_all(pipc__keyed_params *self, const char *key, pipc_config_params *to,
                    pipc_error **error)
{
    size_t count = 0;

    for (entry *e = find_first(self, key); e != NULL; e = find_after(self, &e->link, key)) {
        char name[24];
        int code;

        snprintf(name, sizeof name, "%zu", count++);
        code = pipc_config_params_add_section(to, name, e->params, error);
        if (code != PIPC_OK)
            return code;
    }
    return PIPC_OK;
}

/* --- what others call ----------------------------------------------------------------------- */

static int put(pipc__keyed_params **self, const char *key, const pipc_config_params *params,
               bool replace, pipc_error **error)
{
    pipc__keyed_params *all;
    entry *added = NULL;
    bool known;
    int code = need(self, error);

    if (code == PIPC_OK)
        code = new_entry(key, params, &added, error);
    if (code != PIPC_OK)
        return code;
    assert(added != NULL);
    all = load(self);
    pipc__mutex_lock(&all->mutex);
    if (replace)
        remove_all(all, key);
    known = find_same(all, key, params) != NULL;
    if (!known)
        pipc__list_add(&all->entries, &added->link);
    pipc__mutex_unlock(&all->mutex);
    if (known)
        free_entry(added);
    return PIPC_OK;
}

int pipc__keyed_params_add(pipc__keyed_params **self, const char *key,
                           const pipc_config_params *params, pipc_error **error)
{
    return put(self, key, params, false, error);
}

int pipc__keyed_params_set(pipc__keyed_params **self, const char *key,
                           const pipc_config_params *params, pipc_error **error)
{
    return put(self, key, params, true, error);
}

void pipc__keyed_params_remove(pipc__keyed_params **self, const char *key,
                               const pipc_config_params *params)
{
    pipc__keyed_params *all = load(self);
    entry *found;

    if (all == NULL)
        return;
    pipc__mutex_lock(&all->mutex);
    found = find_same(all, key, params);
    if (found != NULL)
        remove_entry(found);
    pipc__mutex_unlock(&all->mutex);
}

int pipc__keyed_params_get_first(pipc__keyed_params **self, const char *key,
                                 pipc_config_params **out, pipc_error **error)
{
    pipc__keyed_params *all = load(self);
    pipc_config_params *copy = NULL;
    const entry *found;
    int code = PIPC_OK;

    if (all != NULL) {
        pipc__mutex_lock(&all->mutex);
        found = find_first(all, key);
        if (found != NULL)
            code = pipc_config_params_override(found->params, NULL, &copy, error);
        pipc__mutex_unlock(&all->mutex);
    }
    if (code == PIPC_OK)
        *out = copy;
    return code;
}

int pipc__keyed_params_get_all(pipc__keyed_params **self, const char *key, pipc_config_params **out,
                               pipc_error **error)
{
    pipc__keyed_params *all = load(self);
    pipc_config_params *copy = NULL;
    int code = pipc_config_params_new(&copy, error);

    if (code != PIPC_OK)
        return code;
    if (all != NULL) {
        pipc__mutex_lock(&all->mutex);
        code = copy_all(all, key, copy, error);
        pipc__mutex_unlock(&all->mutex);
    }
    if (code == PIPC_OK && pipc_config_params_count(copy) > 0) {
        *out = copy;
        return PIPC_OK;
    }
    pipc_config_params_free(copy);
    if (code == PIPC_OK)
        *out = NULL;
    return code;
}

void pipc__keyed_params_dispose(pipc__keyed_params **self)
{
    pipc__keyed_params *all = *self;

    if (all == NULL)
        return;
    for (pipc__list *link; (link = pipc__list_take_first(&all->entries)) != NULL;)
        free_entry(entry_of(link));
    pipc__mutex_dispose(&all->mutex);
    pipc__free(all);
    *self = NULL;
}
