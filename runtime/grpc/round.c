#include "grpc/round.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <sys/socket.h>

#include "base/sync.h"
#include "grpc/connection_socket.h"

/* While the thread runs. With a millisecond the caller waits for the server, and then the server
 * for the caller: a seventh fewer calls with 64 in flight, for the same processor time. */
static const int64_t hold_max_ns = 200000;
static const int64_t lasting_ns = 100000; /* a handler that takes so long is not waited for */

/* Without a handler, which has the clock looked at anyway. */
enum { EVENTS_BY_ONE_LOOK = 8 };

static _Thread_local pipc__round *current_round;

/* Where there is no such option every reply leaves at once. */
static bool set_cork(int socket, int corked)
{
#ifdef TCP_CORK
    return setsockopt(socket, IPPROTO_TCP, TCP_CORK, &corked, sizeof corked) == 0;
#else
    (void)socket;
    (void)corked;
    return false;
#endif
}

pipc__round *pipc__round_enter(pipc__round *round)
{
    pipc__round *before = current_round;

    current_round = round;
    return before;
}

/* --- letting go ----------------------------------------------------------------------------- */

/* Another thread may be doing so, too. */
static void let_go(pipc__round *round)
{
    for (unsigned i = 0; i < PIPC__ROUND_CONNECTION_MAX; i++) {
        int socket = atomic_load(&round->sockets[i]);

        if (socket > 0 && (socket = atomic_exchange(&round->sockets[i], 0)) > 0)
            set_cork(socket, 0);
    }
}

static void pause(pipc__round *round)
{
    if (round->held_ns == 0)
        return;
    let_go(round);
    round->held_ns = 0;
    round->count = 0;
}

void pipc__round_begin(pipc__round *round)
{
    pause(round);
    atomic_store(&round->stopped, false);
}

void pipc__round_end(pipc__round *round)
{
    pause(round);
    round->expects_more = round->expects_more ? round->sent - round->before > 1 : round->kept;
    round->kept = false;
    round->before = round->sent;
}

static void pause_in_time(pipc__round *round, int64_t now_ns)
{
    round->unseen = 0;
    if (round->held_ns != 0 && now_ns - round->held_ns > hold_max_ns)
        pause(round);
}

void pipc__round_go_on(pipc__round *round)
{
    if (atomic_load(&round->stopped))
        pipc__round_begin(round);
    else if (round->held_ns != 0 && ++round->unseen >= EVENTS_BY_ONE_LOOK)
        pause_in_time(round, pipc__now_ns());
}

void pipc__round_expect_more(pipc__round *round)
{
    pipc__round_go_on(round);
    round->expects_more = true;
}

void pipc__round_stop(pipc__round *round)
{
    atomic_store(&round->stopped, true);
    let_go(round);
}

void pipc__round_waits(void)
{
    if (current_round != NULL)
        pause(current_round);
}

/* --- keeping -------------------------------------------------------------------------------- */

static bool is_held(const pipc__round *round, const void *connection)
{
    for (unsigned i = 0; i < round->count; i++)
        if (round->connections[i] == connection)
            return true;
    return false;
}

static void hold(pipc__round *round, grpc_call *call)
{
    const void *connection = pipc__connection_of(call);
    unsigned place = round->count;
    int socket;

    if (is_held(round, connection) || place == PIPC__ROUND_CONNECTION_MAX)
        return;
    round->kept = true;
    round->connections[place] = connection;
    round->count++;
    if (round->held_ns == 0)
        round->held_ns = pipc__now_ns();
    socket = pipc__connection_socket(call, connection);
    if (socket <= 0 || !set_cork(socket, 1))
        return;
    atomic_store(&round->sockets[place], socket);
    if (atomic_load(&round->stopped))
        let_go(round);
}

/*
 * The core tells things in the order in which they happen: who calls again when the answer is there
 * comes after the news that it is gone. It is not for that call that a reply is kept.
 */
static bool is_alone(const pipc__round *round)
{
    bool is_first = round->sent == round->before;
    bool nothing_under_way = atomic_load(&round->gone) == round->sent;

    return (is_first || nothing_under_way) && !round->expects_more;
}

pipc__round_mark pipc__round_sends(grpc_call *call)
{
    pipc__round *round = current_round;

    if (round == NULL)
        return (pipc__round_mark){.round = NULL};
    if (!is_alone(round) && !atomic_load(&round->stopped))
        hold(round, call);
    round->sent++;
    return (pipc__round_mark){.round = round, .number = round->sent};
}

void pipc__round_sent(pipc__round_mark mark)
{
    if (mark.round != NULL)
        atomic_store(&mark.round->gone, mark.number);
}

/* --- handlers ------------------------------------------------------------------------------- */

void pipc__round_handler_begins(bool lasts)
{
    pipc__round *round = current_round;

    if (round == NULL)
        return;
    if (!lasts && round->held_ns == 0)
        return;
    round->began_ns = pipc__now_ns();
    if (lasts)
        pause(round);
    else
        pause_in_time(round, round->began_ns);
}

bool pipc__round_handler_ended(bool lasts)
{
    pipc__round *round = current_round;

    if (round == NULL || round->began_ns == 0)
        return lasts;
    lasts = pipc__now_ns() - round->began_ns > lasting_ns;
    round->began_ns = 0;
    return lasts;
}
