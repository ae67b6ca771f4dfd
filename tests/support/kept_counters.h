/* Counters that keep what is counted, for tests to ask. */
#ifndef PIPC_TESTS_SUPPORT_KEPT_COUNTERS_H_
#define PIPC_TESTS_SUPPORT_KEPT_COUNTERS_H_

#include <stdbool.h>

#include <pipc/counters.h>

typedef struct kept_counters {
    pipc_cached_counters cached_counters;
    int saves;  /* how often they were saved */
    bool fails; /* saving does */
} kept_counters;

/* Cannot fail. Dispose it with pipc_dispose(). */
void kept_counters_init(kept_counters *self);

/* A counter of that name; its count is 0 if there is none. Its name is not there. Threads: any. */
pipc_counter kept_counters_get(kept_counters *self, const char *name);

/* Only the count. */
uint64_t kept_counters_count(kept_counters *self, const char *name);

/* How many counters there are. */
size_t kept_counters_size(kept_counters *self);

#endif
