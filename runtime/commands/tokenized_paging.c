/* Pages that follow each other by tokens. */
#include <string.h>

#include <pipc/error.h>
#include <pipc/paging.h>
#include <pipc/parameters.h>

#include "base/utf8.h"
#include "commands/json_values.h"

static const char *token_of(const json_t *value)
{
    const char *token = pipc__json_text(json_object_get(value, "token"));

    return token == NULL || token[0] == '\0' ? NULL : token;
}

pipc_tokenized_paging_params pipc_tokenized_paging_params_from_json(const json_t *value)
{
    pipc_paging_params paging = pipc_paging_params_from_json(value);

    return (pipc_tokenized_paging_params){
        .token = token_of(value), .take = paging.take, .total = paging.total};
}

/* Sets it to the token, or to null. jansson gives no reason why it makes no text. */
static int put_token(json_t *object, const char *token, pipc_error **error)
{
    if (token != NULL && !pipc__utf8_is_text(token, strlen(token)))
        return pipc_fail(error, PIPC_E_BAD_REQUEST, "BAD_TOKEN", "the token of a page is no UTF-8");
    return pipc_parameters_put(object, "token", token == NULL ? json_null() : json_string(token),
                               error);
}

int pipc_tokenized_paging_params_to_json(const pipc_tokenized_paging_params *self, json_t **out,
                                         pipc_error **error)
{
    pipc_paging_params paging = {PIPC_PAGING_NONE, self->take, self->total};
    json_t *made = NULL;
    int code = pipc_paging_params_to_json(&paging, &made, error);

    if (code == PIPC_OK && self->token != NULL)
        code = put_token(made, self->token, error);
    if (code == PIPC_OK)
        *out = made;
    else
        json_decref(made);
    return code;
}

json_int_t pipc_tokenized_paging_params_get_take(const pipc_tokenized_paging_params *self,
                                                 json_int_t most)
{
    pipc_paging_params paging = {PIPC_PAGING_NONE, self->take, self->total};

    return pipc_paging_params_get_take(&paging, most);
}

int pipc_tokenized_data_page_new(json_t *data, const char *token, json_int_t total, json_t **out,
                                 pipc_error **error)
{
    json_t *page = NULL;
    int code = pipc_data_page_new(data, total, &page, error);

    if (code == PIPC_OK)
        code = put_token(page, token, error);
    if (code == PIPC_OK)
        *out = page;
    else
        json_decref(page);
    return code;
}

const char *pipc_tokenized_data_page_token(const json_t *page)
{
    return token_of(page);
}
