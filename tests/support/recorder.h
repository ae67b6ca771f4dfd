/* A component that writes down what is done with it, and fails when it is told to. */
#ifndef PIPC_TESTS_SUPPORT_RECORDER_H_
#define PIPC_TESTS_SUPPORT_RECORDER_H_

#include <pipc/component.h>

/* What was done with some recorders, in order: "open a, open b, close b, ". */
typedef struct life_record {
    char text[1024];
} life_record;

typedef struct recorder {
    pipc_component component;
    life_record *record;
    const char *name;
    const char *fails_at; /* "configure", "link", "open" or "close"; NULL: never */
} recorder;

void recorder_init(recorder *self, life_record *record, const char *name);

#endif
