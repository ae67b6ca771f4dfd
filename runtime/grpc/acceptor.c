#include "grpc/acceptor.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/sync.h"
#include "grpc/connection_count.h"

enum {
    /* After accepting failed for want of descriptors or memory, which the core takes for the end.
     */
    WANT_MS = 100,
    /* Then others have their turn, and who waits for the end of it. */
    ACCEPTED_IN_TURN_MAX = 64,
    /* Each of a flood may be worth one. */
    COMPLAINTS_APART_MS = 60000
};

/* A place that is listened at. */
typedef struct place {
    pipc__listening listening;
    pipc__core_acceptor *core_acceptor;
} place;

struct pipc__acceptor {
    const pipc__loggers *loggers;
    place *places;
    size_t place_count;
    struct pollfd *polled; /* what wakes the thread, and then all that listen */
    size_t polled_count;
    int wake_fd;
    bool started;
    pthread_t thread;
    /* Of the thread. */
    pipc__connection_count connections;
    int64_t next_complaint_ns;
};

/* --- what is one too many ------------------------------------------------------------------- */

static bool may_complain(pipc__acceptor *self)
{
    int64_t now_ns = pipc__now_ns();

    if (now_ns < self->next_complaint_ns)
        return false;
    self->next_complaint_ns = pipc__deadline_ns(now_ns, COMPLAINTS_APART_MS);
    return true;
}

static bool is_among_the_last(const pipc__acceptor *self, int fd)
{
    return self->connections.max > 0 && fd >= pipc__descriptors_for_connections();
}

static void complain_of_last(pipc__acceptor *self)
{
    if (may_complain(self))
        pipc__loggers_log(self->loggers, PIPC_LOG_WARN, NULL, NULL,
                          "of the descriptors of the process (RLIMIT_NOFILE) %ld are in use, and "
                          "the rest is left to the program: more connections are closed at once",
                          pipc__descriptors_for_connections());
}

static void complain_of_count(pipc__acceptor *self)
{
    if (may_complain(self))
        pipc__loggers_log(self->loggers, PIPC_LOG_WARN, NULL, NULL,
                          "there are %zu connections, and options.max_connections allows %zu: more "
                          "of them are closed at once",
                          self->connections.count, self->connections.max);
}

static void complain_of_want(pipc__acceptor *self, int reason)
{
    if (may_complain(self))
        pipc__loggers_log(self->loggers, PIPC_LOG_WARN, NULL, NULL,
                          "connections cannot be accepted: %s: they wait", strerror(reason));
}

/* --- accepting ------------------------------------------------------------------------------ */

static void take(pipc__acceptor *self, const place *from, int listening_fd, int fd)
{
    bool is_last = is_among_the_last(self, fd);

    if (!is_last && pipc__connection_count_add(&self->connections, fd)) {
        pipc__handover_give(from->core_acceptor, listening_fd, fd);
        return;
    }
    close(fd);
    if (is_last)
        complain_of_last(self);
    else
        complain_of_count(self);
}

/* What became of one connection, while others may be waiting. */
static bool is_of_that_connection(int reason)
{
    return reason == ECONNABORTED || reason == EINTR || reason == EPROTO || reason == EPERM ||
           reason == ENETDOWN || reason == ENETUNREACH || reason == EHOSTDOWN ||
           reason == EHOSTUNREACH || reason == ENOPROTOOPT || reason == ENONET;
}

