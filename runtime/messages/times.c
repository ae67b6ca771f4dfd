#include "messages/times.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define FIRST_SECOND INT64_C(-62135596800) /* 0001-01-01T00:00:00Z */
#define LAST_SECOND INT64_C(253402300799)  /* 9999-12-31T23:59:59Z */
#define MOST_SECONDS INT64_C(315576000000)

enum { DAY_SECONDS = 86400, NANOS = 1000000000, ERA_DAYS = 146097 };

/* Days from 0000-03-01 to 1970-01-01; years that begin in March end with the leap day. */
enum { EPOCH_DAY = 719468 };

typedef struct date {
    int year, month, day;
} date;

static int64_t day_of(date at)
{
    int64_t year = at.month <= 2 ? at.year - 1 : at.year;
    int64_t month = at.month <= 2 ? at.month + 9 : at.month - 3;

    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + at.day - 1 -
           EPOCH_DAY;
}

static date date_of(int64_t day)
{
    int64_t era = (day + EPOCH_DAY) / ERA_DAYS, in_era = (day + EPOCH_DAY) % ERA_DAYS;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * in_year + 2) / 153;

    return (date){
        .year = (int)(era * 400 + year + (month >= 10)),
        .month = (int)(month >= 10 ? month - 9 : month + 3),
        .day = (int)(in_year - (153 * month + 2) / 5 + 1),
    };
}

/* As 0, 3, 6 or 9 digits behind a point. */
static void write_nanos(int32_t nanos, char *text)
{
    if (nanos == 0)
        text[0] = '\0';
    else if (nanos % 1000000 == 0)
        snprintf(text, 11, ".%03" PRId32, nanos / 1000000);
    else if (nanos % 1000 == 0)
        snprintf(text, 11, ".%06" PRId32, nanos / 1000);
    else
        snprintf(text, 11, ".%09" PRId32, nanos);
}

bool pipc__timestamp_write(pipc__time time, char *text)
{
    int64_t from_first = time.seconds - FIRST_SECOND;
    int seconds;
    date at;
    char nanos[11];

    if (time.seconds < FIRST_SECOND || time.seconds > LAST_SECOND || time.nanos < 0 ||
        time.nanos >= NANOS)
        return false;
    seconds = (int)(from_first % DAY_SECONDS);
    at = date_of(from_first / DAY_SECONDS + FIRST_SECOND / DAY_SECONDS);
    write_nanos(time.nanos, nanos);
    snprintf(text, PIPC__TIME_MAX, "%04u-%02u-%02uT%02u:%02u:%02u%sZ", (unsigned)at.year % 10000,
             (unsigned)at.month % 100, (unsigned)at.day % 100, (unsigned)seconds / 3600,
             (unsigned)seconds / 60 % 60, (unsigned)seconds % 60, nanos);
    return true;
}

/* `count` digits at *at, and what stands behind them if it is not 0. */
static bool read_digits(const char **at, const char *end, int count, char behind, int *number)
{
    *number = 0;
    if (end - *at < count + (behind != '\0'))
        return false;
    for (; count > 0; count--, (*at)++) {
        if (**at < '0' || **at > '9')
            return false;
        *number = *number * 10 + (**at - '0');
    }
    return behind == '\0' || *(*at)++ == behind;
}

/* What may stand behind the seconds: up to nine digits behind a point. */
static bool read_fraction(const char **at, const char *end, int32_t *nanos)
{
    int32_t weight = NANOS / 10;
    const char *first = *at + 1;

    *nanos = 0;
    if (*at == end || **at != '.')
        return true;
    for ((*at)++; *at < end && **at >= '0' && **at <= '9'; (*at)++, weight /= 10) {
        if (weight == 0)
            return false;
        *nanos += weight * (**at - '0');
    }
    return *at > first;
}

/* "Z", "+01:00" or "-01:00", to the end. */
static bool read_offset(const char *at, const char *end, int64_t *seconds)
{
    int hours, minutes;
    char sign;

    *seconds = 0;
    if (end - at == 1 && *at == 'Z')
        return true;
    if (end - at != 6)
        return false;
    sign = *at++;
    if ((sign != '+' && sign != '-') || !read_digits(&at, end, 2, ':', &hours) ||
        !read_digits(&at, end, 2, '\0', &minutes) || hours > 23 || minutes > 59)
        return false;
    *seconds = hours * 3600 + minutes * 60;
    if (sign == '-')
        *seconds = -*seconds;
    return true;
}

static bool read_date(const char **at, const char *end, date *read)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap;

    if (!read_digits(at, end, 4, '-', &read->year) || !read_digits(at, end, 2, '-', &read->month) ||
        !read_digits(at, end, 2, 'T', &read->day) || read->year < 1 || read->month < 1 ||
        read->month > 12 || read->day < 1)
        return false;
    is_leap = (read->year % 4 == 0 && read->year % 100 != 0) || read->year % 400 == 0;
    return read->day <= days[read->month - 1] + (is_leap && read->month == 2);
}

bool pipc__timestamp_read(const pipc__json_text *text, pipc__time *time)
{
    const char *at = text->bytes;
    const char *end = at + text->length;
    int hour, minute, second;
    int64_t offset;
    date read;

    if (!read_date(&at, end, &read) || !read_digits(&at, end, 2, ':', &hour) ||
        !read_digits(&at, end, 2, ':', &minute) || !read_digits(&at, end, 2, '\0', &second) ||
        hour > 23 || minute > 59 || second > 59 || !read_fraction(&at, end, &time->nanos) ||
        !read_offset(at, end, &offset))
        return false;
    time->seconds = day_of(read) * DAY_SECONDS + hour * 3600 + minute * 60 + second - offset;
    return time->seconds >= FIRST_SECOND && time->seconds <= LAST_SECOND;
}

bool pipc__duration_write(pipc__time time, char *text)
{
    bool is_negative = time.seconds < 0 || time.nanos < 0;
    char nanos[11];

    if (time.seconds < -MOST_SECONDS || time.seconds > MOST_SECONDS || time.nanos <= -NANOS ||
        time.nanos >= NANOS || (is_negative && (time.seconds > 0 || time.nanos > 0)))
        return false;
    write_nanos(is_negative ? -time.nanos : time.nanos, nanos);
    snprintf(text, PIPC__TIME_MAX, "%s%" PRId64 "%ss", is_negative ? "-" : "",
             is_negative ? -time.seconds : time.seconds, nanos);
    return true;
}

bool pipc__duration_read(const pipc__json_text *text, pipc__time *time)
{
    const char *at = text->bytes;
    const char *end = at + text->length;
    bool is_negative = at < end && *at == '-';
    const char *first = at += is_negative;

    time->seconds = 0;
    for (; at < end && *at >= '0' && *at <= '9'; at++) {
        time->seconds = time->seconds * 10 + (*at - '0');
        if (time->seconds > MOST_SECONDS)
            return false;
    }
    if (at == first || !read_fraction(&at, end, &time->nanos) || end - at != 1 || *at != 's')
        return false;
    if (is_negative) {
        time->seconds = -time->seconds;
        time->nanos = -time->nanos;
    }
    return true;
}
