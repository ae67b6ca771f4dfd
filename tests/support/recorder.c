#include "support/recorder.h"

#include <stdio.h>
#include <string.h>

#include <pipc/error.h>

static recorder *from_component(pipc_component *component)
{
    return PIPC_CONTAINER_OF(component, recorder, component);
}

static int write_down(pipc_component *component, const char *action, pipc_error **error)
{
    recorder *self = from_component(component);
    size_t length = strlen(self->record->text);

    snprintf(self->record->text + length, sizeof self->record->text - length, "%s %s, ", action,
             self->name);
    if (self->fails_at == NULL || strcmp(self->fails_at, action) != 0)
        return PIPC_OK;
    return pipc_fail(error, PIPC_E_NO_RESPONSE, "TOLD", "told to fail at %s", action);
}

static int configure(pipc_component *self, const pipc_config_params *config, pipc_error **error)
{
    (void)config;
    return write_down(self, "configure", error);
}

static int set_references(pipc_component *self, const pipc_references *references,
                          pipc_error **error)
{
    (void)references;
    return write_down(self, "link", error);
}

static void unset_references(pipc_component *self)
{
    int code = write_down(self, "unlink", NULL);

    (void)code;
}

static int open_recorder(pipc_component *self, const pipc_context *context, pipc_error **error)
{
    (void)context;
    return write_down(self, "open", error);
}

static int close_recorder(pipc_component *self, const pipc_context *context, pipc_error **error)
{
    (void)context;
    return write_down(self, "close", error);
}

static void dispose(pipc_component *self)
{
    int code = write_down(self, "dispose", NULL);

    (void)code;
}

static const pipc_component_class recorder_class = {
    .size = sizeof(pipc_component_class),
    .type = "recorder",
    .configure = configure,
    .set_references = set_references,
    .unset_references = unset_references,
    .open = open_recorder,
    .close = close_recorder,
    .dispose = dispose,
};

void recorder_init(recorder *self, life_record *record, const char *name)
{
    pipc_component_init(&self->component, &recorder_class);
    self->record = record;
    self->name = name;
    self->fails_at = NULL;
}
