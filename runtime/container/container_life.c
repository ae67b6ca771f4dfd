#include <string.h>

#include <pipc/config_params.h>
#include <pipc/context.h>
#include <pipc/error.h>

#include "container/container.h"

#define CONTEXT_INFO "pip-services:context-info:default:default:1.0"

typedef struct pipc__container container;

/* --- making --------------------------------------------------------------------------------- */

/* Whether `factory` makes what `entry` is: then it is the entry's. */
static int ask(pipc__container_entry *entry, pipc_factory *factory, pipc_error **error)
{
    const pipc_factory_type *type = NULL;
    int code =
        pipc_factory_can_create(factory, pipc__container_entry_descriptor(entry), &type, error);

    if (type != NULL) {
        entry->factory = factory;
        entry->type = type;
    }
    return code;
}

/* Asks the factories that the configuration itself has made before. */
static int ask_made(const container *self, pipc__container_entry *entry, pipc_error **error)
{
    int code = PIPC_OK;

    for (const pipc__container_entry *made = self->plan.entries;
         code == PIPC_OK && made < entry && entry->type == NULL; made++) {
        pipc_factory *factory = pipc_factory_from_component(made->component);

        if (factory != NULL)
            code = ask(entry, factory, error);
    }
    return code;
}

static int find_factory(container *self, pipc__container_entry *entry, pipc_error **error)
{
    int code = PIPC_OK;

    for (size_t i = self->factory_count; code == PIPC_OK && entry->type == NULL && i > 0; i--)
        code = ask(entry, self->factories[i - 1], error);
    if (code == PIPC_OK && entry->type == NULL)
        code = ask(entry, &self->default_factory, error);
    if (code == PIPC_OK && entry->type == NULL)
        code = ask(entry, &self->grpc_factory, error);
    if (code == PIPC_OK && entry->type == NULL)
        code = ask_made(self, entry, error);
    if (code != PIPC_OK || entry->type != NULL)
        return code;
    return pipc_fail(error, PIPC_E_MISCONFIGURATION, "CANNOT_CREATE",
                     "descriptor is %s, which no factory makes, expected a component of the "
                     "program or of pipc",
                     pipc__container_entry_descriptor(entry));
}

/* A factory may need the references before it is asked. */
static int link_if_factory(const container *self, pipc_component *component, pipc_error **error)
{
    if (pipc_factory_from_component(component) == NULL)
        return PIPC_OK;
    return pipc_set_references(component, self->references, error);
}

static int make(container *self, pipc__container_entry *entry, pipc_error **error)
{
    const char *descriptor = pipc__container_entry_descriptor(entry);
    int code = find_factory(self, entry, error);

    if (code != PIPC_OK)
        return code;
    code = entry->type->create(entry->factory, descriptor, &entry->component, error);
    if (code == PIPC_OK)
        code = pipc_references_put(self->references, descriptor, entry->component, error);
    if (code == PIPC_OK)
        code = pipc_configure(entry->component, entry->values.params, error);
    if (code == PIPC_OK)
        code = link_if_factory(self, entry->component, error);
    return code;
}

static int link_one(container *self, pipc__container_entry *entry, pipc_error **error)
{
    return pipc_set_references(entry->component, self->references, error);
}

/* --- the references ------------------------------------------------------------------------- */

/* One that the configuration has is put later, and so is found first. */
static int put_context_info(container *self, const char *name, pipc_error **error)
{
    int code;

    pipc_context_info_init(&self->context_info);
    code = pipc_context_info_set_name(&self->context_info, name, error);
    if (code != PIPC_OK)
        return code;
    return pipc_references_put(self->references, CONTEXT_INFO, &self->context_info.component,
                               error);
}

static int make_references(container *self, const char *name, pipc_error **error)
{
    int code = pipc_references_new(&self->references, error);

    if (code == PIPC_OK)
        code = put_context_info(self, name, error);
    if (code == PIPC_OK)
        code = pipc__container_put_all(self->references, self->given, error);
    return code;
}

/* --- all of them ---------------------------------------------------------------------------- */

typedef int step(container *self, pipc__container_entry *entry, pipc_error **error);

/* Takes the step with each entry in order, and tells where it went wrong. */
static int for_each(container *self, step *one, pipc_error **error)
{
    int code = PIPC_OK;

    for (size_t i = 0; code == PIPC_OK && i < self->plan.count; i++) {
        code = one(self, &self->plan.entries[i], error);
        if (code != PIPC_OK && error != NULL)
            pipc__container_plan_locate(&self->plan, &self->plan.entries[i], *error);
    }
    return code;
}

