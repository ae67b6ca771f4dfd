#define _GNU_SOURCE
#include "dummy_store.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include <pipc/parameters.h>

enum { PAGE_MAX = 100 };

int dummy_store_init(dummy_store *self, pipc_error **error)
{
    pthread_mutex_init(&self->mutex, NULL);
    self->dummies = json_array();
    return self->dummies == NULL ? pipc_fail_no_memory(error) : PIPC_OK;
}

void dummy_store_dispose(dummy_store *self)
{
    json_decref(self->dummies);
    self->dummies = NULL;
    pthread_mutex_destroy(&self->mutex);
}

/* A copy in *out; nothing of nothing. */
static int copy(const json_t *dummy, json_t **out, pipc_error **error)
{
    *out = dummy == NULL ? NULL : json_deep_copy(dummy);
    return dummy != NULL && *out == NULL ? pipc_fail_no_memory(error) : PIPC_OK;
}

/* Under the mutex. Where the dummy of that id is; past the last: there is none. */
static size_t find(const dummy_store *self, const char *id)
{
    size_t i;
    json_t *dummy;

    json_array_foreach (self->dummies, i, dummy) {
        if (id != NULL && strcmp(pipc_parameters_get_string(dummy, "id", ""), id) == 0)
            break;
    }
    return i;
}

/* --- reading -------------------------------------------------------------------------------- */

/* Under the mutex. Those that match, which are not copied. */
static json_t *select_dummies(const dummy_store *self, const json_t *filter)
{
    json_t *selected = json_array();
    size_t i;
    json_t *dummy;

    json_array_foreach (self->dummies, i, dummy) {
        if (pipc_filter_params_match(filter, dummy) && json_array_append(selected, dummy) != 0) {
            json_decref(selected);
            return NULL;
        }
    }
    return selected;
}

int dummy_store_get_page(dummy_store *self, const json_t *filter, const pipc_paging_params *paging,
                         json_t **page, pipc_error **error)
{
    json_t *selected;
    int code;

    pthread_mutex_lock(&self->mutex);
    selected = select_dummies(self, filter);
    code = selected == NULL ? pipc_fail_no_memory(error)
                            : pipc_data_page_of(selected, paging, PAGE_MAX, page, error);
    json_decref(selected);
    pthread_mutex_unlock(&self->mutex);
    return code;
}

int dummy_store_get_one(dummy_store *self, const char *id, json_t **dummy, pipc_error **error)
{
    int code;

    pthread_mutex_lock(&self->mutex);
    code = copy(json_array_get(self->dummies, find(self, id)), dummy, error);
    pthread_mutex_unlock(&self->mutex);
    return code;
}

/* --- writing -------------------------------------------------------------------------------- */

/* As IdGenerator.nextLong() of Pip.Services: a random UUID without its dashes. */
static json_t *next_id(void)
{
    unsigned char bytes[16];
    char text[2 * sizeof bytes + 1];

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return NULL;
    bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    return json_string(text);
}

static int give_id(json_t *dummy, pipc_error **error)
{
    if (pipc_parameters_get_string(dummy, "id", "")[0] != '\0')
        return PIPC_OK;
    return json_object_set_new(dummy, "id", next_id()) == 0 ? PIPC_OK : pipc_fail_no_memory(error);
}

static int append(dummy_store *self, json_t *dummy, pipc_error **error)
{
    int status;

    pthread_mutex_lock(&self->mutex);
    status = json_array_append(self->dummies, dummy);
    pthread_mutex_unlock(&self->mutex);
    return status == 0 ? PIPC_OK : pipc_fail_no_memory(error);
}

/* What is kept is nobody else's: `made` is handed over, and a copy of it is given. */
int dummy_store_create(dummy_store *self, const json_t *given, json_t **dummy, pipc_error **error)
{
    json_t *made = NULL;
    json_t *given_back = NULL;
    int code = copy(given, &made, error);

    if (code == PIPC_OK)
        code = give_id(made, error);
    if (code == PIPC_OK)
        code = copy(made, &given_back, error);
    if (code == PIPC_OK)
        code = append(self, made, error);
    json_decref(made);
    if (code == PIPC_OK)
        *dummy = given_back;
    else
        json_decref(given_back);
    return code;
}

int dummy_store_update(dummy_store *self, const json_t *given, json_t **dummy, pipc_error **error)
{
    json_t *made = NULL;
    int code = copy(given, &made, error);
    size_t place;

    if (code != PIPC_OK)
        return code;
    *dummy = NULL;
    pthread_mutex_lock(&self->mutex);
    place = find(self, pipc_parameters_get_string(made, "id", NULL));
    if (place < json_array_size(self->dummies))
        code = copy(made, dummy, error);
    if (*dummy != NULL)
        json_array_set(self->dummies, place, made);
    pthread_mutex_unlock(&self->mutex);
    json_decref(made);
    return code;
}

int dummy_store_delete(dummy_store *self, const char *id, json_t **dummy, pipc_error **error)
{
    size_t place;
    int code;

    pthread_mutex_lock(&self->mutex);
    place = find(self, id);
    code = copy(json_array_get(self->dummies, place), dummy, error);
    if (*dummy != NULL)
        json_array_remove(self->dummies, place);
    pthread_mutex_unlock(&self->mutex);
    return code;
}
