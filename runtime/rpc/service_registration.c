#include "rpc/service_registration.h"

#include <assert.h>
#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "rpc/call.h"

static pipc__service_registration *self_of(const pipc__registration *registration)
{
    return PIPC_CONTAINER_OF(registration, pipc__service_registration, registration);
}

static void release(pipc__registration *registration)
{
    pipc__service_registration *self = self_of(registration);

    pipc__service_methods_unreference(self->methods);
    pipc__free((char *)self->part.part);
    pipc__free(self);
}

/* Services go before their endpoint, as whatever refers goes before what it refers to. */
static void forsake(pipc__registration *registration)
{
    assert(false && "an endpoint is disposed before one of its services");
    self_of(registration)->forsaken = true;
}

static void abandon_calls(pipc__registration *registration)
{
    pipc__gate_abandon(&self_of(registration)->methods->gate, &pipc__call_farewell);
}

/* --- parts ---------------------------------------------------------------------------------- */

static bool is_of_part(const char *key, const char *part, size_t length)
{
    return strncmp(key, part, length) == 0 && key[length] == '.';
}

/* The first of them has what is nobody's. */
static const pipc__service_registration *choose_by_key(const pipc__service_registration *first,
                                                       const char *key)
{
    const pipc__service_registration *found = first;
    size_t longest = 0;

    for (const pipc__registration *each = &first->registration; each != NULL;
         each = each->next_part) {
        size_t length = strlen(each->part);

        if (length >= longest && is_of_part(key, each->part, length)) {
            found = self_of(each);
            longest = length;
        }
    }
    return found;
}

/* NULL: there is no memory to find out. */
static const pipc__service_registration *choose(const pipc__service_registration *first,
                                                const pipc__incoming_call *incoming)
{
    const pipc__service_registration *found = first;
    const char *key = NULL;
    pipc__arena arena;
    int code;

    if (first->registration.next_part == NULL)
        return first;
    pipc__arena_init(&arena, NULL, 0);
    code = first->part.read_key(incoming, &arena, &key);
    if (code == PIPC_OK)
        found = choose_by_key(first, key);
    pipc__arena_dispose(&arena);
    return code == PIPC_E_NO_MEMORY ? NULL : found;
}

static void accept_for_part(pipc__route *route, const pipc__incoming_call *incoming)
{
    const pipc__service_registration *first =
        PIPC_CONTAINER_OF(route, pipc__service_registration, route);
    const pipc__service_registration *chosen = choose(first, incoming);

    if (chosen == NULL)
        pipc__server_call_refuse(incoming, GRPC_STATUS_RESOURCE_EXHAUSTED,
                                 "there is no memory for the call");
    else
        pipc__call_accept(chosen->methods->routes[0], incoming);
}

static bool set_part(pipc__service_registration *self, const pipc__service_part *part)
{
    assert(self->methods->route_count == 1);
    self->part.part = pipc__strdup(part->part);
    self->part.read_key = part->read_key;
    self->route = *self->methods->routes[0];
    self->route.accept = accept_for_part;
    self->routes[0] = &self->route;
    self->registration.part = self->part.part;
    self->registration.routes = self->routes;
    return self->part.part != NULL;
}

int pipc__service_registration_new(pipc__service_methods *methods, const pipc__service_part *part,
                                   pipc__service_registration **out, pipc_error **error)
{
    pipc__service_registration *self = pipc__alloc_zeroed(sizeof *self);

    if (self == NULL)
        return pipc_fail_no_memory(error);
    self->registration.name = methods->desc->name;
    self->registration.desc = methods->desc;
    self->registration.routes = methods->routes;
    self->registration.route_count = methods->route_count;
    self->registration.abandon = abandon_calls;
    self->registration.release = release;
    self->registration.forsake = forsake;
    self->methods = methods;
    pipc__service_methods_reference(methods);
    if (part->part != NULL && !set_part(self, part)) {
        release(&self->registration);
        return pipc_fail_no_memory(error);
    }
    *out = self;
    return PIPC_OK;
}