/* False: it wants something, most likely descriptors. */
static bool accept_some(pipc__acceptor *self, const place *from, int listening_fd)
{
    for (int i = 0; i < ACCEPTED_IN_TURN_MAX; i++) {
        int fd = accept4(listening_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

        if (fd >= 0) {
            take(self, from, listening_fd, fd);
        } else if (errno == EAGAIN) {
            return true;
        } else if (!is_of_that_connection(errno)) {
            complain_of_want(self, errno);
            return false;
        }
    }
    return true;
}

static bool is_listening_of(const place *from, int fd)
{
    for (size_t i = 0; i < from->listening.count; i++)
        if (from->listening.fds[i] == fd)
            return true;
    return false;
}

static const place *place_of(const pipc__acceptor *self, int fd)
{
    const place *from = self->places;

    while (!is_listening_of(from, fd))
        from++;
    return from;
}

static void *run(void *argument)
{
    pipc__acceptor *self = argument;
    bool wants = false;

    for (;;) {
        /* While it wants something it waits only for that to change, or for its end. */
        poll(self->polled, wants ? 1 : self->polled_count, wants ? WANT_MS : -1);
        if (self->polled[0].revents != 0)
            return NULL;
        wants = false;
        for (size_t i = 1; i < self->polled_count && !wants; i++) {
            int fd = self->polled[i].fd;

            wants = !accept_some(self, place_of(self, fd), fd);
        }
    }
}

/* --- life ----------------------------------------------------------------------------------- */

static bool watch(pipc__acceptor *self, int fd)
{
    struct pollfd *polled =
        pipc__realloc(self->polled, (self->polled_count + 1) * sizeof *self->polled);

    if (polled == NULL)
        return false;
    self->polled = polled;
    self->polled[self->polled_count++] = (struct pollfd){.fd = fd, .events = POLLIN};
    return true;
}

int pipc__acceptor_new(size_t connection_max, const pipc__loggers *loggers, pipc__acceptor **out,
                       pipc_error **error)
{
    pipc__acceptor *self = pipc__alloc_zeroed(sizeof *self);

    if (self == NULL)
        return pipc_fail_no_memory(error);
    self->loggers = loggers;
    self->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (self->wake_fd < 0) {
        pipc__free(self);
        return pipc_fail(error, PIPC_E_INTERNAL, "NO_DESCRIPTOR",
                         "a descriptor is needed to accept connections, and the system has none to "
                         "give");
    }
    if (!watch(self, self->wake_fd) ||
        !pipc__connection_count_begin(&self->connections, connection_max)) {
        pipc__acceptor_free(self);
        return pipc_fail_no_memory(error);
    }
    *out = self;
    return PIPC_OK;
}

static bool watch_all(pipc__acceptor *self, const pipc__listening *listening)
{
    for (size_t i = 0; i < listening->count; i++)
        if (!watch(self, listening->fds[i]))
            return false;
    return true;
}

int pipc__acceptor_listen(pipc__acceptor *self, const pipc__connection *connection,
                          const pipc__listening_options *options,
                          pipc__core_acceptor *core_acceptor, int *port, pipc_error **error)
{
    place *places = pipc__realloc(self->places, (self->place_count + 1) * sizeof *places);
    place *added;
    int code;

    if (places == NULL)
        return pipc_fail_no_memory(error);
    self->places = places;
    added = &places[self->place_count];
    added->core_acceptor = core_acceptor;
    code = pipc__listening_open(&added->listening, connection, options, error);
    if (code != PIPC_OK)
        return code;
    self->place_count++; /* from now on it is closed with the others */
    *port = added->listening.port;
    return watch_all(self, &added->listening) ? PIPC_OK : pipc_fail_no_memory(error);
}

int pipc__acceptor_start(pipc__acceptor *self, pipc_error **error)
{
    self->started = pipc__thread_start(&self->thread, run, self);
    if (self->started)
        return PIPC_OK;
    return pipc_fail(error, PIPC_E_INTERNAL, "NO_THREAD",
                     "a thread is needed to accept connections, and the system has none to give");
}

static void end_thread(pipc__acceptor *self)
{
    const uint64_t one = 1;

    if (!self->started)
        return;
    while (write(self->wake_fd, &one, sizeof one) < 0 && errno == EINTR) {
    }
    pthread_join(self->thread, NULL);
    self->started = false;
}

void pipc__acceptor_stop(pipc__acceptor *self)
{
    if (self == NULL)
        return;
    end_thread(self);
    for (size_t i = 0; i < self->place_count; i++)
        pipc__listening_close(&self->places[i].listening);
    self->place_count = 0;
}

void pipc__acceptor_free(pipc__acceptor *self)
{
    if (self == NULL)
        return;
    pipc__acceptor_stop(self);
    close(self->wake_fd);
    pipc__connection_count_dispose(&self->connections);
    pipc__free(self->polled);
    pipc__free(self->places);
    pipc__free(self);
}
