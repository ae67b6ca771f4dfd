/* Everything that can happen to an asynchronous stream, in every state it can be in. */
#include "support/cmocka.h"

#include <string.h>

#include "support/echo.h"
#include "support/streams.h"
#include "support/told.h"

/* Of deadlines: one that comes before the situation does says nothing, and there is a longer one.
 */
enum { SHORTEST_MS = 300, LONGEST_MS = 20000 };

/* All of a chat that is not over, if nothing else is said. */
typedef enum which_situation {
    JUST_OPENED,
    WAITING,     /* for a message, after one was given */
    PAUSED,      /* after a message; no other is on its way */
    WRITING,     /* a write was refused */
    HALF_CLOSED, /* and paused, with a message on its way */
    IN_MESSAGE,  /* a message is being given */
    IN_DONE,     /* the call is over, which is being told */
    SITUATIONS
} which_situation;

typedef enum which_happening {
    MESSAGE,
    RESUME,
    WRITE,
    WRITES_DONE,
    CANCEL,
    CANCELLATION,
    DEADLINE,
    CLIENT_CLOSED,
    PEER_LOST,
    HAPPENINGS
} which_happening;

typedef struct fixture {
    which_situation situation;
    streams *streams;
    told told;
    pipc_context *context;
    pipc_cancellation *cancellation;
    pipc_grpc_client_stream *stream;

    pipc__mutex mutex; /* guards the rest */
    pipc__condition changed;
    bool held; /* a callback is, until: */
    bool let_go;
    bool over; /* the call is */
} fixture;

static fixture self;

/* --- the listener --------------------------------------------------------------------------- */

static void hold(void)
{
    pipc__mutex_lock(&self.mutex);
    self.held = true;
    pipc__condition_broadcast(&self.changed);
    while (!self.let_go)
        pipc__condition_wait(&self.changed, &self.mutex);
    pipc__mutex_unlock(&self.mutex);
}

/* Whether a callback is held before the call is over. */
static bool is_held(void)
{
    bool held;

    pipc__mutex_lock(&self.mutex);
    while (!self.held && !self.over)
        pipc__condition_wait(&self.changed, &self.mutex);
    held = self.held;
    pipc__mutex_unlock(&self.mutex);
    return held;
}

static void let_go(void)
{
    pipc__mutex_lock(&self.mutex);
    self.let_go = true;
    pipc__condition_broadcast(&self.changed);
    pipc__mutex_unlock(&self.mutex);
}

static int on_message(told *one, pipc_grpc_client_stream *stream)
{
    (void)stream;
    if (one->seen.messages > 0)
        return PIPC_OK;
    if (self.situation == IN_MESSAGE)
        hold();
    return self.situation == PAUSED || self.situation == HALF_CLOSED ? PIPC_PENDING : PIPC_OK;
}

static void on_done(told *one)
{
    (void)one;
    if (self.situation == IN_DONE)
        hold();
    pipc__mutex_lock(&self.mutex);
    self.over = true;
    pipc__condition_broadcast(&self.changed);
    pipc__mutex_unlock(&self.mutex);
}

/* --- what it can be in ---------------------------------------------------------------------- */

static void send_text(const char *text)
{
    int code = streams_send(self.stream, text, NULL);

    (void)code; /* what may be written depends on the state */
}

static void end_writing(void)
{
    int code = pipc_grpc_client_stream_writes_done(self.stream, NULL);

    (void)code; /* likewise */
}

static bool is_refused_in_the_end(void)
{
    static char text[100000];
    int code = PIPC_OK;

    memset(text, 'x', sizeof text - 1);
    while (code == PIPC_OK)
        code = streams_send(self.stream, text, NULL);
    return code == PIPC_PENDING;
}

/* It is refused where the first was answered before it was told to be gone. */
static bool is_second_sent(void)
{
    int code = streams_send(self.stream, "second", NULL);

    if (code == PIPC_PENDING && told_gets_writables(&self.told, 1))
        code = streams_send(self.stream, "second", NULL);
    return code == PIPC_OK;
}

/* Whether it came about; a deadline may come first. */
static bool bring_about(which_situation situation)
{
    if (situation == JUST_OPENED)
        return true;
    if (situation == WRITING)
        return is_refused_in_the_end();
    send_text("first");
    if (situation == IN_MESSAGE)
        return is_held();
    if (!told_gets_messages(&self.told, 1))
        return false;
    if (situation == HALF_CLOSED && !is_second_sent())
        return false;
    if (situation == HALF_CLOSED || situation == IN_DONE)
        end_writing();
    return situation != IN_DONE || (is_held() && told_look(&self.told).code == PIPC_OK);
}

/* --- what can happen ------------------------------------------------------------------------ */

static void *close_client(void *component)
{
    return (void *)(intptr_t)pipc_close(component, NULL, NULL);
}

/* A close waits for the callbacks, but lets nothing in before that. */
static void wait_until_it_closes(void)
{
    pipc_grpc_client_stream *stream;

    while (pipc_grpc_client_stream_open(&self.streams->client, &streams_methods[CHAT], NULL, NULL,
                                        &stream, NULL) == PIPC_OK)
        pipc_grpc_client_stream_free(stream);
}

