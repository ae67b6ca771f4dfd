/*
 * Asynchronous streams of all kinds for a while, with something done to them at every step, and the
 * client and the service closed in their midst.
 */
#include "support/cmocka.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/echo.h"
#include "support/failing_allocator.h"
#include "support/process.h"
#include "support/streams.h"
#include "support/told.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SOAK_MS = 4000 };
#else
enum { SOAK_MS = 10000 };
#endif

enum {
    WARM_UP_MS = 1000,
    CALLERS = 8,
    REOPENED_AFTER_MS = 300,
    GOOD_MIN = 20,
    PATIENCE_MS = 60000
};

typedef struct soak {
    streams both;
    pipc__mutex mutex; /* guards the lifecycle of `both` */
    atomic_bool ends;
    atomic_uint good;
    atomic_uint failed;
    atomic_uint surprises;
} soak;

typedef struct caller {
    soak *soak;
    pthread_t thread;
    uint64_t random;
} caller;

/* One stream; whoever does something to it holds the mutex, as it goes when `over` is set. */
typedef struct stream_course {
    told told;
    pipc__mutex mutex;
    pipc_grpc_client_stream *stream;
    bool over;
    bool pauses;
} stream_course;

/* xorshift64: the same seed gives each caller the same things to do. */
static unsigned next_random(caller *self, unsigned bound)
{
    self->random ^= self->random << 13;
    self->random ^= self->random >> 7;
    self->random ^= self->random << 17;
    return (unsigned)(self->random >> 33) % bound;
}

static int pause_or_not(told *one, pipc_grpc_client_stream *stream)
{
    const stream_course *self = one->data;

    (void)stream;
    return self->pauses ? PIPC_PENDING : PIPC_OK;
}

static void note_over(told *one)
{
    stream_course *self = one->data;

    pipc__mutex_lock(&self->mutex);
    self->over = true;
    pipc__mutex_unlock(&self->mutex);
}

static void do_something(caller *self, stream_course *course)
{
    unsigned choice = next_random(self, 10);
    int code = PIPC_OK;

    pipc__mutex_lock(&course->mutex);
    if (course->over)
        choice = 10;
    if (choice < 5)
        code = streams_send(course->stream, choice == 4 ? "fail" : "text", NULL);
    else if (choice < 7)
        pipc_grpc_client_stream_resume(course->stream);
    else if (choice < 9)
        code = pipc_grpc_client_stream_writes_done(course->stream, NULL);
    else if (choice == 9)
        pipc_grpc_client_stream_cancel(course->stream);
    (void)code; /* anything may be refused at any time */
    pipc__mutex_unlock(&course->mutex);
}

/* How it may end, whatever happens to it. */
static bool is_expected(int code)
{
    return code == PIPC_OK || code == PIPC_E_NO_RESPONSE || code == PIPC_E_INVALID_STATE ||
           code == PIPC_E_FAILED_INVOCATION || code == PIPC_E_NOT_FOUND || code == PIPC_E_CONFLICT;
}

static void note_end(soak *self, const told_seen *seen)
{
    if (seen->code == PIPC_OK)
        atomic_fetch_add(&self->good, 1);
    else
        atomic_fetch_add(&self->failed, 1);
    if (seen->dones == 1 && seen->overlaps == 0 && seen->late == 0 && is_expected(seen->code))
        return;
    atomic_fetch_add(&self->surprises, 1);
    print_error("a stream ended %d times, with %d %s: %s\n", seen->dones, seen->code,
                seen->error_code, seen->error_message);
}

static void run_course(caller *self, stream_course *course, const pipc_context *context)
{
    static const char *const requests[] = {"0", "3", "1000", "fail"};
    const pipc_grpc_method *method = &streams_methods[next_random(self, 3)];
    bool has_request = method->kind == PIPC_GRPC_SERVER_STREAMING;
    Tests__Text request = TESTS__TEXT__INIT;
    unsigned steps = next_random(self, 8);
    told_seen seen;

    request.text = (char *)requests[next_random(self, 4)];
    if (pipc_grpc_client_stream_open_async(
            &self->soak->both.client, method, context, has_request ? &request.base : NULL,
            &course->told.listener, &course->stream, NULL) != PIPC_OK)
        return;
    for (unsigned i = 0; i < steps; i++)
        do_something(self, course);
    told_wait_for_done(&course->told);
    seen = told_look(&course->told);
    note_end(self->soak, &seen);
}

static void *call_until_it_ends(void *argument)
{
    caller *self = argument;
    pipc_context *context = NULL;

    if (pipc_context_new("soak", &context, NULL) != PIPC_OK)
        return NULL;
    while (!atomic_load(&self->soak->ends)) {
        stream_course course = {.pauses = next_random(self, 3) == 0};

        told_init(&course.told);
        pipc__mutex_init(&course.mutex);
        course.told.data = &course;
        course.told.on_message = pause_or_not;
        course.told.on_done = note_over;
        pipc_context_set_timeout_ms(context, 1 + next_random(self, 50));
        run_course(self, &course, context);
        pipc__mutex_dispose(&course.mutex);
        told_dispose(&course.told);
    }
    pipc_context_free(context);
    return NULL;
}

