/* Every event in every state of a call: it is finished once, told once, and leaves nothing. */
#include "support/cmocka.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/sync.h"
#include "support/failing_allocator.h"
#include "support/pending.h"
#include "support/streams.h"

/* A deadline is counted from when the connection is there, and so from when the call comes. */
enum { LARGE = 256 * 1024, DESCRIPTORS_MAX = 1024, DEADLINE_MS = 1000, PATIENCE_MS = 30000 };

typedef enum call_state {
    RUNNING,   /* the handler is */
    PENDING,   /* and listens to the call only */
    LISTENING, /* and nothing happens */
    WRITING,   /* a message is under way, and another one was refused */
    TELLING,   /* a callback runs */
    PAUSED,
    FINISHED, /* while a callback runs, which is why the call is still there */
    STATES
} call_state;

typedef enum call_event {
    MESSAGE,
    HALF_CLOSE,
    CANCEL,
    DEADLINE,
    PEER_LOST,
    WRITE,
    FINISH,
    RESUME,
    CLOSE,
    EVENTS
} call_event;

typedef struct scenario {
    pending *pending;
    call_state state;
    call_event event;
    pipc_grpc_client_stream *stream;
    pending_call *call;
    bool finished;
    bool closes;
    pthread_t closer;
} scenario;

static call_state state_now; /* set before a call comes */
static char large[LARGE];

/* --- what holds a handler or a callback ----------------------------------------------------- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* guards `let_go` */
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool let_go;

static void set_let_go(bool value)
{
    pthread_mutex_lock(&mutex);
    let_go = value;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

static void wait_to_go(void)
{
    pthread_mutex_lock(&mutex);
    while (!let_go)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
}

static int handle(pending_call *self, pipc_error **error)
{
    (void)error;
    if (state_now == RUNNING) {
        pending_note_call(self);
        wait_to_go();
    }
    atomic_store(&self->handler_returned, true);
    return PIPC_PENDING;
}

static int message(pending_call *self, const char *text)
{
    (void)self;
    (void)text;
    if (state_now == TELLING || state_now == FINISHED)
        wait_to_go();
    return state_now == PAUSED ? PIPC_PENDING : PIPC_OK;
}

/* --- states --------------------------------------------------------------------------------- */

static void finish(scenario *self)
{
    if (!self->finished)
        pending_finish_text(self->call, NULL);
    self->finished = true;
}

static void open_call(scenario *self)
{
    pipc_context *context = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_client_wait_for_state(&self->pending->client, PIPC_GRPC_CLIENT_READY,
                                              PATIENCE_MS, &error),
              error);
    assert_ok(pipc_context_new(NULL, &context, &error), error);
    if (self->event == DEADLINE)
        pipc_context_set_timeout_ms(context, DEADLINE_MS);
    self->stream = pending_stream(self->pending, PEND_BIDI, context, NULL);
    pipc_context_free(context);
    pending_await(calls, 1);
    self->call = pending_get(0);
}

static void reach_state(scenario *self)
{
    pipc_error *error = NULL;

    if (self->state == WRITING)
        while (pending_write(self->call, large, &error) == PIPC_OK)
            continue;
    if (self->state == TELLING || self->state == PAUSED || self->state == FINISHED) {
        /* The deadline may come first, at any moment: then there is no message either. */
        if (streams_send(self->stream, "text", &error) == PIPC_OK)
            pending_await_either(messages, cancels);
    }
    pipc_error_free(error);
    if (self->state == FINISHED)
        finish(self);
}

/* --- events --------------------------------------------------------------------------------- */

/* As if the cable were cut: the client's ends of all connections to the service. */
static void cut_connections(int port)
{
    int cut = 0;

    for (int fd = 3; fd < DESCRIPTORS_MAX; fd++) {
        struct sockaddr_in6 peer = {.sin6_family = AF_UNSPEC};
        socklen_t length = sizeof peer;

        /* The core talks IPv4 over sockets of IPv6. */
        if (getpeername(fd, (struct sockaddr *)&peer, &length) == 0 &&
            peer.sin6_family == AF_INET6 && ntohs(peer.sin6_port) == port) {
            shutdown(fd, SHUT_RDWR);
            cut++;
        }
    }
    assert_int_equal(cut, 1);
}

