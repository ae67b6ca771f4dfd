/* Counters by name. */
#ifndef PIPC_RUNTIME_COMPONENT_COUNTER_TABLE_H_
#define PIPC_RUNTIME_COMPONENT_COUNTER_TABLE_H_

#include <stdbool.h>

#include <pipc/counters.h>

typedef struct pipc__counter_entry pipc__counter_entry;

/* Zeroed is empty. One thread at a time. */
typedef struct pipc__counter_table {
    pipc__counter_entry **buckets; /* by what their names hash to */
    size_t bucket_count;           /* a power of two, or 0 */
    size_t count;
    size_t name_bytes; /* of all names, zeros included */
    uint64_t lost;     /* what could not be counted, for want of memory or as there are too many */
} pipc__counter_table;

void pipc__counter_table_dispose(pipc__counter_table *self);

/* Counts. Cannot fail, but what is new may be lost. */
void pipc__counter_table_record(pipc__counter_table *self, pipc_counter_type type, const char *name,
                                double value);

/*
 * All of them in the order of their names, in one block that pipc__free() frees.
 *
 * Errors: PIPC_E_NO_MEMORY.
 */
int pipc__counter_table_copy(const pipc__counter_table *self, pipc_counter **out,
                             pipc_error **error);

#endif
