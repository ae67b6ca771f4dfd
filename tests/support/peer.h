/* A server in a process of its own, which can be killed and started again. */
#ifndef PIPC_TESTS_SUPPORT_PEER_H_
#define PIPC_TESTS_SUPPORT_PEER_H_

#include <stdbool.h>
#include <sys/types.h>

typedef struct peer {
    pid_t pid;
    int stdin_fd; /* when it is closed the server ends */
    int port;
} peer;

/*
 * What main() calls first: true in the process that is to be the server, which has then served and
 * is to return.
 */
bool peer_main(int argc, char **argv);

/* Starts an echo service configured by `config`, and waits until it is open; fails the test if not.
 */
void peer_start(peer *self, const char *config);

/* As peer_start(), on `port` of 127.0.0.1; 0: any. */
void peer_start_on(peer *self, int port);

/* Kills it and waits until it is gone; if it runs. */
void peer_kill(peer *self);

#endif
