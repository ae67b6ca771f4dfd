/* options.retries: when a call that failed is sent once more without anybody asking for it. */
#ifndef PIPC_RUNTIME_RPC_RETRIES_H_
#define PIPC_RUNTIME_RPC_RETRIES_H_

#include <stdbool.h>
#include <stdint.h>

#include "grpc/channel.h"
#include "grpc/envelope.h"

typedef struct pipc__retry_options {
    long count; /* at most so often */
    long backoff_min_ms;
    long backoff_max_ms;
    bool may_repeat;        /* though the server may have seen it */
    pipc__channel *channel; /* that the call is sent on */
} pipc__retry_options;

/* Those of one call. Zeroed: none. */
typedef struct pipc__retries {
    pipc__retry_options options;
    long made;
    int64_t backoff_ms; /* before the next */
} pipc__retries;

/* Completes what the next attempt is sent with. Cannot fail. */
void pipc__retries_address(const pipc__retries *self, pipc__envelope *envelope);

/* None were made yet. */
void pipc__retries_init(pipc__retries *self, const pipc__retry_options *options);

/*
 * Whether a call is to be sent once more that ended as `came` says; *delay_ms: after how long.
 * Counts as made.
 */
bool pipc__retries_want(pipc__retries *self, const pipc__envelope *came, int64_t time_left_ms,
                        int64_t *delay_ms);

#endif
