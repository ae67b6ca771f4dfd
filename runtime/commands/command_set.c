#include "commands/command_set.h"

#include <assert.h>
#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/growing_list.h"

int pipc_command_set_new(pipc_command_set **out, pipc_error **error)
{
    pipc_command_set *self = pipc__alloc_zeroed(sizeof *self);

    if (self == NULL)
        return pipc_fail_no_memory(error);
    *out = self;
    return PIPC_OK;
}

void pipc_command_set_free(pipc_command_set *self)
{
    if (self == NULL)
        return;
    for (size_t i = 0; i < self->event_count; i++)
        pipc__free(self->events[i]);
    pipc__free(self->commands);
    pipc__free(self->events);
    pipc__free(self->listeners);
    pipc__free(self->interceptors);
    pipc__free(self);
}

/* --- commands ------------------------------------------------------------------------------- */

const pipc__set_command *pipc__command_set_find(const pipc_command_set *self, const char *name)
{
    for (size_t i = self->command_count; i > 0; i--)
        if (strcmp(self->commands[i - 1].command->name, name) == 0)
            return &self->commands[i - 1];
    return NULL;
}

static int add_command(pipc_command_set *self, const pipc_command *command, void *owner,
                       pipc_error **error)
{
    void *commands = self->commands;
    int code = pipc__list_grow(&commands, self->command_count, sizeof *self->commands, error);

    assert(command->name != NULL && command->execute != NULL);
    self->commands = commands;
    if (code == PIPC_OK)
        self->commands[self->command_count++] = (pipc__set_command){command, owner};
    return code;
}

int pipc_command_set_add_commands(pipc_command_set *self, const pipc_command *commands,
                                  size_t count, void *owner, pipc_error **error)
{
    size_t before = self->command_count;
    int code = PIPC_OK;

    for (size_t i = 0; i < count && code == PIPC_OK; i++)
        code = add_command(self, &commands[i], owner, error);
    if (code != PIPC_OK)
        self->command_count = before;
    return code;
}

const pipc_command *pipc_command_set_find_command(const pipc_command_set *self, const char *name)
{
    const pipc__set_command *found = pipc__command_set_find(self, name);

    return found == NULL ? NULL : found->command;
}

size_t pipc_command_set_command_count(const pipc_command_set *self)
{
    return self->command_count;
}

const pipc_command *pipc_command_set_command_at(const pipc_command_set *self, size_t index)
{
    return index < self->command_count ? self->commands[index].command : NULL;
}

/* --- events --------------------------------------------------------------------------------- */

bool pipc_command_set_has_event(const pipc_command_set *self, const char *name)
{
    for (size_t i = 0; i < self->event_count; i++)
        if (strcmp(self->events[i], name) == 0)
            return true;
    return false;
}

int pipc_command_set_add_event(pipc_command_set *self, const char *name, pipc_error **error)
{
    void *events = self->events;
    char *copy;
    int code;

    if (pipc_command_set_has_event(self, name))
        return PIPC_OK;
    code = pipc__list_grow(&events, self->event_count, sizeof *self->events, error);
    self->events = events;
    if (code != PIPC_OK)
        return code;
    copy = pipc__strdup(name);
    if (copy == NULL)
        return pipc_fail_no_memory(error);
    self->events[self->event_count++] = copy;
    return PIPC_OK;
}

static void remove_events(pipc_command_set *self, size_t from)
{
    while (self->event_count > from)
        pipc__free(self->events[--self->event_count]);
}

int pipc_command_set_add_command_set(pipc_command_set *self, const pipc_command_set *other,
                                     pipc_error **error)
{
    size_t commands_before = self->command_count;
    size_t events_before = self->event_count;
    size_t commands_to_add = other->command_count;
    size_t events_to_add = other->event_count;
    int code = PIPC_OK;

    for (size_t i = 0; i < commands_to_add && code == PIPC_OK; i++)
        code = add_command(self, other->commands[i].command, other->commands[i].owner, error);
    for (size_t i = 0; i < events_to_add && code == PIPC_OK; i++)
        code = pipc_command_set_add_event(self, other->events[i], error);
    if (code == PIPC_OK)
        return PIPC_OK;
    self->command_count = commands_before;
    remove_events(self, events_before);
    return code;
}

int pipc_command_set_add_listener(pipc_command_set *self, pipc_event_listener *listener,
                                  pipc_error **error)
{
    void *listeners = self->listeners;
    int code = pipc__list_grow(&listeners, self->listener_count, sizeof *self->listeners, error);

    self->listeners = listeners;
    if (code == PIPC_OK)
        self->listeners[self->listener_count++] = listener;
    return code;
}

void pipc_command_set_remove_listener(pipc_command_set *self, pipc_event_listener *listener)
{
    size_t kept = 0;

    for (size_t i = 0; i < self->listener_count; i++)
        if (self->listeners[i] != listener)
            self->listeners[kept++] = self->listeners[i];
    self->listener_count = kept;
}

int pipc_command_set_add_interceptor(pipc_command_set *self, pipc_command_interceptor *interceptor,
                                     pipc_error **error)
{
    void *interceptors = self->interceptors;
    int code =
        pipc__list_grow(&interceptors, self->interceptor_count, sizeof *self->interceptors, error);

    self->interceptors = interceptors;
    if (code == PIPC_OK)
        self->interceptors[self->interceptor_count++] = interceptor;
    return code;
}

int pipc_command_set_notify(const pipc_command_set *self, const pipc_context *context,
                            const char *event, json_t *args, pipc_error **error)
{
    int code = PIPC_OK;

    if (!pipc_command_set_has_event(self, event))
        return PIPC_OK;
    for (size_t i = 0; i < self->listener_count && code == PIPC_OK; i++) {
        code = self->listeners[i]->on_event(self->listeners[i], context, event, args, error);
        code = pipc__command_error(code, context, "Raising event", "event", event, error);
    }
    return code;
}

/* --- components ----------------------------------------------------------------------------- */

static const char commandable_type[] = "commandable";

void pipc_commandable_init(pipc_commandable *self, const pipc_component_class *component_class)
{
    assert(strcmp(component_class->type, commandable_type) == 0);
    pipc_component_init(&self->component, component_class);
    self->command_set = NULL;
}

pipc_commandable *pipc_commandable_from_component(pipc_component *component)
{
    if (component == NULL || component->component_class == NULL ||
        strcmp(component->component_class->type, commandable_type) != 0)
        return NULL;
    return PIPC_CONTAINER_OF(component, pipc_commandable, component);
}
