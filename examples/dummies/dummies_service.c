#include "dummies_service.h"

#include <pipc/parameters.h>

static dummy_store *store_of(dummies_dummies_service *service)
{
    return PIPC_CONTAINER_OF(service, dummies_service, service)->store;
}

/* --- messages and JSON ---------------------------------------------------------------------- */

static char *text_of(pipc_call *call, const json_t *dummy, const char *name)
{
    return pipc_call_strdup(call, pipc_parameters_get_string(dummy, name, ""));
}

static int fill_dummy(pipc_call *call, const json_t *dummy, Dummies__Dummy *message,
                      pipc_error **error)
{
    message->id = text_of(call, dummy, "id");
    message->key = text_of(call, dummy, "key");
    message->content = text_of(call, dummy, "content");
    if (message->id == NULL || message->key == NULL || message->content == NULL)
        return pipc_fail_no_memory(error);
    return PIPC_OK;
}

/* What the store has given, NULL for nothing, ends in the response. */
static int answer(pipc_call *call, int code, json_t *dummy, Dummies__Dummy *response,
                  pipc_error **error)
{
    if (code == PIPC_OK)
        code = fill_dummy(call, dummy, response, error);
    json_decref(dummy);
    return code;
}

static int read_dummy(const Dummies__DummyObjectRequest *request, json_t **out, pipc_error **error)
{
    const Dummies__Dummy *dummy = request->dummy;

    if (dummy == NULL)
        return pipc_fail(error, PIPC_E_BAD_REQUEST, "NO_DUMMY", "the request has no dummy");
    *out =
        json_pack("{s:s,s:s,s:s}", "id", dummy->id, "key", dummy->key, "content", dummy->content);
    return *out == NULL ? pipc_fail_no_memory(error) : PIPC_OK;
}

static int read_filter(const Dummies__DummiesPageRequest *request, json_t **out, pipc_error **error)
{
    json_t *filter = json_object();

    for (size_t i = 0; i < request->n_filter; i++)
        json_object_set_new(filter, request->filter[i]->key,
                            json_string(request->filter[i]->value));
    *out = filter;
    return filter == NULL ? pipc_fail_no_memory(error) : PIPC_OK;
}

static pipc_paging_params read_paging(const Dummies__PagingParams *paging)
{
    if (paging == NULL)
        return (pipc_paging_params){PIPC_PAGING_NONE, PIPC_PAGING_NONE, false};
    return (pipc_paging_params){
        .skip = paging->skip,
        .take = paging->take == 0 ? PIPC_PAGING_NONE : paging->take,
        .total = paging->total,
    };
}

static int fill_page(pipc_call *call, const json_t *page, Dummies__DummiesPage *response,
                     pipc_error **error)
{
    const json_t *data = pipc_data_page_data(page);
    json_int_t total = pipc_data_page_total(page);
    size_t count = json_array_size(data);
    Dummies__Dummy *dummies = pipc_call_alloc(call, count * sizeof *dummies);
    int code = PIPC_OK;

    response->total = total == PIPC_PAGING_NONE ? 0 : total;
    response->data = pipc_call_alloc(call, count * sizeof *response->data);
    if (dummies == NULL || response->data == NULL)
        return pipc_fail_no_memory(error);
    for (size_t i = 0; i < count && code == PIPC_OK; i++) {
        dummies__dummy__init(&dummies[i]);
        code = fill_dummy(call, json_array_get(data, i), &dummies[i], error);
        response->data[i] = &dummies[i];
    }
    response->n_data = count;
    return code;
}

/* --- the rpcs ------------------------------------------------------------------------------- */

static int get_dummies(dummies_dummies_service *self, pipc_call *call,
                       const Dummies__DummiesPageRequest *request, Dummies__DummiesPage *response,
                       pipc_error **error)
{
    pipc_paging_params paging = read_paging(request->paging);
    json_t *filter = NULL;
    json_t *page = NULL;
    int code = read_filter(request, &filter, error);

    if (code == PIPC_OK)
        code = dummy_store_get_page(store_of(self), filter, &paging, &page, error);
    if (code == PIPC_OK)
        code = fill_page(call, page, response, error);
    json_decref(page);
    json_decref(filter);
    return code;
}

static int get_dummy_by_id(dummies_dummies_service *self, pipc_call *call,
                           const Dummies__DummyIdRequest *request, Dummies__Dummy *response,
                           pipc_error **error)
{
    json_t *dummy = NULL;
    int code = dummy_store_get_one(store_of(self), request->dummy_id, &dummy, error);

    return answer(call, code, dummy, response, error);
}

static int create_dummy(dummies_dummies_service *self, pipc_call *call,
                        const Dummies__DummyObjectRequest *request, Dummies__Dummy *response,
                        pipc_error **error)
{
    json_t *given = NULL;
    json_t *dummy = NULL;
    int code = read_dummy(request, &given, error);

    if (code == PIPC_OK)
        code = dummy_store_create(store_of(self), given, &dummy, error);
    json_decref(given);
    return answer(call, code, dummy, response, error);
}

static int update_dummy(dummies_dummies_service *self, pipc_call *call,
                        const Dummies__DummyObjectRequest *request, Dummies__Dummy *response,
                        pipc_error **error)
{
    json_t *given = NULL;
    json_t *dummy = NULL;
    int code = read_dummy(request, &given, error);

    if (code == PIPC_OK)
        code = dummy_store_update(store_of(self), given, &dummy, error);
    json_decref(given);
    return answer(call, code, dummy, response, error);
}

static int delete_dummy_by_id(dummies_dummies_service *self, pipc_call *call,
                              const Dummies__DummyIdRequest *request, Dummies__Dummy *response,
                              pipc_error **error)
{
    json_t *dummy = NULL;
    int code = dummy_store_delete(store_of(self), request->dummy_id, &dummy, error);

    return answer(call, code, dummy, response, error);
}

static const dummies_dummies_handlers handlers = {
    .get_dummies = get_dummies,
    .get_dummy_by_id = get_dummy_by_id,
    .create_dummy = create_dummy,
    .update_dummy = update_dummy,
    .delete_dummy_by_id = delete_dummy_by_id,
};

void dummies_service_init(dummies_service *self, dummy_store *store)
{
    dummies_dummies_service_init(&self->service, &handlers);
    self->store = store;
}
