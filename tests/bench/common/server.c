#include "common/server.h"

#include <signal.h>
#include <stdio.h>

static sigset_t stop;

void server_prepare(void)
{
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
}

void server_wait(int port)
{
    int stopped_by;

    printf("listening on 127.0.0.1, port %d\n", port);
    fflush(stdout);
    sigwait(&stop, &stopped_by);
}
