/* Calls of all kinds at once for a while, with clients and the service closed in their midst. */
#include "support/cmocka.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sync.h"
#include "support/echo.h"
#include "support/failing_allocator.h"
#include "support/process.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SOAK_MS = 5000 };
#else
enum { SOAK_MS = 15000 };
#endif

enum { WARM_UP_MS = 1000, CALLERS = 6, CLIENTS = 3, OPERATIONS_PER_REOPENING = 500 };

/* Sanitizers make all slower, and deadlines are to be met now and then. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SLOWNESS = 4 };
#else
enum { SLOWNESS = 1 };
#endif

typedef struct shared_client {
    tests_echo_client client;
    pthread_mutex_t mutex; /* guards its lifecycle */
} shared_client;

typedef struct soak {
    echo service;
    shared_client clients[CLIENTS];
    char config[128];
    atomic_bool ends; /* nothing new is begun */
    atomic_uint good;
    atomic_uint failed;
    atomic_uint surprises;
    atomic_uint lone_calls; /* that are not done */
    pipc__mutex mutex;      /* guards the rest */
    pipc__condition progressed;
    unsigned operations;
} soak;

typedef struct caller {
    soak *soak;
    pthread_t thread;
    uint64_t random;
} caller;

/* --- what a caller does --------------------------------------------------------------------- */

/* xorshift64: the same seed gives each caller the same things to do. */
static unsigned next_random(caller *self, unsigned bound)
{
    self->random ^= self->random << 13;
    self->random ^= self->random >> 7;
    self->random ^= self->random << 17;
    return (unsigned)(self->random >> 33) % bound;
}

/* What a call may end with because something was closed, or its time was over. */
static bool is_of_transport(int code)
{
    return code == PIPC_E_NO_RESPONSE || code == PIPC_E_INVALID_STATE ||
           code == PIPC_E_FAILED_INVOCATION;
}

static void note(soak *self, const char *what, int code, bool expected)
{
    if (code == PIPC_OK)
        atomic_fetch_add(&self->good, 1);
    else
        atomic_fetch_add(&self->failed, 1);
    if (expected || (code != PIPC_OK && is_of_transport(code)))
        return;
    atomic_fetch_add(&self->surprises, 1);
    print_error("%s ended with %s\n", what, code == PIPC_OK ? "OK" : pipc_category_name(code));
}

static void say(caller *self, tests_echo_client *client, const pipc_context *context)
{
    Tests__Text request = TESTS__TEXT__INIT;
    Tests__Text *response = NULL;
    char text[512];
    size_t length = next_random(self, sizeof text);
    int code;

    memset(text, 'a' + (int)next_random(self, 26), length);
    text[length] = '\0';
    request.text = text;
    code = tests_echo_client_say(client, context, &request, &response, NULL);
    note(self->soak, "Say", code, code == PIPC_OK && strcmp(response->text, text) == 0);
    if (code == PIPC_OK)
        tests__text__free_unpacked(response, NULL);
}

static void fail_as_asked(caller *self, tests_echo_client *client, const pipc_context *context)
{
    static const int categories[] = {PIPC_E_BAD_REQUEST, PIPC_E_NOT_FOUND, PIPC_E_CONFLICT,
                                     PIPC_E_UNAUTHORIZED};
    int category = categories[next_random(self, PIPC_ARRAY_SIZE(categories))];
    Tests__Failure request = TESTS__FAILURE__INIT;
    Tests__Text *response = NULL;
    pipc_error *error = NULL;
    int code;

    request.category = (char *)pipc_category_name(category);
    request.message = (char *)"as asked";
    request.detail = (char *)"detail";
    code = tests_echo_client_fail(client, context, &request, &response, &error);
    note(self->soak, "Fail", code, code == category && response == NULL);
    pipc_error_free(error);
}

/* Without a deadline it ends when its client is closed, or the service. */
static void wait_for_nothing(caller *self, tests_echo_client *client, const pipc_context *context)
{
    Tests__Text request = TESTS__TEXT__INIT;
    Tests__Text *response = NULL;
    int code = tests_echo_client_wait(client, context, &request, &response, NULL);

    note(self->soak, "Wait", code, code != PIPC_OK);
}

static void forget(caller *self, tests_echo_client *client, const pipc_context *context)
{
    Tests__Text request = TESTS__TEXT__INIT;
    Tests__Text *response = NULL;
    int code = tests_echo_client_forget(client, context, &request, &response, NULL);

    note(self->soak, "Forget", code, code == PIPC_E_UNSUPPORTED);
}

/* A call that nobody waits for; it frees itself. */
typedef struct lone_call {
    pipc_grpc_client_listener listener;
    soak *soak;
    const char *what;
} lone_call;

