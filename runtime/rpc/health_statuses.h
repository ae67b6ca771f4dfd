/* What a program has said of the health of its services. */
#ifndef PIPC_RUNTIME_RPC_HEALTH_STATUSES_H_
#define PIPC_RUNTIME_RPC_HEALTH_STATUSES_H_

#include <stdbool.h>
#include <stddef.h>

typedef struct pipc__health_status_entry {
    char *service;
    int status;
} pipc__health_status_entry;

/* Zeroed is empty. */
typedef struct pipc__health_statuses {
    pipc__health_status_entry *entries;
    size_t count;
    size_t capacity;
} pipc__health_statuses;

void pipc__health_statuses_dispose(pipc__health_statuses *self);

/* False, and no change: no memory. */
bool pipc__health_statuses_set(pipc__health_statuses *self, const char *service, int status);

/* Negative: nothing was said. */
int pipc__health_statuses_get(const pipc__health_statuses *self, const char *service);

void pipc__health_statuses_clear(pipc__health_statuses *self, const char *service);

#endif
