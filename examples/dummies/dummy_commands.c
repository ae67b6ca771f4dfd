#include "dummy_commands.h"

#include <pipc/parameters.h>
#include <pipc/schema.h>

/* --- what the commands take ----------------------------------------------------------------- */

static const pipc_schema dummy_schema = {
    .kind = PIPC_SCHEMA_OBJECT,
    PIPC_SCHEMA_PROPERTIES({.name = "id", .type = PIPC_TYPE_STRING},
                           {.name = "key", .type = PIPC_TYPE_STRING, .required = true},
                           {.name = "content", .type = PIPC_TYPE_STRING}),
};

static const pipc_schema page_schema = {
    .kind = PIPC_SCHEMA_OBJECT,
    PIPC_SCHEMA_PROPERTIES({.name = "filter", .schema = &pipc_filter_params_schema},
                           {.name = "paging", .schema = &pipc_paging_params_schema}),
};

static const pipc_schema id_schema = {
    .kind = PIPC_SCHEMA_OBJECT,
    PIPC_SCHEMA_PROPERTIES({.name = "dummy_id", .type = PIPC_TYPE_STRING, .required = true}),
};

static const pipc_schema object_schema = {
    .kind = PIPC_SCHEMA_OBJECT,
    PIPC_SCHEMA_PROPERTIES({.name = "dummy", .schema = &dummy_schema, .required = true}),
};

/* --- what they do --------------------------------------------------------------------------- */

static int get_dummies(void *owner, const pipc_context *context, json_t *args, json_t **result,
                       pipc_error **error)
{
    dummy_controller *self = owner;
    pipc_paging_params paging = pipc_paging_params_from_json(json_object_get(args, "paging"));

    (void)context;
    return dummy_store_get_page(&self->store, json_object_get(args, "filter"), &paging, result,
                                error);
}

static int get_dummy_by_id(void *owner, const pipc_context *context, json_t *args, json_t **result,
                           pipc_error **error)
{
    dummy_controller *self = owner;

    (void)context;
    return dummy_store_get_one(&self->store, pipc_parameters_get_string(args, "dummy_id", NULL),
                               result, error);
}

static int create_dummy(void *owner, const pipc_context *context, json_t *args, json_t **result,
                        pipc_error **error)
{
    dummy_controller *self = owner;

    (void)context;
    return dummy_store_create(&self->store, json_object_get(args, "dummy"), result, error);
}

static int update_dummy(void *owner, const pipc_context *context, json_t *args, json_t **result,
                        pipc_error **error)
{
    dummy_controller *self = owner;

    (void)context;
    return dummy_store_update(&self->store, json_object_get(args, "dummy"), result, error);
}

static int delete_dummy(void *owner, const pipc_context *context, json_t *args, json_t **result,
                        pipc_error **error)
{
    dummy_controller *self = owner;

    (void)context;
    return dummy_store_delete(&self->store, pipc_parameters_get_string(args, "dummy_id", NULL),
                              result, error);
}

static const pipc_command commands[] = {
    {.name = "get_dummies", .schema = &page_schema, .execute = get_dummies},
    {.name = "get_dummy_by_id", .schema = &id_schema, .execute = get_dummy_by_id},
    {.name = "create_dummy", .schema = &object_schema, .execute = create_dummy},
    {.name = "update_dummy", .schema = &object_schema, .execute = update_dummy},
    {.name = "delete_dummy", .schema = &id_schema, .execute = delete_dummy},
};

/* --- the component -------------------------------------------------------------------------- */

static void dispose(pipc_component *component)
{
    dummy_controller *self = PIPC_CONTAINER_OF(component, dummy_controller, commandable.component);

    pipc_command_set_free(self->commandable.command_set);
    self->commandable.command_set = NULL;
    dummy_store_dispose(&self->store);
}

static const pipc_component_class controller_class = {
    .size = sizeof(pipc_component_class),
    .type = "commandable",
    .dispose = dispose,
};

int dummy_controller_init(dummy_controller *self, pipc_error **error)
{
    pipc_command_set *set = NULL;
    int code;

    pipc_commandable_init(&self->commandable, &controller_class);
    code = dummy_store_init(&self->store, error);
    if (code == PIPC_OK)
        code = pipc_command_set_new(&set, error);
    self->commandable.command_set = set;
    if (code == PIPC_OK)
        code = pipc_command_set_add_commands(set, commands, PIPC_ARRAY_SIZE(commands), self, error);
    if (code == PIPC_OK)
        code = dummy_test_commands_add(set, error);
    return code;
}
