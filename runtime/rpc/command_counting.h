/* What is counted of a command, beside what is told of the call that brings it. */
#ifndef PIPC_RUNTIME_RPC_COMMAND_COUNTING_H_
#define PIPC_RUNTIME_RPC_COMMAND_COUNTING_H_

#include "rpc/observers.h"

typedef struct pipc__command_counting {
    const pipc__observers *observers; /* NULL: nobody counts */
    const char *service;
    const char *command;
    int64_t begun_ns;
} pipc__command_counting;

/*
 * Begins, unless `observers` is NULL: "<service>.<command>", or what `command` says, if `service`
 * is NULL. Cannot fail: without memory nothing is counted.
 *
 * Ownership: all is borrowed until the end.
 */
void pipc__command_counting_begin(pipc__command_counting *self, const pipc__observers *observers,
                                  const char *service, const char *command);

/* It is over. */
void pipc__command_counting_end(const pipc__command_counting *self, int code);

#endif
