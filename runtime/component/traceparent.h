/* The header `traceparent` of W3C Trace Context (https://www.w3.org/TR/trace-context/, level 1). */
#ifndef PIPC_RUNTIME_COMPONENT_TRACEPARENT_H_
#define PIPC_RUNTIME_COMPONENT_TRACEPARENT_H_

#include <stdbool.h>
#include <stddef.h>

enum {
    PIPC__TRACE_ID_LENGTH = 32,
    PIPC__SPAN_ID_LENGTH = 16,
    PIPC__TRACEPARENT_LENGTH = 55 /* "00-" trace id "-" span id "-" flags */
};

/* Which span of which trace, in hexadecimal. Zeroed is none. */
typedef struct pipc__span {
    char trace_id[PIPC__TRACE_ID_LENGTH + 1];
    char span_id[PIPC__SPAN_ID_LENGTH + 1];
    char parent_span_id[PIPC__SPAN_ID_LENGTH + 1]; /* "": none */
    unsigned char flags;
} pipc__span;

/*
 * Reads what another program has sent. False, and *span zeroed, if that is none: other than version
 * 00 has it, or of a later version than begins otherwise, or all of an id is 0.
 */
bool pipc__traceparent_read(const char *text, size_t length, pipc__span *span);

/* As the header that names `span` as the parent of whatever is called; with a 0 behind it. */
void pipc__traceparent_write(const pipc__span *span, char text[PIPC__TRACEPARENT_LENGTH + 1]);

/*
 * A new span, caused by `parent`, in its trace; zeroed: in a new one, which is sampled. `parent`
 * may be `child`.
 */
void pipc__span_begin(const pipc__span *parent, pipc__span *child);

#endif
