#include <pipc/paging.h>

#include <string.h>

#include <pipc/error.h>
#include <pipc/parameters.h>

#include "commands/json_values.h"

/* --- paging --------------------------------------------------------------------------------- */

static json_int_t given(const json_t *value, const char *name, json_int_t least)
{
    json_int_t number = pipc_parameters_get_long(value, name, PIPC_PAGING_NONE);

    return number < least ? PIPC_PAGING_NONE : number;
}

pipc_paging_params pipc_paging_params_from_json(const json_t *value)
{
    return (pipc_paging_params){
        .skip = given(value, "skip", 0),
        .take = given(value, "take", 1), /* 0 is what protobuf makes of nothing */
        .total = pipc_parameters_get_boolean(value, "total", false),
    };
}

static int put_number(json_t *object, const char *name, json_int_t number, pipc_error **error)
{
    return number < 0 ? PIPC_OK : pipc_parameters_put(object, name, json_integer(number), error);
}

int pipc_paging_params_to_json(const pipc_paging_params *self, json_t **out, pipc_error **error)
{
    json_t *made = json_object();
    int code = made == NULL ? pipc_fail_no_memory(error) : PIPC_OK;

    if (code == PIPC_OK)
        code = put_number(made, "skip", self->skip, error);
    if (code == PIPC_OK)
        code = put_number(made, "take", self->take, error);
    if (code == PIPC_OK)
        code = pipc_parameters_put(made, "total", json_boolean(self->total), error);
    if (code == PIPC_OK)
        *out = made;
    else
        json_decref(made);
    return code;
}

json_int_t pipc_paging_params_get_skip(const pipc_paging_params *self, json_int_t least)
{
    return self->skip < least ? least : self->skip;
}

json_int_t pipc_paging_params_get_take(const pipc_paging_params *self, json_int_t most)
{
    return self->take < 0 || self->take > most ? most : self->take;
}

/* --- filters -------------------------------------------------------------------------------- */

const char *pipc_filter_params_get(const json_t *filter, const char *key)
{
    return pipc__json_text(json_object_get(filter, key));
}

/* Of numbers and booleans, which are short; others have no text. */
static bool is_written_as(const json_t *value, const char *text, size_t length)
{
    char written[64];
    size_t size;

    if (!json_is_number(value) && !json_is_boolean(value))
        return false;
    size = json_dumpb(value, written, sizeof written, JSON_ENCODE_ANY);
    return size == length && memcmp(written, text, length) == 0;
}

static bool is_as_asked(const json_t *asked, const json_t *value)
{
    if (pipc__json_is_nothing(asked) || json_equal(asked, value))
        return true;
    return json_is_string(asked) &&
           is_written_as(value, json_string_value(asked), json_string_length(asked));
}

bool pipc_filter_params_match(const json_t *filter, const json_t *item)
{
    const char *key;
    json_t *asked;

    json_object_foreach ((json_t *)filter, key, asked)
        if (!is_as_asked(asked, json_object_get(item, key)))
            return false;
    return true;
}

/* --- pages ---------------------------------------------------------------------------------- */

int pipc_data_page_new(json_t *data, json_int_t total, json_t **out, pipc_error **error)
{
    json_t *page = json_object();
    int code = data == NULL ? pipc_fail_no_memory(error) : PIPC_OK;

    if (code == PIPC_OK && page == NULL) {
        json_decref(data);
        code = pipc_fail_no_memory(error);
    }
    if (code == PIPC_OK)
        code = pipc_parameters_put(page, "data", data, error);
    if (code == PIPC_OK)
        code = pipc_parameters_put(page, "total", total < 0 ? json_null() : json_integer(total),
                                   error);
    if (code == PIPC_OK)
        *out = page;
    else
        json_decref(page);
    return code;
}

int pipc_data_page_of(const json_t *all, const pipc_paging_params *paging, json_int_t most,
                      json_t **out, pipc_error **error)
{
    size_t count = json_array_size(all);
    json_int_t skip = pipc_paging_params_get_skip(paging, 0);
    json_int_t take = pipc_paging_params_get_take(paging, most);
    json_t *data = json_array();
    int code = data == NULL ? pipc_fail_no_memory(error) : PIPC_OK;

    for (size_t i = skip < (json_int_t)count ? (size_t)skip : count;
         i < count && take > 0 && code == PIPC_OK; i++, take--)
        if (json_array_append_new(data, json_deep_copy(json_array_get(all, i))) != 0)
            code = pipc_fail_no_memory(error);
    if (code == PIPC_OK)
        return pipc_data_page_new(data, paging->total ? (json_int_t)count : PIPC_PAGING_NONE, out,
                                  error);
    json_decref(data);
    return code;
}

json_t *pipc_data_page_data(const json_t *page)
{
    json_t *data = json_object_get(page, "data");

    return json_is_array(data) ? data : NULL;
}

json_int_t pipc_data_page_total(const json_t *page)
{
    return given(page, "total", 0);
}
