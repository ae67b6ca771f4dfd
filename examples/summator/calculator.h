/* The calculator: the summator service, filled in. */
#ifndef CALCULATOR_H_
#define CALCULATOR_H_

#include "summator.pipc.h"

/** The generated service, with what the calculator needs besides. */
typedef struct calculator {
    summator_service summator;
    long delay_ms; /* set before it is opened: handlers run concurrently, and read it */
} calculator;

/** Makes `self` ready to configure. Each sum takes `delay_ms` longer than it must. */
void calculator_init(calculator *self, long delay_ms);

#endif