static void lone_call_done(pipc_grpc_client_listener *listener, int code,
                           ProtobufCMessage *response, pipc_error *error)
{
    lone_call *self = PIPC_CONTAINER_OF(listener, lone_call, listener);

    note(self->soak, self->what, code, code == PIPC_OK);
    if (response != NULL)
        protobuf_c_message_free_unpacked(response, NULL);
    pipc_error_free(error);
    atomic_fetch_sub(&self->soak->lone_calls, 1);
    free(self);
}

static void call_alone(caller *self, tests_echo_client *client, const pipc_context *context)
{
    static const pipc_grpc_client_events events = {.done = lone_call_done};
    enum { SAY = 0, WAIT = 4 }; /* in the order of echo.proto */
    bool waits = next_random(self, 4) == 0;
    Tests__Text request = TESTS__TEXT__INIT;
    lone_call *call = malloc(sizeof *call);
    int code;

    *call = (lone_call){.listener = {.events = &events},
                        .soak = self->soak,
                        .what = waits ? "Wait, alone," : "Say, alone,"};
    atomic_fetch_add(&self->soak->lone_calls, 1);
    code = pipc_grpc_client_call_async(&client->client,
                                       &client->client.desc->methods[waits ? WAIT : SAY], context,
                                       &request.base, &call->listener, NULL);
    if (code == PIPC_OK)
        return;
    atomic_fetch_sub(&self->soak->lone_calls, 1);
    note(self->soak, call->what, code, code == PIPC_E_INVALID_STATE);
    free(call);
}

static void note_lifecycle(soak *self, const char *what, int code)
{
    if (code == PIPC_OK)
        return;
    atomic_fetch_add(&self->surprises, 1);
    print_error("%s of a client ended with %s\n", what, pipc_category_name(code));
}

/* Whoever closes a client opens it again: nobody else does in between. */
static void close_client(soak *self, shared_client *client)
{
    pthread_mutex_lock(&client->mutex);
    note_lifecycle(self, "close", pipc_close(&client->client.client.component, NULL, NULL));
}

static void open_client(soak *self, shared_client *client)
{
    if (!atomic_load(&self->ends))
        note_lifecycle(self, "open", pipc_open(&client->client.client.component, NULL, NULL));
    pthread_mutex_unlock(&client->mutex);
}

/* All at once: as long as one is open, the core waits a second before it connects anew. */
static void reopen_clients(soak *self)
{
    for (int i = 0; i < CLIENTS; i++)
        close_client(self, &self->clients[i]);
    for (int i = 0; i < CLIENTS; i++)
        open_client(self, &self->clients[i]);
}

static void operate(caller *self, const pipc_context *context)
{
    shared_client *client = &self->soak->clients[next_random(self, CLIENTS)];
    unsigned choice = next_random(self, 100);

    if (choice < 15) {
        call_alone(self, &client->client, context);
    } else if (choice < 55) {
        say(self, &client->client, next_random(self, 3) == 0 ? context : NULL);
    } else if (choice < 75) {
        fail_as_asked(self, &client->client, next_random(self, 3) == 0 ? context : NULL);
    } else if (choice < 85) {
        wait_for_nothing(self, &client->client, next_random(self, 40) == 0 ? NULL : context);
    } else if (choice < 97) {
        forget(self, &client->client, context);
    } else {
        close_client(self->soak, client);
        open_client(self->soak, client);
    }
}

static void *call_until_it_ends(void *argument)
{
    caller *self = argument;
    soak *shared = self->soak;
    pipc_context *context = NULL;

    if (pipc_context_new("soak", &context, NULL) != PIPC_OK)
        return NULL;
    while (!atomic_load(&shared->ends)) {
        pipc_context_set_timeout_ms(context, SLOWNESS * (1 + next_random(self, 5)));
        operate(self, context);
        pipc__mutex_lock(&shared->mutex);
        shared->operations++;
        pipc__condition_signal(&shared->progressed);
        pipc__mutex_unlock(&shared->mutex);
    }
    pipc_context_free(context);
    return NULL;
}

/* --- the test ------------------------------------------------------------------------------- */

/* Or for half a second: all callers may be waiting for what only a close ends. */
static void wait_for_operations(soak *self, unsigned count)
{
    int64_t deadline_ns = pipc__now_ns() + 500000000;

    pipc__mutex_lock(&self->mutex);
    count += self->operations;
    while (self->operations < count &&
           pipc__condition_wait_until(&self->progressed, &self->mutex, deadline_ns))
        continue;
    pipc__mutex_unlock(&self->mutex);
}

static void check_that_no_handler_runs(soak *self)
{
    assert_int_equal(echo_look(&self->service).running, 0);
}

