#include "grpc/parts.h"

#include <string.h>

#include <pipc/error.h>

static bool can_be_together(const pipc__registration *a, const pipc__registration *b)
{
    if (strcmp(a->name, b->name) != 0)
        return true;
    return a->part != NULL && b->part != NULL && strcmp(a->part, b->part) != 0;
}

int pipc__parts_check(const pipc__registrations *all, const pipc__registration *registration,
                      pipc_error **error)
{
    pipc__registration *each = NULL;

    while ((each = pipc__registrations_next(all, each)) != NULL)
        if (!can_be_together(each, registration))
            return pipc_fail(error, PIPC_E_CONFLICT, "DUPLICATE_SERVICE",
                             "the endpoint has a service %s already%s%s", registration->name,
                             registration->part == NULL ? "" : ", called ",
                             registration->part == NULL ? "" : registration->part);
    return PIPC_OK;
}

static void join(const pipc__registrations *all, pipc__registration *registration)
{
    pipc__registration *last = pipc__registrations_find(all, registration->name);

    registration->next_part = NULL;
    registration->is_later_part = last != registration;
    if (!registration->is_later_part)
        return;
    while (last->next_part != NULL)
        last = last->next_part;
    last->next_part = registration;
}

void pipc__parts_join(const pipc__registrations *all)
{
    pipc__registration *each = NULL;

    while ((each = pipc__registrations_next(all, each)) != NULL)
        join(all, each);
}

bool pipc__parts_are_serving(const pipc__registration *first)
{
    for (; first != NULL; first = first->next_part)
        if (atomic_load(&first->serving))
            return true;
    return false;
}
