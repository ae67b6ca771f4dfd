#include "rpc/observers.h"

#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "component/counters.h"
#include "component/tracer.h"

const pipc__side pipc__server_side = {
    .kind = PIPC_TRACE_SERVER,
    .count = ".exec_count",
    .time = ".exec_time",
    .errors = ".exec_errors",
    .begins = "Executing",
    .fails = "Failed to execute",
};

const pipc__side pipc__client_side = {
    .kind = PIPC_TRACE_CLIENT,
    .count = ".call_count",
    .time = ".call_time",
    .errors = ".call_errors",
    .begins = "Calling",
    .fails = "Failed to call",
};

/* --- names ---------------------------------------------------------------------------------- */

/* Behind what is there, with a 0 behind it. */
static const char *write_name(char **end, const char *service, const char *operation,
                              const char *suffix)
{
    const char *name = *end;

    *end = stpcpy(stpcpy(stpcpy(stpcpy(*end, service), "."), operation), suffix) + 1;
    return name;
}

static bool name_method(pipc__observed_method *self, const pipc__side *side, const char *service,
                        const char *path)
{
    const char *operation = strrchr(path, '/') + 1;
    size_t length = strlen(service) + 1 + strlen(operation) + 1;
    char *end =
        pipc__alloc(4 * length + strlen(side->count) + strlen(side->time) + strlen(side->errors));

    if (end == NULL)
        return false;
    self->operation = operation;
    self->name = end;
    write_name(&end, service, operation, "");
    self->count = write_name(&end, service, operation, side->count);
    self->time = write_name(&end, service, operation, side->time);
    self->errors = write_name(&end, service, operation, side->errors);
    return true;
}

static int name_methods(pipc__observers *self, pipc_error **error)
{
    const pipc_grpc_service_desc *desc = self->desc;

    for (size_t i = 0; i < desc->method_count; i++)
        if (!name_method(&self->methods[i], self->side, desc->name, desc->methods[i].path))
            return pipc_fail_no_memory(error);
    return PIPC_OK;
}

/* --- life ----------------------------------------------------------------------------------- */

/* NULL: there is no memory. */
static pipc__observers *new_observers(const pipc__side *side, const pipc_grpc_service_desc *desc)
{
    pipc__observers *self =
        pipc__alloc_zeroed(sizeof *self + desc->method_count * sizeof self->methods[0]);

    if (self == NULL)
        return NULL;
    self->side = side;
    self->desc = desc;
    self->references = 1;
    pipc__mutex_init(&self->mutex);
    pipc__list_init(&self->calls);
    return self;
}

static void free_observers(pipc__observers *self)
{
    for (size_t i = 0; i < self->desc->method_count; i++)
        pipc__free(self->methods[i].name);
    pipc__listeners_dispose(&self->tracers);
    pipc__listeners_dispose(&self->counters);
    pipc__loggers_dispose(&self->loggers);
    pipc__mutex_dispose(&self->mutex);
    pipc__free(self);
}

static int find(pipc__observers *self, const pipc_references *references, pipc_error **error)
{
    int code = pipc__loggers_set_references(&self->loggers, references, error);

    if (code == PIPC_OK)
        code = pipc__counters_set_references(&self->counters, references, error);
    if (code == PIPC_OK)
        code = pipc__tracers_set_references(&self->tracers, references, error);
    return code;
}

static bool are_none(const pipc__observers *self)
{
    return self->loggers.count + self->counters.count + self->tracers.count == 0;
}

int pipc__observers_set_references(pipc__observers **self, const pipc__side *side,
                                   const pipc_grpc_service_desc *desc,
                                   const pipc_references *references, pipc_error **error)
{
    pipc__observers *made = new_observers(side, desc);
    int code;

    if (made == NULL)
        return pipc_fail_no_memory(error);
    code = find(made, references, error);
    if (code == PIPC_OK && !are_none(made))
        code = name_methods(made, error);
    if (code != PIPC_OK || are_none(made)) {
        free_observers(made);
        made = NULL;
    }
    if (code != PIPC_OK)
        return code;
    pipc__observers_drop(self);
    *self = made;
    return PIPC_OK;
}

void pipc__observers_drop(pipc__observers **self)
{
    if (*self != NULL)
        pipc__observers_unreference(*self);
    *self = NULL;
}

void pipc__observers_unreference(pipc__observers *self)
{
    bool last;

    pipc__mutex_lock(&self->mutex);
    last = --self->references == 0;
    pipc__mutex_unlock(&self->mutex);
    if (last)
        free_observers(self);
}
