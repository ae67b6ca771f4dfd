#include "component/wall_clock.h"

#include <time.h>

enum { MS_PER_SECOND = 1000, NS_PER_MS = 1000000 };

int64_t pipc__wall_clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * MS_PER_SECOND + now.tv_nsec / NS_PER_MS;
}

void pipc__wall_clock_append(pipc__str *text, int64_t ms)
{
    int64_t fraction = (ms % MS_PER_SECOND + MS_PER_SECOND) % MS_PER_SECOND;
    time_t seconds = (time_t)((ms - fraction) / MS_PER_SECOND);
    struct tm utc = {.tm_mday = 1, .tm_year = 70}; /* for years that gmtime_r() cannot tell */

    gmtime_r(&seconds, &utc);
    pipc__str_printf(text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                     (int)fraction);
}
