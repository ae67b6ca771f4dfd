/* What the clients of the benchmark have in common: each calls Summator.sum for a while. */
#ifndef BENCH_CLIENTS_CLIENT_H_
#define BENCH_CLIENTS_CLIENT_H_

#include <stdbool.h>
#include <stdint.h>

#include "common/histogram.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct client_options {
    const char *kind; /* which of the clients that the program has */
    int port;
    unsigned slots; /* threads that call, or calls in flight */
    long warm_ms;   /* before it is measured */
    long ms;
} client_options;

/* One call after the other, on a thread of its own or by itself. */
typedef struct client_slot {
    void *owner; /* whatever the client wants */
    int64_t started_ns;
    histogram latencies;
} client_slot;

/* KIND PORT SLOTS WARM_MS MS PROCESSOR; ends the program if that is not what is given. */
client_options client_read_options(int argc, char **argv);

/* Has `slots` threads make one call after the other. Prints what it took. */
void client_run_blocking(const client_options *options, void (*call)(void *owner), void *owner);

/* Begins calls in `slots` slots, which go on by themselves. Prints what it took. */
void client_run_async(const client_options *options, void (*begin)(client_slot *slot), void *owner);

/* To be called before a call begins. */
void client_started(client_slot *slot);

/* To be called when one is over; false: no other one is to begin. Threads: any. */
bool client_goes_on(client_slot *slot);

/* The sum that each call asks for is 3.5 + 4.25; ends the program if it is another. */
void client_check(float value);

#ifdef __cplusplus
}
#endif

#endif
