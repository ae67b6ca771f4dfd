/* A list of things that carry their own links: adding and removing cannot fail. */
#ifndef PIPC_RUNTIME_BASE_LIST_H_
#define PIPC_RUNTIME_BASE_LIST_H_

#include <stdbool.h>
#include <stddef.h>

/* The list itself, and the link in each of its members: a ring. */
typedef struct pipc__list {
    struct pipc__list *next;
    struct pipc__list *previous;
} pipc__list;

static inline void pipc__list_init(pipc__list *list)
{
    list->next = list->previous = list;
}

static inline bool pipc__list_is_empty(const pipc__list *list)
{
    return list->next == list;
}

static inline void pipc__list_add(pipc__list *list, pipc__list *link)
{
    link->next = list;
    link->previous = list->previous;
    list->previous->next = link;
    list->previous = link;
}

static inline void pipc__list_remove(pipc__list *link)
{
    link->previous->next = link->next;
    link->next->previous = link->previous;
    pipc__list_init(link);
}

/* Removes and returns the first link, NULL if there is none. */
static inline pipc__list *pipc__list_take_first(pipc__list *list)
{
    pipc__list *first = list->next;

    if (first == list)
        return NULL;
    pipc__list_remove(first);
    return first;
}

#endif