/* --- the test ------------------------------------------------------------------------------- */

/* With a name of its own each time: to the one before, the core would not connect for a second. */
static void reopen(pipc_component *component, unsigned name)
{
    char config[128];
    pipc_error *error = NULL;

    snprintf(config, sizeof config,
             "connection.uri=unix-abstract:pipc-soak-streams-%ld-%u;options.shutdown_timeout=20;"
             "options.threads=2",
             (long)getpid(), name);
    assert_ok(pipc_close(component, NULL, &error), error);
    configure_component(component, config);
    assert_ok(pipc_open(component, NULL, &error), error);
}

static void begin(soak *self, caller *callers, uint64_t seed)
{
    memset(self, 0, sizeof *self);
    pipc__mutex_init(&self->mutex);
    pipc_grpc_service_init(&self->both.service, &streams_desc);
    pipc_grpc_client_init(&self->both.client, &streams_desc);
    reopen(&self->both.service.component, 0);
    reopen(&self->both.client.component, 0);
    for (unsigned i = 0; i < CALLERS; i++) {
        callers[i] = (caller){.soak = self, .random = seed * 2654435761u + i + 1};
        assert_int_equal(pthread_create(&callers[i].thread, NULL, call_until_it_ends, &callers[i]),
                         0);
    }
}

static void wait_a_while(soak *self)
{
    pipc__condition never;

    pipc__condition_init(&never);
    pipc__mutex_lock(&self->mutex);
    pipc__condition_wait_until(&never, &self->mutex,
                               pipc__deadline_ns(pipc__now_ns(), REOPENED_AFTER_MS));
    pipc__mutex_unlock(&self->mutex);
    pipc__condition_dispose(&never);
}

/* On a machine with much else to do it takes longer before some streams have ended well. */
static bool has_time(const soak *self, int64_t end_ns)
{
    int64_t now_ns = pipc__now_ns();

    return now_ns < end_ns ||
           (atomic_load(&self->good) < GOOD_MIN && now_ns < pipc__deadline_ns(end_ns, PATIENCE_MS));
}

/* Returns how often the service was reopened. */
static unsigned run_soak(uint64_t seed, int64_t duration_ms)
{
    static soak self;
    caller callers[CALLERS];
    int64_t end_ns = pipc__now_ns() + duration_ms * 1000000;
    unsigned reopened = 0;

    begin(&self, callers, seed);
    for (unsigned round = 0; has_time(&self, end_ns); round++) {
        wait_a_while(&self);
        if (round % 4 == 3)
            reopen(&self.both.service.component, ++reopened);
        reopen(&self.both.client.component, reopened);
    }
    atomic_store(&self.ends, true);
    for (int i = 0; i < CALLERS; i++)
        pthread_join(callers[i].thread, NULL);
    pipc_dispose(&self.both.client.component);
    pipc_dispose(&self.both.service.component);
    pipc__mutex_dispose(&self.mutex);
    print_message("seed %" PRIu64 ": %u good, %u failed, the service was reopened %u times\n", seed,
                  self.good, self.failed, reopened);
    assert_int_equal(self.surprises, 0);
    assert_true(self.good >= GOOD_MIN);
    assert_int_equal(failing_allocator_live_blocks(), 0);
    return reopened;
}

/* PIPC_SOAK_SEED and PIPC_SOAK_MS are for those who want more of it. */
static int64_t number_from_environment(const char *name, int64_t otherwise)
{
    const char *text = getenv(name);

    return text == NULL ? otherwise : strtoll(text, NULL, 10);
}

static void nothing_is_left_of_streams_of_all_kinds(void **state)
{
    uint64_t seed = (uint64_t)number_from_environment("PIPC_SOAK_SEED", 1);
    size_t files, threads;
    unsigned reopened;

    (void)state;
    streams_setup(state); /* makes what its handlers note things with */
    streams_teardown(state);
    failing_allocator_install();
    run_soak(seed, WARM_UP_MS); /* what the core keeps, it has by then */
    files = count_file_descriptors();
    threads = count_own_threads();
    reopened = run_soak(seed, number_from_environment("PIPC_SOAK_MS", SOAK_MS));
    /* As in the soak of unary calls: a few sockets of the core, though all of ours is gone. */
    assert_in_range(count_file_descriptors(), 0, files + 2 + reopened);
    assert_in_range(count_own_threads(), 0, threads + 1);
    failing_allocator_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_is_left_of_streams_of_all_kinds)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
