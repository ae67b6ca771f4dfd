/* Why there is no connection, which the core tells nobody but the calls that fail for it. */
#ifndef PIPC_RUNTIME_GRPC_CONNECT_FAILURE_H_
#define PIPC_RUNTIME_GRPC_CONNECT_FAILURE_H_

#include <grpc/grpc.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Writes what the core says to a call over a channel in TRANSIENT_FAILURE; "" if that has got over
 * it meanwhile. `queue`, to pluck from, is empty before and after.
 */
void pipc__connect_failure_read(grpc_channel *channel, grpc_completion_queue *queue, char *out,
                                size_t size);

/*
 * What `text`, the core's, means in terms of TLS; static. NULL: it is of something else. `secure`:
 * the connection is to be of TLS.
 */
const char *pipc__connect_failure_explain(const char *text, bool secure);

#endif
