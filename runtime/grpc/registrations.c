#include "grpc/registrations.h"

#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "grpc/parts.h"

void pipc__registrations_init(pipc__registrations *self)
{
    pipc__list_init(&self->all);
}

pipc__registration *pipc__registrations_next(const pipc__registrations *self,
                                             const pipc__registration *previous)
{
    pipc__list *link = previous == NULL ? self->all.next : previous->link.next;

    return link == &self->all ? NULL : PIPC_CONTAINER_OF(link, pipc__registration, link);
}

pipc__registration *pipc__registrations_find(const pipc__registrations *self, const char *name)
{
    pipc__registration *each = NULL;

    while ((each = pipc__registrations_next(self, each)) != NULL)
        if (strcmp(each->name, name) == 0)
            return each;
    return NULL;
}

int pipc__registrations_add(pipc__registrations *self, pipc__registration *registration,
                            pipc_error **error)
{
    int code = pipc__parts_check(self, registration, error);

    if (code != PIPC_OK)
        return code;
    registration->removed = false;
    pipc__list_add(&self->all, &registration->link);
    return PIPC_OK;
}

/* --- what the server asks for --------------------------------------------------------------- */

static size_t count_routes(const pipc__registrations *self)
{
    pipc__registration *each = NULL;
    size_t count = 0;

    while ((each = pipc__registrations_next(self, each)) != NULL)
        count += each->route_count;
    return count;
}

pipc__route **pipc__registrations_routes(const pipc__registrations *self, size_t *count)
{
    pipc__route **routes = pipc__alloc(count_routes(self) * sizeof *routes);
    pipc__registration *each = NULL;

    *count = 0;
    if (routes == NULL)
        return NULL;
    pipc__parts_join(self);
    while ((each = pipc__registrations_next(self, each)) != NULL)
        for (size_t i = 0; i < each->route_count && !each->is_later_part; i++)
            routes[(*count)++] = each->routes[i];
    return routes;
}

void pipc__registrations_abandon(const pipc__registrations *self)
{
    pipc__registration *each = NULL;

    while ((each = pipc__registrations_next(self, each)) != NULL)
        each->abandon(each);
}

/* --- letting go ----------------------------------------------------------------------------- */

void pipc__registration_release(pipc__registration *registration)
{
    pipc__list_remove(&registration->link);
    registration->release(registration);
}

void pipc__registrations_release_removed(pipc__registrations *self)
{
    pipc__registration *each = pipc__registrations_next(self, NULL);

    while (each != NULL) {
        pipc__registration *next = pipc__registrations_next(self, each);

        if (each->removed)
            pipc__registration_release(each);
        each = next;
    }
}

void pipc__registrations_forsake_all(pipc__registrations *self)
{
    pipc__registration *each;

    while ((each = pipc__registrations_next(self, NULL)) != NULL) {
        pipc__list_remove(&each->link);
        each->forsake(each);
    }
}
