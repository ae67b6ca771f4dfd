/* google.protobuf.Timestamp and Duration as text. */
#ifndef PIPC_RUNTIME_MESSAGES_TIMES_H_
#define PIPC_RUNTIME_MESSAGES_TIMES_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "messages/json_reader.h"

typedef struct pipc__time {
    int64_t seconds;
    int32_t nanos;
} pipc__time;

/* Room for either of them. */
enum { PIPC__TIME_MAX = 40 };

/* As "2026-11-29T19:02:03.500Z"; false past the years 1 to 9999, or with nanos that are none. */
bool pipc__timestamp_write(pipc__time time, char *text);
bool pipc__timestamp_read(const pipc__json_text *text, pipc__time *time);

/* As "-1.500s"; false past 10,000 years, or with a sign on one part only. */
bool pipc__duration_write(pipc__time time, char *text);
bool pipc__duration_read(const pipc__json_text *text, pipc__time *time);

#endif
