#include "support/peer.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/cmocka.h"
#include "support/echo.h"

bool peer_main(int argc, char **argv)
{
    echo service;
    pipc_error *error = NULL;
    char byte;

    if (argc != 3 || strcmp(argv[1], "serve") != 0)
        return false;
    echo_init(&service);
    configure_component(&service.service.service.component, argv[2]);
    if (pipc_open(&service.service.service.component, NULL, &error) != PIPC_OK)
        fprintf(stderr, "%s\n", pipc_error_message(error));
    else
        printf("%d\n", echo_port(&service));
    fflush(stdout);
    while (pipc_is_open(&service.service.service.component) && read(0, &byte, 1) > 0) {
    }
    pipc_error_free(error);
    echo_dispose(&service);
    return true;
}

static void spawn(peer *self, const char *config, const int in[2], const int out[2])
{
    char *arguments[] = {(char *)"peer", (char *)"serve", (char *)config, NULL};
    posix_spawn_file_actions_t actions;

    assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
    assert_int_equal(posix_spawn_file_actions_adddup2(&actions, in[0], 0), 0);
    assert_int_equal(posix_spawn_file_actions_adddup2(&actions, out[1], 1), 0);
    assert_int_equal(posix_spawn(&self->pid, "/proc/self/exe", &actions, NULL, arguments, environ),
                     0);
    posix_spawn_file_actions_destroy(&actions);
}

void peer_start(peer *self, const char *config)
{
    int in[2];
    int out[2];
    char line[32] = "";
    FILE *file;

    assert_int_equal(pipe2(in, O_CLOEXEC), 0);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    spawn(self, config, in, out);
    close(in[0]);
    close(out[1]);
    self->stdin_fd = in[1];
    file = fdopen(out[0], "r");
    assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    self->port = (int)strtol(line, NULL, 10);
}

void peer_start_on(peer *self, int port)
{
    char config[80];

    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d", port);
    peer_start(self, config);
}

void peer_kill(peer *self)
{
    if (self->pid == 0)
        return;
    kill(self->pid, SIGKILL);
    assert_int_equal(waitpid(self->pid, NULL, 0), self->pid);
    close(self->stdin_fd);
    self->pid = 0;
}
