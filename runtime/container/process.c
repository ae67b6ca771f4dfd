#include <pipc/container.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <pipc/error.h>

#include "container/container.h"
#include "container/process_arguments.h"

/* --- saying --------------------------------------------------------------------------------- */

/* What came from a file or from the other side may hold anything. */
static void write_text(const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
        putc((unsigned char)*text < ' ' || *text == '\177' ? '?' : *text, stderr);
}

/* In one line: `name: Misconfiguration BAD_CONFIG: message (cause)`. */
static void say_error(const char *name, const pipc_error *error)
{
    const char *message = pipc_error_message(error);
    const char *cause = pipc_error_cause(error);

    flockfile(stderr);
    write_text(name);
    fprintf(stderr, ": %s ", pipc_category_name(pipc_error_category(error)));
    write_text(pipc_error_code(error));
    fputs(": ", stderr);
    write_text(message);
    if (cause != NULL && (message == NULL || strstr(message, cause) == NULL)) {
        fputs(" (", stderr);
        write_text(cause);
        putc(')', stderr);
    }
    putc('\n', stderr);
    funlockfile(stderr);
}

static int say_usage(const char *name)
{
    printf(
        "usage: %s [-h] [-c FILE] [-p \"NAME=VALUE;...\"]...\n"
        "Runs the components of FILE, ./config/config.yml by default, until SIGINT or SIGTERM.\n",
        name);
    if (fflush(stdout) == 0)
        return PIPC_EXIT_OK;
    fprintf(stderr, "%s: standard output cannot be written: %s\n", name, strerror(errno));
    return PIPC_EXIT_FAILED;
}

/* --- running -------------------------------------------------------------------------------- */

static int start(pipc_container *self, pipc__process_arguments *arguments, pipc_error **error)
{
    int code = pipc__process_arguments_add(arguments, environ, error);

    if (code == PIPC_OK)
        code = pipc_container_read_config(self, arguments->config, arguments->parameters, error);
    if (code == PIPC_OK)
        code = pipc_open(&self->component, NULL, error);
    return code;
}

static int serve(pipc_container *self, pipc__process_arguments *arguments, const sigset_t *stop)
{
    pipc_error *error = NULL;
    int stopped_by = 0;
    int code = start(self, arguments, &error);

    if (code == PIPC_OK) {
        sigwait(stop, &stopped_by);
        code = pipc_close(&self->component, NULL, &error);
    }
    if (code == PIPC_OK)
        return PIPC_EXIT_OK;
    if (!pipc__container_has_told(self))
        say_error(self->name, error);
    pipc_error_free(error);
    return PIPC_EXIT_FAILED;
}

/*
 * Before any thread is started, all of which inherit it: sigwait() alone takes these. A second one
 * while the container is closed changes nothing, and must not end the process afterwards. Nor must
 * SIGPIPE: whoever closed our stdout does not want to know what is logged, and serving goes on.
 */
static int serve_with_signals(pipc_container *self, pipc__process_arguments *arguments)
{
    static const struct timespec at_once = {0, 0};
    sigset_t before;
    sigset_t blocked;
    sigset_t stop;
    int status;

    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    blocked = stop;
    sigaddset(&blocked, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    status = serve(self, arguments, &stop);
    while (sigtimedwait(&blocked, NULL, &at_once) > 0)
        continue;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return status;
}

int pipc_container_run(pipc_container *self, int argc, char **argv)
{
    pipc__process_arguments arguments = {.config = NULL};
    pipc_error *error = NULL;
    int status;

    if (pipc__process_arguments_read(argc, argv, &arguments, &error) != PIPC_OK) {
        status =
            pipc_error_category(error) == PIPC_E_BAD_REQUEST ? PIPC_EXIT_USAGE : PIPC_EXIT_FAILED;
        say_error(self->name, error);
        pipc_error_free(error);
        return status;
    }
    status = arguments.wants_help ? say_usage(self->name) : serve_with_signals(self, &arguments);
    pipc__process_arguments_dispose(&arguments);
    return status;
}
