/* What a service registers around its handlers: interceptors, authorizers, rules. */
#include <string.h>

#include <pipc/error.h>
#include <pipc/grpc_interceptor.h>

#include "rpc/service.h"

static int check_closed(const pipc_grpc_service *self, pipc_error **error)
{
    if (!pipc_is_open(&self->component))
        return PIPC_OK;
    return pipc_fail(error, PIPC_E_INVALID_STATE, "ALREADY_OPENED",
                     "service %s is open, expected it closed to register anything",
                     self->desc->name);
}

int pipc_grpc_service_register_interceptor(pipc_grpc_service *self,
                                           pipc_grpc_server_interceptor *interceptor,
                                           pipc_error **error)
{
    pipc__service_methods *methods = NULL;
    int code = check_closed(self, error);

    if (code == PIPC_OK)
        code = pipc__service_need_methods(self, &methods, error);
    if (code == PIPC_OK)
        code = pipc__interceptors_add(&methods->interceptors, interceptor, error);
    return code;
}

/* The method of that name, as in the .proto file; NULL: *out is NULL, which means all. */
static int find_method(const pipc_grpc_service_desc *desc, const char *name,
                       const pipc_grpc_method **out, pipc_error **error)
{
    *out = NULL;
    if (name == NULL)
        return PIPC_OK;
    for (size_t i = 0; i < desc->method_count; i++)
        if (strcmp(strrchr(desc->methods[i].path, '/') + 1, name) == 0) {
            *out = &desc->methods[i];
            return PIPC_OK;
        }
    return pipc_fail(error, PIPC_E_NOT_FOUND, "METHOD_NOT_FOUND",
                     "service %s has no method %s, expected the name of one", desc->name, name);
}

int pipc_grpc_service_register_authorizer(pipc_grpc_service *self, const char *method,
                                          pipc_grpc_authorizer *authorizer, pipc_error **error)
{
    const pipc_grpc_method *found = NULL;
    pipc__service_methods *methods = NULL;
    int code = check_closed(self, error);

    if (code == PIPC_OK)
        code = pipc__service_need_methods(self, &methods, error);
    if (code == PIPC_OK)
        code = find_method(self->desc, method, &found, error);
    if (code == PIPC_OK)
        code = pipc__interceptors_add_authorizer(&methods->interceptors, found, authorizer, error);
    return code;
}

int pipc_grpc_service_set_rules(pipc_grpc_service *self, const char *method,
                                const pipc_message_rules *rules, pipc_error **error)
{
    const pipc_grpc_method *found = NULL;
    pipc__service_methods *methods = NULL;
    pipc__service_method *row;
    int code = check_closed(self, error);

    if (code == PIPC_OK)
        code = pipc__service_need_methods(self, &methods, error);
    if (code == PIPC_OK)
        code = find_method(self->desc, method == NULL ? "" : method, &found, error);
    if (code != PIPC_OK)
        return code;
    row = &methods->methods[found - self->desc->methods];
    row->given_rules = rules;
    pipc__rules_free(row->rules);
    row->rules = NULL;
    return PIPC_OK;
}
