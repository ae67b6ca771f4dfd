#include "grpc/acceptor.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/sync.h"
#include "grpc/listening.h"

/* After accepting failed for want of descriptors or memory, which the core takes for the end. */
enum { WANT_MS = 100 };

/* A place that is listened at. */
typedef struct place {
    pipc__listening listening;
    pipc__core_acceptor *core_acceptor;
} place;

/*
 * A connection that the core was given, and closes without a word: then its descriptor is none any
 * more, or another one, whose socket has another cookie.
 */
typedef struct given {
    int fd;
    uint64_t cookie;
} given;

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
    given *all;
    size_t count, room;
    size_t connection_max;
    size_t next_look;
    bool full; /* and it was said */
};

/* --- how many there are --------------------------------------------------------------------- */

static bool read_cookie(int fd, uint64_t *out)
{
    socklen_t length = sizeof *out;

    return getsockopt(fd, SOL_SOCKET, SO_COOKIE, out, &length) == 0;
}

static bool is_alive(const given *connection)
{
    uint64_t cookie;

    return read_cookie(connection->fd, &cookie) && cookie == connection->cookie;
}

/* One that is no more; NULL: all of them are. To look only now costs nothing while there is room.
 */
static given *find_dead(pipc__acceptor *self)
{
    for (size_t i = 0; i < self->count; i++) {
        given *connection = &self->all[self->next_look++ % self->count];

        if (!is_alive(connection))
            return connection;
    }
    return NULL;
}

static bool make_room(pipc__acceptor *self)
{
    size_t room = self->room == 0 ? 64 : 2 * self->room;
    given *all;

    if (self->count < self->room)
        return true;
    all = pipc__realloc(self->all, room * sizeof *all);
    if (all == NULL)
        return false;
    self->all = all;
    self->room = room;
    return true;
}

/* Where one more is noted; NULL: there is no room for it. */
static given *find_place(pipc__acceptor *self)
{
    if (self->count == self->connection_max)
        return find_dead(self);
    return make_room(self) ? &self->all[self->count++] : NULL;
}

static void complain_once(pipc__acceptor *self)
{
    if (!self->full)
        pipc__loggers_log(self->loggers, PIPC_LOG_WARN, NULL, NULL,
                          "there are %zu connections, as many as options.max_connections allows: "
                          "more of them are closed at once",
                          self->count);
    self->full = true;
}

/* --- accepting ------------------------------------------------------------------------------ */

static void take(pipc__acceptor *self, const place *from, int listening_fd, int fd)
{
    given connection = {.fd = fd};
    given *noted = read_cookie(fd, &connection.cookie) ? find_place(self) : NULL;

    if (noted == NULL) {
        complain_once(self);
        close(fd);
        return;
    }
    self->full = false;
    *noted = connection;
    pipc__handover_give(from->core_acceptor, listening_fd, fd);
}

/* False: for want of descriptors or memory. */
static bool accept_all(pipc__acceptor *self, const place *from, int listening_fd)
{
    for (;;) {
        int fd = accept4(listening_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

        if (fd >= 0)
            take(self, from, listening_fd, fd);
        else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            return false;
        else if (errno == EAGAIN)
            return true;
        /* Anything else became of that one connection. */
    }
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

            wants = !accept_all(self, place_of(self, fd), fd);
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
    self->connection_max = connection_max;
    self->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (self->wake_fd < 0) {
        pipc__free(self);
        return pipc_fail(error, PIPC_E_INTERNAL, "NO_DESCRIPTOR",
                         "a descriptor is needed to accept connections, and the system has none to "
                         "give");
    }
    if (!watch(self, self->wake_fd) || !make_room(self)) {
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

int pipc__acceptor_listen(pipc__acceptor *self, const pipc__connection *connection, bool reuse_port,
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
    code = pipc__listening_open(&added->listening, connection, reuse_port, error);
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
    pipc__free(self->all);
    pipc__free(self->polled);
    pipc__free(self->places);
    pipc__free(self);
}
