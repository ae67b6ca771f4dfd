/* Hosts and ports as people write them. */
#ifndef PIPC_RUNTIME_CONNECT_ADDRESS_H_
#define PIPC_RUNTIME_CONNECT_ADDRESS_H_

#include <stdbool.h>
#include <stddef.h>

#include "connect/connection_resolver.h"

/* The least port there is: 0, which is any free one, for a server only. */
int pipc__port_least(const pipc__connection_defaults *defaults);

/* Reads `length` bytes, digits all. False: that is no port of pipc__port_least() to 65535. */
bool pipc__port_read(const char *text, size_t length, const pipc__connection_defaults *defaults,
                     int *out);

/*
 * The host that the `length` bytes at `text` are, without brackets: a name, or an IPv4 or IPv6
 * address. Ownership: *out is the caller's, NULL if it is no host. False: no memory.
 */
bool pipc__host_read(const char *text, size_t length, const pipc__connection_defaults *defaults,
                     char **out);

/* Makes *out the connection to `host` and `port`. Takes `host`. False: no memory. */
bool pipc__connection_init(pipc__connection *out, bool secure, char *host, int port,
                           const pipc__connection_defaults *defaults);

#endif
