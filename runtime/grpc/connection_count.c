#include "grpc/connection_count.h"

#include <limits.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/sync.h"

enum {
    ROOM_LEAST = 64,
    LOOK_SHARE = 10, /* of the time, one in so many parts is for looking who is gone at most */
    RESERVE_SHARE = 4,
    RESERVE_MAX = 1024
};

static pipc__given_connection identify(int fd)
{
    pipc__given_connection connection = {.fd = fd};
    struct stat status;

    if (fstat(fd, &status) == 0)
        connection.inode = status.st_ino;
    return connection;
}

static bool is_alive(const pipc__given_connection *connection)
{
    struct stat status;

    return fstat(connection->fd, &status) == 0 && S_ISSOCK(status.st_mode) &&
           status.st_ino == connection->inode;
}

static void forget_dead(pipc__connection_count *self)
{
    int64_t now_ns = pipc__now_ns();
    size_t alive = 0;

    for (size_t i = 0; i < self->count; i++)
        if (is_alive(&self->all[i]))
            self->all[alive++] = self->all[i];
    self->count = alive;
    self->next_look_ns = now_ns + LOOK_SHARE * (pipc__now_ns() - now_ns);
}

static bool grow(pipc__connection_count *self)
{
    size_t room = self->room == 0 ? ROOM_LEAST : 2 * self->room;
    pipc__given_connection *all;

    if (room > self->max)
        room = self->max;
    all = pipc__realloc(self->all, room * sizeof *all);
    if (all == NULL)
        return false;
    self->all = all;
    self->room = room;
    return true;
}

/*
 * To look only when there is no room costs little: with room for as many again it is seldom, and
 * with as many as there may be it is no oftener than whoever floods us shall cost.
 */
static void make_room(pipc__connection_count *self)
{
    bool may_grow = self->room < self->max;

    if (may_grow || pipc__now_ns() >= self->next_look_ns)
        forget_dead(self);
    if (may_grow && self->count >= self->room / 2)
        grow(self);
}

bool pipc__connection_count_begin(pipc__connection_count *self, size_t max)
{
    *self = (pipc__connection_count){.max = max};
    return max == 0 || grow(self);
}

bool pipc__connection_count_add(pipc__connection_count *self, int fd)
{
    if (self->max == 0)
        return true;
    if (self->count == self->room)
        make_room(self);
    if (self->count == self->room)
        return false;
    self->all[self->count++] = identify(fd);
    return true;
}

void pipc__connection_count_dispose(pipc__connection_count *self)
{
    pipc__free(self->all);
}

long pipc__descriptors_for_connections(void)
{
    struct rlimit limit;
    rlim_t reserve;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > LONG_MAX)
        return LONG_MAX;
    reserve = limit.rlim_cur / RESERVE_SHARE;
    return (long)(limit.rlim_cur - (reserve < RESERVE_MAX ? reserve : RESERVE_MAX));
}
