#include "component/traceparent.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/sync.h"

enum { TRACE_ID_AT = 3, SPAN_ID_AT = 36, FLAGS_AT = 53, SAMPLED = 1 };

/* --- read ----------------------------------------------------------------------------------- */

/* -1: it is no digit; upper case is not, either. */
static int digit(char letter)
{
    if (letter >= '0' && letter <= '9')
        return letter - '0';
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

static bool are_digits(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (digit(text[i]) < 0)
            return false;
    return true;
}

/* Digits of which not all are 0. */
static bool is_id(const char *text, size_t length)
{
    bool is_zero = true;

    for (size_t i = 0; i < length; i++)
        is_zero = is_zero && text[i] == '0';
    return are_digits(text, length) && !is_zero;
}

static bool is_well_formed(const char *text, size_t length)
{
    if (length < PIPC__TRACEPARENT_LENGTH || !are_digits(text, 2) || memcmp(text, "ff", 2) == 0 ||
        text[TRACE_ID_AT - 1] != '-' || text[SPAN_ID_AT - 1] != '-' || text[FLAGS_AT - 1] != '-' ||
        !are_digits(&text[FLAGS_AT], 2))
        return false;
    if (length == PIPC__TRACEPARENT_LENGTH)
        return true;
    return memcmp(text, "00", 2) != 0 && text[PIPC__TRACEPARENT_LENGTH] == '-';
}

bool pipc__traceparent_read(const char *text, size_t length, pipc__span *span)
{
    *span = (pipc__span){.flags = 0};
    if (!is_well_formed(text, length) || !is_id(&text[TRACE_ID_AT], PIPC__TRACE_ID_LENGTH) ||
        !is_id(&text[SPAN_ID_AT], PIPC__SPAN_ID_LENGTH))
        return false;
    memcpy(span->trace_id, &text[TRACE_ID_AT], PIPC__TRACE_ID_LENGTH);
    memcpy(span->span_id, &text[SPAN_ID_AT], PIPC__SPAN_ID_LENGTH);
    span->flags = (unsigned char)(digit(text[FLAGS_AT]) * 16 + digit(text[FLAGS_AT + 1]));
    return true;
}

/* --- write ---------------------------------------------------------------------------------- */

void pipc__traceparent_write(const pipc__span *span, char text[PIPC__TRACEPARENT_LENGTH + 1])
{
    snprintf(text, PIPC__TRACEPARENT_LENGTH + 1, "00-%s-%s-%02x", span->trace_id, span->span_id,
             (unsigned)span->flags);
}

/* Unlike all others, as far as chance goes. */
static void make_up_id(char *text, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[PIPC__TRACE_ID_LENGTH / 2];

    if (getentropy(bytes, length / 2) != 0) {
        int64_t now_ns = pipc__now_ns(); /* a kernel without: better than none */

        for (size_t i = 0; i < length / 2; i++)
            bytes[i] = (unsigned char)((uint64_t)now_ns >> (i % 8 * 8));
    }
    bytes[0] |= 1; /* not all are 0 */
    for (size_t i = 0; i < length / 2; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    text[length] = '\0';
}

void pipc__span_begin(const pipc__span *parent, pipc__span *child)
{
    pipc__span made = *parent;

    made.flags &= SAMPLED; /* what else version 00 may say is not said */
    memcpy(made.parent_span_id, parent->span_id, sizeof made.parent_span_id);
    if (made.trace_id[0] == '\0') {
        make_up_id(made.trace_id, PIPC__TRACE_ID_LENGTH);
        made.flags = SAMPLED;
    }
    make_up_id(made.span_id, PIPC__SPAN_ID_LENGTH);
    *child = made;
}
