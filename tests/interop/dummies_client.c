/* The toolkits' test of their own dummies service, as dummies_client.js has it, by our client:
 * `dummies_client PORT` prints "all is well", or what is not. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dummies.pipc.h"

static bool all_is_well = true;

static void check(bool holds, const char *what)
{
    if (!holds)
        printf("not so: %s\n", what);
    all_is_well = all_is_well && holds;
}

/* Takes `error`. */
static void check_call(const char *method, int code, pipc_error *error)
{
    if (code != PIPC_OK)
        printf("%s failed: %s %s\n", method, pipc_error_code(error), pipc_error_message(error));
    all_is_well = all_is_well && code == PIPC_OK;
    pipc_error_free(error);
}

static void free_dummy(Dummies__Dummy *dummy)
{
    if (dummy != NULL)
        dummies__dummy__free_unpacked(dummy, NULL);
}

/* --- calls: what they return is NULL if they failed ----------------------------------------- */

typedef int send_dummy(dummies_dummies_client *client, const pipc_context *context,
                       const Dummies__DummyObjectRequest *request, Dummies__Dummy **response,
                       pipc_error **error);
typedef int send_id(dummies_dummies_client *client, const pipc_context *context,
                    const Dummies__DummyIdRequest *request, Dummies__Dummy **response,
                    pipc_error **error);

static Dummies__Dummy *with_dummy(dummies_dummies_client *client, send_dummy *send,
                                  const char *method, Dummies__Dummy *dummy)
{
    Dummies__DummyObjectRequest request = DUMMIES__DUMMY_OBJECT_REQUEST__INIT;
    Dummies__Dummy *response = NULL;
    pipc_error *error = NULL;

    request.correlation_id = (char *)"cid";
    request.dummy = dummy;
    check_call(method, send(client, NULL, &request, &response, &error), error);
    return response;
}

static Dummies__Dummy *create(dummies_dummies_client *client, const char *id, const char *key,
                              const char *content)
{
    Dummies__Dummy dummy = DUMMIES__DUMMY__INIT;

    dummy.id = (char *)id;
    dummy.key = (char *)key;
    dummy.content = (char *)content;
    return with_dummy(client, dummies_dummies_client_create_dummy, "create_dummy", &dummy);
}

static Dummies__Dummy *with_id(dummies_dummies_client *client, send_id *send, const char *method,
                               const char *id)
{
    Dummies__DummyIdRequest request = DUMMIES__DUMMY_ID_REQUEST__INIT;
    Dummies__Dummy *response = NULL;
    pipc_error *error = NULL;

    request.correlation_id = (char *)"cid";
    request.dummy_id = (char *)id;
    check_call(method, send(client, NULL, &request, &response, &error), error);
    return response;
}

/* Has the page of that key, NULL: of all, hold one dummy, `id`, and tell of `total`, if asked to.
 */
static void check_page(dummies_dummies_client *client, const char *key, int64_t skip, bool total,
                       const char *id)
{
    Dummies__DummiesPageRequest request = DUMMIES__DUMMIES_PAGE_REQUEST__INIT;
    Dummies__DummiesPageRequest__FilterEntry entry =
        DUMMIES__DUMMIES_PAGE_REQUEST__FILTER_ENTRY__INIT;
    Dummies__DummiesPageRequest__FilterEntry *filter = &entry;
    Dummies__PagingParams paging = DUMMIES__PAGING_PARAMS__INIT;
    Dummies__DummiesPage *page = NULL;
    pipc_error *error = NULL;

    entry.key = (char *)"key";
    entry.value = (char *)key;
    request.n_filter = key != NULL;
    request.filter = &filter;
    paging.skip = skip;
    paging.take = 1;
    paging.total = total;
    request.paging = &paging;
    check_call("get_dummies",
               dummies_dummies_client_get_dummies(client, NULL, &request, &page, &error), error);
    if (page == NULL)
        return;
    check(page->n_data == 1 && strcmp(page->data[0]->id, id) == 0, "the page has the one dummy");
    check(page->total == (total ? 1 : 0), "the page tells the total if it is to");
    dummies__dummies_page__free_unpacked(page, NULL);
}

/* --- the test ------------------------------------------------------------------------------- */

static void change(dummies_dummies_client *client, Dummies__Dummy *one)
{
    Dummies__Dummy changed = DUMMIES__DUMMY__INIT;
    Dummies__Dummy *got;

    changed.id = one->id;
    changed.key = one->key;
    changed.content = (char *)"Updated";
    got = with_dummy(client, dummies_dummies_client_update_dummy, "update_dummy", &changed);
    check(got != NULL && strcmp(got->content, "Updated") == 0, "what was updated comes back");
    free_dummy(got);
    got = with_id(client, dummies_dummies_client_get_dummy_by_id, "get_dummy_by_id", one->id);
    check(got != NULL && strcmp(got->content, "Updated") == 0, "it stays updated");
    free_dummy(got);
    got = with_id(client, dummies_dummies_client_delete_dummy_by_id, "delete_dummy_by_id", one->id);
    check(got != NULL && strcmp(got->id, one->id) == 0, "what was deleted comes back");
    free_dummy(got);
    got = with_id(client, dummies_dummies_client_get_dummy_by_id, "get_dummy_by_id", one->id);
    check(got != NULL && got->id[0] == '\0', "it is gone");
    free_dummy(got);
}

static void test(dummies_dummies_client *client)
{
    Dummies__Dummy *one = create(client, "", "Key 1", "Content 1");
    Dummies__Dummy *two = create(client, "mine", "Key 2", "");

    check(two != NULL && strcmp(two->id, "mine") == 0, "a dummy keeps its id");
    if (one != NULL) {
        check(one->id[0] != '\0', "a dummy without an id gets one");
        check(strcmp(one->key, "Key 1") == 0 && strcmp(one->content, "Content 1") == 0,
              "a dummy keeps what it has");
        check_page(client, "Key 1", 0, true, one->id);
        check_page(client, NULL, 1, false, "mine");
        change(client, one);
    }
    free_dummy(one);
    free_dummy(two);
}

static int open_client(pipc_component *client, const char *port, pipc_error **error)
{
    pipc_config_params *config = NULL;
    int code =
        pipc_config_params_from_tuples(&config, error, "connection.host", "127.0.0.1",
                                       "connection.port", port, "options.timeout", "30000", NULL);

    if (code == PIPC_OK)
        code = pipc_configure(client, config, error);
    if (code == PIPC_OK)
        code = pipc_open(client, NULL, error);
    pipc_config_params_free(config);
    return code;
}

int main(int argc, char **argv)
{
    dummies_dummies_client client;
    pipc_error *error = NULL;
    int code;

    if (argc != 2)
        return EXIT_FAILURE;
    dummies_dummies_client_init(&client);
    code = open_client(&client.client.component, argv[1], &error);
    check_call("open", code, error);
    if (code == PIPC_OK)
        test(&client);
    pipc_dispose(&client.client.component);
    if (all_is_well)
        puts("all is well");
    return all_is_well ? EXIT_SUCCESS : EXIT_FAILURE;
}
