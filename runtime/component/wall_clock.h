/* The time of day, for people and for other programs. */
#ifndef PIPC_RUNTIME_COMPONENT_WALL_CLOCK_H_
#define PIPC_RUNTIME_COMPONENT_WALL_CLOCK_H_

#include <stdint.h>

#include "base/str.h"

/* Milliseconds since 1970, UTC. */
int64_t pipc__wall_clock_ms(void);

/* Appends such a time as ISO 8601 has it: "2024-01-31T23:59:59.999Z". */
void pipc__wall_clock_append(pipc__str *text, int64_t ms);

#endif
