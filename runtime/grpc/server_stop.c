#include "grpc/server_stop.h"

#include "grpc/refusal.h"

enum {
    /* Nothing has come for so long: what the core had begun to read is with its handlers. */
    TAKEN_MS = 50,
    /* Likewise: the callers have read the GOAWAY, and what was on its way is refused. A thread of
     * the core may be kept waiting for the processor by others in the middle of a refusal. */
    REFUSED_MS = 100,
    /* Where something always comes. */
    SETTLE_MS = 300,
    /* Nobody has called for so long: there is nothing to wait for. */
    IDLE_MS = 1000
};

/* Whether every call that the core had accepted has come and gone. */
static bool is_idle(void *argument)
{
    pipc__server *server = argument;

    return atomic_load(&server->is_idle);
}

static bool is_over(void *argument)
{
    pipc__server *server = argument;

    return is_idle(server) && atomic_load(&server->is_shut_down);
}

static bool nobody_posts(void *argument)
{
    pipc__server *server = argument;

    return atomic_load(&server->posting) == 0;
}

/* What is waited for may be due in the program's own loop. */
static bool run_until(pipc__server *server, bool (*is_reached)(void *), int64_t deadline_ns)
{
    pipc__event_queue *events = pipc__loop_events(server->loop);
    bool over;

    if (events == NULL)
        return pipc__server_wait_until(server, is_reached, server, deadline_ns);
    atomic_fetch_add(&server->waiters, 1);
    over = pipc__event_queue_process_until(events, is_reached, server, deadline_ns);
    atomic_fetch_sub(&server->waiters, 1);
    return over;
}

static unsigned long count_taken(const pipc__server *server)
{
    return pipc__loop_events_taken(server->loop);
}

static unsigned long count_refused(const pipc__server *server)
{
    (void)server;
    return pipc__refusal_count();
}

static int64_t earlier(int64_t one_ns, int64_t other_ns)
{
    return one_ns < other_ns ? one_ns : other_ns;
}

/* Waits until what is counted has rested for `rest_ms`, or the last connection has gone. */
static void settle(pipc__server *server, unsigned long (*count)(const pipc__server *server),
                   int64_t rest_ms, int64_t deadline_ns)
{
    int64_t last_ns = earlier(deadline_ns, pipc__deadline_ns(pipc__now_ns(), SETTLE_MS));
    unsigned long seen;
    bool over;

    do {
        seen = count(server);
        over = run_until(server, is_over,
                         earlier(last_ns, pipc__deadline_ns(pipc__now_ns(), rest_ms)));
    } while (!over && count(server) != seen && pipc__now_ns() < last_ns);
}

/*
 * A request that is posted while the core shuts down may come behind the core's back: after its
 * last look at those that wait, though the poster saw no shutdown yet (Server::QueueRequestedCall()
 * of core 1.51). Nobody would ever be told of it.
 */
static void stop_posting(pipc__server *server)
{
    atomic_store(&server->posts_no_more, true);
    while (!run_until(server, nobody_posts, pipc__deadline_ns(pipc__now_ns(), PIPC__PATIENCE_MS))) {
    }
}

/* Again and again, as a handler that runs may yet leave a call to somebody who never ends it. */
static void run_until_over(pipc__server *server)
{
    while (!run_until(server, is_over, pipc__deadline_ns(pipc__now_ns(), PIPC__PATIENCE_MS)))
        if (server->abandon != NULL)
            server->abandon(server->argument);
    /* Whoever ended the last call may yet be waking those who wait. */
    pipc__mutex_lock(&server->mutex);
    pipc__mutex_unlock(&server->mutex);
}

/* Whether somebody calls, as far as is known. */
static bool calls_come(const pipc__server *server)
{
    return !pipc__loop_is_quiet(server->loop, IDLE_MS) ||
           atomic_load(&server->under_way) > server->slot_count;
}

/*
 * The core cancels what it has read in part and not yet handed over, and what still comes until the
 * callers have read its GOAWAY. So where calls come, what was read is handed over first, while new
 * ones are refused already, and connections stay until none is refused any more.
 */
void pipc__server_stop(pipc__server *server, long timeout_ms)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), timeout_ms);
    bool settles = calls_come(server);

    pipc__port_list_refuse(&server->ports);
    if (settles)
        settle(server, count_taken, TAKEN_MS, deadline_ns);
    pipc__port_list_stop(&server->ports);
    stop_posting(server);
    PIPC__HANDED_OVER(&server->shut_down);
    grpc_server_shutdown_and_notify(server->server, pipc__loop_queue(server->loop),
                                    &server->shut_down);
    run_until(server, is_idle, deadline_ns);
    if (settles)
        settle(server, count_refused, REFUSED_MS, deadline_ns);
    /* Also where nothing runs: it drops idle connections, whose peers may never read a GOAWAY. */
    grpc_server_cancel_all_calls(server->server);
    run_until_over(server);
}
