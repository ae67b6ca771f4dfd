#include <pipc/error.h>

#include "base/alloc.h"
#include "grpc/message_types.h"
#include "rpc/abi.h"
#include "rpc/call.h"
#include "rpc/service.h"

static void add_method(pipc__service_methods *self, const pipc_grpc_method *method,
                       pipc__message_types *types)
{
    pipc__service_method *row = &self->methods[self->route_count];

    row->route.path = method->path;
    row->route.reads_message =
        method->kind == PIPC_GRPC_UNARY || method->kind == PIPC_GRPC_SERVER_STREAMING;
    row->route.accept = pipc__call_accept;
    row->method = method;
    row->all = self;
    row->request = pipc__message_types_get(types, method->request);
    self->routes[self->route_count++] = &row->route;
}

int pipc__service_methods_new(pipc_grpc_service *service, pipc__service_methods **out,
                              pipc_error **error)
{
    const pipc_grpc_service_desc *desc = service->desc;
    pipc__message_types types = {.count = 0};
    pipc__service_methods *self;
    int code = pipc__check_abi(desc, error);

    if (code != PIPC_OK)
        return code;
    self = pipc__alloc_zeroed(sizeof *self + desc->method_count * sizeof self->methods[0]);
    if (self == NULL)
        return pipc_fail_no_memory(error);
    self->routes = pipc__alloc(desc->method_count * sizeof(pipc__route *));
    self->calls = pipc__call_pool_new(sizeof(pipc_call), self);
    if (self->routes == NULL || self->calls == NULL) {
        pipc__call_pool_leave(self->calls);
        pipc__free(self->routes);
        pipc__free(self);
        return pipc_fail_no_memory(error);
    }
    atomic_init(&self->references, 1);
    self->service = service;
    self->desc = desc;
    pipc__gate_init(&self->gate);
    for (size_t i = 0; i < desc->method_count; i++)
        add_method(self, &desc->methods[i], &types);
    pipc__message_types_dispose(&types);
    *out = self;
    return PIPC_OK;
}

int pipc__service_methods_make_rules(pipc__service_methods *self, pipc_error **error)
{
    for (size_t i = 0; i < self->route_count; i++) {
        pipc__service_method *row = &self->methods[i];
        const pipc_message_rules *rules =
            row->given_rules == NULL ? row->method->rules : row->given_rules;
        int code = PIPC_OK;

        if (rules != NULL && row->rules == NULL)
            code = pipc__rules_new(rules, row->method->request, &row->rules, error);
        if (code != PIPC_OK)
            return code;
    }
    return PIPC_OK;
}

void pipc__service_methods_reference(pipc__service_methods *self)
{
    atomic_fetch_add(&self->references, 1);
}

bool pipc__service_methods_reference_if_alive(pipc__service_methods *self)
{
    unsigned references = atomic_load(&self->references);

    do {
        if (references == 0)
            return false;
    } while (!atomic_compare_exchange_weak(&self->references, &references, references + 1));
    return true;
}

void pipc__service_methods_unreference(pipc__service_methods *self)
{
    if (self == NULL || atomic_fetch_sub(&self->references, 1) > 1)
        return;
    for (size_t i = 0; i < self->route_count; i++)
        pipc__rules_free(self->methods[i].rules);
    pipc__call_pool_leave(self->calls);
    pipc__interceptors_dispose(&self->interceptors);
    pipc__loggers_dispose(&self->loggers);
    pipc__observers_drop(&self->observers);
    pipc__gate_dispose(&self->gate);
    pipc__free(self->routes);
    pipc__free(self);
}
