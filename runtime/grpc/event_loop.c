#include "grpc/event_loop.h"

#include <pipc/error.h>
#include <pipc/references.h>

#include "component/component.h"

#define DESCRIPTOR "*:event-loop:*:*:1.0"

static pipc_event_loop *event_loop_of(pipc_component *component)
{
    return PIPC_CONTAINER_OF(component, pipc_event_loop, component);
}

static int open_event_loop(pipc_component *component, const pipc_context *context,
                           pipc_error **error)
{
    (void)context;
    return pipc__event_queue_new(&event_loop_of(component)->queue, error);
}

/* What still uses the queue, to the programmer's mistake, keeps it, and runs it when it closes. */
static int close_event_loop(pipc_component *component, const pipc_context *context,
                            pipc_error **error)
{
    pipc_event_loop *self = event_loop_of(component);

    (void)context;
    (void)error; /* nothing here can fail */
    pipc__event_queue_unreference(self->queue);
    self->queue = NULL;
    return PIPC_OK;
}

static const pipc_component_class event_loop_class = {
    .size = sizeof(pipc_component_class),
    .type = "event-loop",
    .open = open_event_loop,
    .close = close_event_loop,
};

void pipc_event_loop_init(pipc_event_loop *self)
{
    pipc_component_init(&self->component, &event_loop_class);
    self->queue = NULL;
}

int pipc_event_loop_fd(const pipc_event_loop *self)
{
    return pipc_is_open(&self->component) ? pipc__event_queue_fd(self->queue) : -1;
}

int pipc_event_loop_process(pipc_event_loop *self)
{
    return pipc_is_open(&self->component) ? pipc__event_queue_process(self->queue) : 0;
}

pipc_event_loop *pipc_event_loop_from_component(pipc_component *component)
{
    if (component == NULL || component->component_class != &event_loop_class)
        return NULL;
    return event_loop_of(component);
}

int pipc__event_loop_find(const pipc_references *references, pipc_event_loop **out,
                          pipc_error **error)
{
    pipc_component *component = NULL;
    int code = PIPC_OK;

    *out = NULL;
    if (references != NULL)
        code = pipc_references_get_one_optional(references, DESCRIPTOR, &component, error);
    if (code != PIPC_OK || component == NULL)
        return code;
    *out = pipc_event_loop_from_component(component);
    if (*out != NULL)
        return PIPC_OK;
    return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_REFERENCE",
                     "what the references hold as " DESCRIPTOR " is a component of type %s, "
                     "expected a pipc_event_loop",
                     component->component_class->type);
}

int pipc__event_loop_get_queue(const pipc_event_loop *self, pipc__event_queue **out,
                               pipc_error **error)
{
    int code = PIPC_OK;

    *out = NULL;
    if (self != NULL)
        code = pipc__component_check_own(&self->component, error);
    if (self == NULL || code != PIPC_OK)
        return code;
    if (self->queue == NULL)
        return pipc_fail(error, PIPC_E_INVALID_STATE, "EVENT_LOOP_CLOSED",
                         "the event loop is closed, expected it open before what uses it");
    pipc__event_queue_reference(self->queue);
    *out = self->queue;
    return PIPC_OK;
}
