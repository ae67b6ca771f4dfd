#include "grpc/parts.h"

#include <string.h>

#include <pipc/error.h>

static pipc__registration *registration_of(pipc__list *link)
{
    return PIPC_CONTAINER_OF(link, pipc__registration, link);
}

static bool can_be_together(const pipc__registration *a, const pipc__registration *b)
{
    if (strcmp(a->name, b->name) != 0)
        return true;
    return a->part != NULL && b->part != NULL && strcmp(a->part, b->part) != 0;
}

int pipc__parts_check(const pipc__list *all, const pipc__registration *registration,
                      pipc_error **error)
{
    for (pipc__list *link = all->next; link != all; link = link->next)
        if (!can_be_together(registration_of(link), registration))
            return pipc_fail(error, PIPC_E_CONFLICT, "DUPLICATE_SERVICE",
                             "the endpoint has a service %s already%s%s", registration->name,
                             registration->part == NULL ? "" : ", called ",
                             registration->part == NULL ? "" : registration->part);
    return PIPC_OK;
}

static pipc__registration *part_before(const pipc__list *all, const pipc__registration *self)
{
    for (pipc__list *link = self->link.previous; link != all; link = link->previous)
        if (strcmp(registration_of(link)->name, self->name) == 0)
            return registration_of(link);
    return NULL;
}

bool pipc__parts_join(const pipc__list *all, pipc__registration *registration)
{
    pipc__registration *before = part_before(all, registration);

    registration->next_part = NULL;
    if (before != NULL)
        before->next_part = registration;
    return before == NULL;
}
