#include "rpc/mock.h"

#include <string.h>

#include <pipc/component.h>

#include "base/sync.h"

/* A struct that has nothing but such members has no gaps. */
pipc_grpc_mock_method *pipc__mock_method(const pipc_grpc_mock *self, size_t row)
{
    void *method = (char *)self->methods + row * sizeof(pipc_grpc_mock_method);

    return method;
}

void pipc_grpc_mock_init(pipc_grpc_mock *self, pipc_grpc_service *service, void *methods)
{
    self->service = service;
    self->methods = methods;
    self->handlers = NULL;
    pipc__mutex_init(&self->mutex);
    pipc__condition_init(&self->recorded);
    for (size_t row = 0; row < service->desc->method_count; row++)
        *pipc__mock_method(self, row) =
            (pipc_grpc_mock_method){.mock = self, .method = &service->desc->methods[row]};
}

void pipc_grpc_mock_set_handlers(pipc_grpc_mock *self, const void *handlers)
{
    pipc__mutex_lock(&self->mutex);
    self->handlers = handlers;
    pipc__mutex_unlock(&self->mutex);
}

static void reset(pipc_grpc_mock_method *self)
{
    pipc__mock_records records;

    pipc__mutex_lock(&self->mock->mutex);
    records = pipc__mock_records_take(self);
    pipc__mock_answers_clear(self);
    pipc__mutex_unlock(&self->mock->mutex);
    pipc__mock_records_free(&records);
}

void pipc_grpc_mock_reset(pipc_grpc_mock *self)
{
    pipc_grpc_mock_set_handlers(self, NULL);
    for (size_t row = 0; row < self->service->desc->method_count; row++)
        reset(pipc__mock_method(self, row));
}

void pipc_grpc_mock_dispose(pipc_grpc_mock *self)
{
    if (self == NULL || self->service == NULL)
        return;
    pipc_dispose(&self->service->component);
    if (pipc_is_open(&self->service->component))
        return; /* from inside a handler, where nothing can be closed */
    pipc_grpc_mock_reset(self);
    pipc__condition_dispose(&self->recorded);
    pipc__mutex_dispose(&self->mutex);
    memset(self, 0, sizeof *self);
}