static void *close_service(void *argument)
{
    return (void *)(intptr_t)pipc_close(argument, NULL, NULL);
}

static void fire_at_client(scenario *self)
{
    int code = PIPC_OK;

    if (self->event == MESSAGE)
        code = streams_send(self->stream, "text", NULL);
    else if (self->event == HALF_CLOSE)
        code = pipc_grpc_client_stream_writes_done(self->stream, NULL);
    (void)code; /* a call that is over takes nothing any more */
    if (self->event != CANCEL)
        return;
    pipc_grpc_client_stream_free(self->stream);
    self->stream = NULL;
}

static void fire(scenario *self)
{
    pipc_grpc_endpoint *endpoint = pipc_grpc_service_endpoint(&self->pending->service);
    pipc_error *error = NULL;

    fire_at_client(self);
    if (self->event == PEER_LOST)
        cut_connections(pipc_grpc_endpoint_port(endpoint));
    else if (self->event == WRITE)
        pending_write(self->call, "text", &error);
    else if (self->event == RESUME)
        pipc_grpc_server_stream_resume(self->call->stream);
    else if (self->event == FINISH)
        finish(self);
    self->closes = self->event == CLOSE;
    if (self->closes)
        assert_int_equal(
            pthread_create(&self->closer, NULL, close_service, &self->pending->service.component),
            0);
    pipc_error_free(error);
}

/* --- ends ----------------------------------------------------------------------------------- */

static bool is_cancelling(const scenario *self)
{
    return self->event == CANCEL || self->event == DEADLINE || self->event == PEER_LOST ||
           self->event == CLOSE;
}

/* What must be told is waited for before the call is finished, as nothing is told after that. */
static void await_what_is_told(scenario *self)
{
    bool listens = self->state != PENDING;

    if (self->state != FINISHED)
        set_let_go(true);
    if (self->finished)
        return;
    if (is_cancelling(self)) {
        pending_await(call_cancels, 1);
        if (listens)
            pending_await(cancels, 1);
    } else if (self->event == HALF_CLOSE && listens && self->state != PAUSED) {
        pending_await(half_closes, 1);
    }
}

static void end(scenario *self)
{
    await_what_is_told(self);
    finish(self);
    set_let_go(true);
    if (self->stream != NULL && self->state != FINISHED) {
        while (streams_read(self->stream, NULL) > 0)
            continue;
    }
    pipc_grpc_client_stream_free(self->stream);
    if (self->closes)
        pthread_join(self->closer, NULL);
}

static void check(const scenario *self)
{
    pending_seen seen = pending_look();
    bool told = is_cancelling(self) && self->state != FINISHED;

    assert_int_equal(seen.calls, self->state == RUNNING ? 2 : 1);
    assert_in_range(seen.half_closes, 0, self->event == HALF_CLOSE);
    assert_in_range(seen.call_cancels, told, is_cancelling(self));
    assert_int_equal(seen.cancels, told && self->state != PENDING);
    if (self->state == FINISHED || self->state == PAUSED)
        assert_in_range(seen.messages, 0, 1 + (self->event == RESUME));
}

static void run(call_state state, call_event event)
{
    void *setup = NULL;
    scenario self = {.state = state, .event = event};

    state_now = state;
    set_let_go(false);
    failing_allocator_install();
    pending_setup(&setup);
    self.pending = setup;
    pipc_dispose(&self.pending->client.component);
    pipc_dispose(&self.pending->service.component);
    pending_open(self.pending, ";options.shutdown_timeout=0", "");
    self.pending->plan = (pending_plan){.listens_to_call = true,
                                        .listens_to_stream = state != PENDING,
                                        .handle = handle,
                                        .message = message};
    open_call(&self);
    reach_state(&self);
    fire(&self);
    end(&self);
    pending_teardown(&setup);
    check(&self);
    assert_int_equal(failing_allocator_live_blocks(), 0);
    failing_allocator_remove();
}

static void every_event_in_every_state(void **state)
{
    (void)state;
    memset(large, 'x', LARGE - 1);
    for (int i = 0; i < STATES * EVENTS; i++) {
        print_message("state %d, event %d\n", i / EVENTS, i % EVENTS);
        run((call_state)(i / EVENTS), (call_event)(i % EVENTS));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_event_in_every_state)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