static int open_all(container *self, const pipc_context *context, pipc_error **error)
{
    int code = PIPC_OK;

    for (size_t i = 0; code == PIPC_OK && i < self->plan.count; i++) {
        code = pipc_open(self->plan.entries[i].component, context, error);
        if (code != PIPC_OK && error != NULL)
            pipc__container_plan_locate(&self->plan, &self->plan.entries[i], *error);
    }
    return code;
}

static int close_all(container *self, const pipc_context *context, pipc_error **error)
{
    int first = PIPC_OK;

    for (size_t i = self->plan.count; i > 0; i--) {
        pipc__container_entry *entry = &self->plan.entries[i - 1];
        pipc_error **unless_told = first == PIPC_OK ? error : NULL;
        int code =
            entry->component == NULL ? PIPC_OK : pipc_close(entry->component, context, unless_told);

        if (code != PIPC_OK && unless_told != NULL)
            pipc__container_plan_locate(&self->plan, entry, *unless_told);
        if (first == PIPC_OK)
            first = code;
    }
    return first;
}

/* All forget each other before the first of them is gone. */
static void destroy_all(container *self)
{
    for (size_t i = self->plan.count; i > 0; i--)
        if (self->plan.entries[i - 1].component != NULL)
            pipc_unset_references(self->plan.entries[i - 1].component);
    for (size_t i = self->plan.count; i > 0; i--) {
        pipc__container_entry *entry = &self->plan.entries[i - 1];

        pipc_factory_destroy(entry->factory, entry->type, entry->component);
        entry->factory = NULL;
        entry->type = NULL;
        entry->component = NULL;
    }
    pipc__loggers_dispose(&self->loggers);
    pipc_dispose(&self->context_info.component);
    pipc_references_free(self->references);
    self->references = NULL;
}

/* What the process is called, which the configuration may have told. */
static const char *name_of(const container *self)
{
    pipc_component *found = NULL;
    pipc_context_info *info;
    int code =
        pipc_references_get_one_optional(self->references, "*:context-info:*:*:1.0", &found, NULL);

    info = code == PIPC_OK ? pipc_context_info_from_component(found) : NULL;
    return pipc_context_info_name(info == NULL ? &self->context_info : info);
}

static int bring_to_life(container *self, const pipc_context *context, pipc_error **error)
{
    const char *correlation_id = pipc_context_correlation_id(context);
    int code = for_each(self, link_one, error);

    if (code == PIPC_OK)
        code = pipc__loggers_set_references(&self->loggers, self->references, error);
    if (code != PIPC_OK)
        return code;
    pipc__loggers_log(&self->loggers, PIPC_LOG_TRACE, correlation_id, NULL, "Starting container.");
    code = open_all(self, context, error);
    if (code == PIPC_OK)
        pipc__loggers_log(&self->loggers, PIPC_LOG_INFO, correlation_id, NULL,
                          "Container %s started.", name_of(self));
    return code;
}

static void tell(container *self, pipc_log_level level, const pipc_context *context,
                 const pipc_error *reason, const char *message)
{
    self->told = pipc__loggers_enabled(&self->loggers, level);
    pipc__loggers_log(&self->loggers, level, pipc_context_correlation_id(context), reason, "%s",
                      message);
}

int pipc__container_populate(container *self, const char *name, const pipc_context *context,
                             pipc_error **error)
{
    int code = make_references(self, name, error);
    int ignored;

    if (code == PIPC_OK)
        code = for_each(self, make, error);
    if (code == PIPC_OK)
        code = bring_to_life(self, context, error);
    if (code == PIPC_OK)
        return code;
    tell(self, PIPC_LOG_FATAL, context, error == NULL ? NULL : *error, "Failed to start container");
    ignored = close_all(self, context, NULL);
    (void)ignored; /* what counts is why it could not be opened */
    destroy_all(self);
    return code;
}

int pipc__container_clear(container *self, const pipc_context *context, pipc_error **error)
{
    const char *correlation_id = pipc_context_correlation_id(context);
    int code;

    pipc__loggers_log(&self->loggers, PIPC_LOG_TRACE, correlation_id, NULL, "Stopping container.");
    code = close_all(self, context, error);
    if (code != PIPC_OK)
        tell(self, PIPC_LOG_ERROR, context, error == NULL ? NULL : *error,
             "Failed to stop container");
    pipc__loggers_log(&self->loggers, PIPC_LOG_INFO, correlation_id, NULL, "Container %s stopped",
                      name_of(self));
    destroy_all(self);
    return code;
}