static void close_meanwhile(void)
{
    pthread_t thread;
    void *code;

    assert_int_equal(pthread_create(&thread, NULL, close_client, &self.streams->client.component),
                     0);
    wait_until_it_closes();
    let_go();
    pthread_join(thread, &code);
    assert_int_equal((intptr_t)code, PIPC_OK);
    assert_int_equal(told_look(&self.told).dones, 1);
}

static void let_happen(which_happening happening)
{
    pipc_error *error = NULL;

    if (happening == MESSAGE || happening == WRITE)
        send_text(happening == MESSAGE ? "third" : "");
    else if (happening == RESUME)
        pipc_grpc_client_stream_resume(self.stream);
    else if (happening == WRITES_DONE)
        end_writing();
    else if (happening == CANCEL)
        pipc_grpc_client_stream_cancel(self.stream);
    else if (happening == CANCELLATION)
        pipc_cancellation_cancel(self.cancellation);
    else if (happening == CLIENT_CLOSED)
        close_meanwhile();
    else if (happening == PEER_LOST)
        assert_ok(pipc_close(&self.streams->service.component, NULL, &error), error);
    /* The deadline comes by itself. */
}

/* What did not end the call must not keep it from ending well. Once it may end, it may be gone. */
static void go_on(which_situation situation, which_happening happening)
{
    bool had_all = situation == HALF_CLOSED && happening == PEER_LOST; /* what it had to say */

    if ((happening >= CANCEL && !had_all) || situation == IN_DONE)
        return;
    if (situation == HALF_CLOSED) {
        if (happening != RESUME)
            pipc_grpc_client_stream_resume(self.stream);
    } else if (happening != WRITES_DONE) {
        if (situation == PAUSED)
            pipc_grpc_client_stream_resume(self.stream);
        end_writing();
    }
}

/* --- all of it ------------------------------------------------------------------------------ */

static int expected_code(which_situation situation, which_happening happening)
{
    if (situation == IN_DONE)
        return PIPC_OK;
    if (happening == CANCEL || happening == CANCELLATION)
        return PIPC_E_FAILED_INVOCATION;
    if (happening == DEADLINE)
        return PIPC_E_NO_RESPONSE;
    return happening == CLIENT_CLOSED ? PIPC_E_INVALID_STATE : PIPC_OK;
}

static void check_end(which_situation situation, which_happening happening)
{
    told_seen seen;

    told_wait_for_done(&self.told);
    seen = told_look(&self.told);
    if (happening != PEER_LOST && seen.code != expected_code(situation, happening))
        fail_msg("happening %d in situation %d: ended with %d %s: %s", happening, situation,
                 seen.code, seen.error_code, seen.error_message);
    assert_int_equal(seen.dones, 1);
    assert_int_equal(seen.overlaps, 0);
    assert_int_equal(seen.late, 0);
}

static void set_up(void **state, int timeout_ms)
{
    pipc_error *error = NULL;

    streams_setup(state);
    memset(&self, 0, sizeof self);
    self.streams = *state;
    pipc__mutex_init(&self.mutex);
    pipc__condition_init(&self.changed);
    told_init(&self.told);
    self.told.on_message = on_message;
    self.told.on_done = on_done;
    assert_ok(pipc_context_new("states", &self.context, &error), error);
    assert_ok(pipc_cancellation_new(&self.cancellation, &error), error);
    pipc_context_set_cancellation(self.context, self.cancellation);
    pipc_context_set_timeout_ms(self.context, timeout_ms);
}

static void tear_down(void **state)
{
    streams_teardown(state);
    told_dispose(&self.told);
    pipc_context_free(self.context);
    pipc_cancellation_free(self.cancellation);
    pipc__condition_dispose(&self.changed);
    pipc__mutex_dispose(&self.mutex);
}

/* Whether there was anything to check, as the situation came about. */
static bool is_checked(void **state, which_situation situation, which_happening happening,
                       int timeout_ms)
{
    pipc_error *error = NULL;
    bool came_about;

    set_up(state, timeout_ms);
    self.situation = situation;
    assert_ok(pipc_grpc_client_stream_open_async(&self.streams->client, &streams_methods[CHAT],
                                                 self.context, NULL, &self.told.listener,
                                                 &self.stream, &error),
              error);
    came_about = bring_about(situation);
    if (came_about) {
        let_happen(happening);
        go_on(situation, happening);
    }
    let_go();
    if (came_about)
        check_end(situation, happening);
    else
        told_wait_for_done(&self.told);
    tear_down(state);
    return came_about;
}

static void check(void **state, which_situation situation, which_happening happening)
{
    int timeout_ms = happening == DEADLINE ? SHORTEST_MS : 0;

    while (!is_checked(state, situation, happening, timeout_ms)) {
        assert_int_equal(happening, DEADLINE);
        timeout_ms *= 2;
        assert_in_range(timeout_ms, SHORTEST_MS, LONGEST_MS);
    }
}

static void everything_may_happen_in_every_state(void **state)
{
    for (int situation = 0; situation < SITUATIONS; situation++)
        for (int happening = 0; happening < HAPPENINGS; happening++)
            check(state, (which_situation)situation, (which_happening)happening);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(everything_may_happen_in_every_state)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