static void begin(soak *self, caller *callers, uint64_t seed)
{
    pipc_error *error = NULL;

    memset(self, 0, sizeof *self);
    pipc__mutex_init(&self->mutex);
    pipc__condition_init(&self->progressed);
    /* A name, which unlike a port stays ours while the service is closed. */
    snprintf(self->config, sizeof self->config,
             "connection.uri=unix-abstract:pipc-soak-%ld;options.shutdown_timeout=20",
             (long)getpid());
    echo_init(&self->service);
    configure_component(&self->service.service.service.component, self->config);
    assert_ok(pipc_open(&self->service.service.service.component, NULL, &error), error);
    for (int i = 0; i < CLIENTS; i++) {
        pipc_component *component = &self->clients[i].client.client.component;

        pthread_mutex_init(&self->clients[i].mutex, NULL);
        tests_echo_client_init(&self->clients[i].client);
        configure_component(component, self->config);
        assert_ok(pipc_open(component, NULL, &error), error);
    }
    for (unsigned i = 0; i < CALLERS; i++) {
        callers[i] = (caller){.soak = self, .random = seed * 2654435761u + i + 1};
        assert_int_equal(pthread_create(&callers[i].thread, NULL, call_until_it_ends, &callers[i]),
                         0);
    }
}

static void end(soak *self, caller *callers)
{
    atomic_store(&self->ends, true);
    reopen_clients(self); /* closes them: nothing is opened any more */
    for (int i = 0; i < CALLERS; i++)
        pthread_join(callers[i].thread, NULL);
    for (int i = 0; i < CLIENTS; i++) {
        pipc_dispose(&self->clients[i].client.client.component);
        pthread_mutex_destroy(&self->clients[i].mutex);
    }
    echo_dispose(&self->service);
    pipc__condition_dispose(&self->progressed);
    pipc__mutex_dispose(&self->mutex);
}

/*
 * So many calls are to succeed for each second, or else little was tried. How many fail meanwhile
 * says nothing: those of a client that is closed do at once, again and again, for as long as a busy
 * machine takes to open it.
 */
enum { GOOD_PER_SECOND = 100, PATIENCE_FACTOR = 30 };

static bool goes_on(soak *self, int64_t begun_ns, int64_t duration_ms)
{
    int64_t passed_ms = (pipc__now_ns() - begun_ns) / 1000000;

    if (passed_ms < duration_ms)
        return true;
    return atomic_load(&self->good) < duration_ms * GOOD_PER_SECOND / 1000 &&
           passed_ms < duration_ms * PATIENCE_FACTOR;
}

/* Returns how often the service was reopened. */
static unsigned run_soak(uint64_t seed, int64_t duration_ms)
{
    static soak self;
    caller callers[CALLERS];
    pipc_component *service = &self.service.service.service.component;
    int64_t begun_ns = pipc__now_ns();
    unsigned reopened = 0;
    pipc_error *error = NULL;

    begin(&self, callers, seed);
    while (goes_on(&self, begun_ns, duration_ms)) {
        wait_for_operations(&self, OPERATIONS_PER_REOPENING);
        assert_ok(pipc_close(service, NULL, &error), error);
        check_that_no_handler_runs(&self);
        assert_ok(pipc_open(service, NULL, &error), error);
        reopen_clients(&self);
        reopened++;
    }
    end(&self, callers);
    print_message("seed %" PRIu64 ": %u good, %u failed, the service was reopened %u times\n", seed,
                  self.good, self.failed, reopened);
    assert_int_equal(self.surprises, 0);
    assert_int_equal(self.lone_calls, 0);
    assert_true(self.good >= duration_ms * GOOD_PER_SECOND / 1000);
    assert_int_equal(failing_allocator_live_blocks(), 0);
    return reopened;
}

/* PIPC_SOAK_SEED and PIPC_SOAK_MS are for those who want more of it. */
static int64_t number_from_environment(const char *name, int64_t otherwise)
{
    const char *text = getenv(name);

    return text == NULL ? otherwise : strtoll(text, NULL, 10);
}

static void nothing_is_left_of_calls_of_all_kinds(void **state)
{
    uint64_t seed = (uint64_t)number_from_environment("PIPC_SOAK_SEED", 1);
    size_t files, threads;
    unsigned reopened;

    (void)state;
    failing_allocator_install();
    run_soak(seed, WARM_UP_MS); /* what the core keeps, it has by then */
    files = count_file_descriptors();
    threads = count_own_threads();
    reopened = run_soak(seed, number_from_environment("PIPC_SOAK_MS", SOAK_MS));
    /* The sockets of some clients whose server closes just as they connect stay open, though all of
     * ours is gone: a few in a hundred times. Calls are a thousand times as many. */
    assert_in_range(count_file_descriptors(), 0, files + 2 + reopened);
    assert_in_range(count_own_threads(), 0, threads + 1); /* one of the core may have no name yet */
    failing_allocator_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_is_left_of_calls_of_all_kinds)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
