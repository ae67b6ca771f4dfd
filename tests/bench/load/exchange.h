/* What goes over one stream: which bytes there, and which bytes must come back. */
#ifndef BENCH_LOAD_EXCHANGE_H_
#define BENCH_LOAD_EXCHANGE_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A message as on the wire, its five bytes of prefix included, `count` times in a row. */
typedef struct messages {
    uint8_t *bytes;
    size_t length;
    uint64_t count;
} messages;

typedef struct load_exchange {
    const char *path;
    messages request;
    messages response;
    bool by_turns; /* each message waits for the answer to the one before it */
} load_exchange;

/* Bytes of all of them. */
uint64_t messages_size(const messages *self);

/*
 * The exchange of this name: sum, echo, download, upload or chat. `count` is the number of messages
 * of the streaming kinds. Ends the program if there is none. What it points to is never freed.
 */
load_exchange exchange_named(const char *name, uint64_t count);

#endif
