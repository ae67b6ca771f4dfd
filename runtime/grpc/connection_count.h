/* How many there are of the connections that the core was given, and how many there may be. */
#ifndef PIPC_RUNTIME_GRPC_CONNECTION_COUNT_H_
#define PIPC_RUNTIME_GRPC_CONNECTION_COUNT_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The core closes it without a word: then its descriptor is none any more, or another socket's. */
typedef struct pipc__given_connection {
    int fd;
    ino_t inode;
} pipc__given_connection;

/* Zeroed: none, and they are not counted. */
typedef struct pipc__connection_count {
    size_t max; /* 0: they are not counted */
    pipc__given_connection *all;
    size_t count, room;
    int64_t next_look_ns;
} pipc__connection_count;

/* Counts from now on. False: no memory. */
bool pipc__connection_count_begin(pipc__connection_count *self, size_t max);

/* Counts the connection of `fd`. False: there are `max`, or there is no memory to count it. */
bool pipc__connection_count_add(pipc__connection_count *self, int fd);

void pipc__connection_count_dispose(pipc__connection_count *self);

/*
 * How many descriptors of the process (RLIMIT_NOFILE) connections may have, so that some are left
 * to the program: all but a quarter, or but 1024. The system gives the lowest one that is free, so
 * that a connection of this number or a higher one is one too many.
 */
long pipc__descriptors_for_connections(void);

#endif
