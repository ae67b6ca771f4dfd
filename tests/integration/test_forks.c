/* What a process may do of what was open when it was forked, and what it may open itself. */
#include "support/cmocka.h"

#include <dirent.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/echo.h"
#include "support/own_memory.h"
#include "support/streams.h"

enum { LIMIT_S = 60, FORKS_UNDER_LOAD = 20, CALLERS = 4 };

/* What a child expects, where cmocka cannot tell its parent. */
#define expect(condition)                                                                          \
    ((condition)                                                                                   \
         ? (void)0                                                                                 \
         : (fprintf(stderr, "child: %s:%d: %s\n", __FILE__, __LINE__, #condition), _exit(1)))

#define expect_forked(expression)                                                                  \
    do {                                                                                           \
        pipc_error *error = NULL;                                                                  \
        expect((expression) == PIPC_E_INVALID_STATE);                                              \
        expect(strcmp(pipc_error_code(error), "FORKED") == 0);                                     \
        pipc_error_free(error);                                                                    \
    } while (false)

/* Fails the test if the child does, or hangs. */
static void in_child(void (*body)(void *argument), void *argument)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        alarm(LIMIT_S);
        body(argument);
        _exit(0);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* A service and a client of it. */
typedef struct pair {
    echo service;
    tests_echo_client client;
} pair;

static pair both;

static bool open_both(pair *self)
{
    char config[100];
    pipc_config_params *params = NULL;
    bool opened;

    if (pipc_open(&self->service.service.service.component, NULL, NULL) != PIPC_OK)
        return false;
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d",
             echo_port(&self->service));
    opened = pipc_config_params_from_string(config, &params, NULL) == PIPC_OK &&
             pipc_configure(&self->client.client.component, params, NULL) == PIPC_OK &&
             pipc_open(&self->client.client.component, NULL, NULL) == PIPC_OK;
    pipc_config_params_free(params);
    return opened;
}

static void init_both(pair *self)
{
    echo_init(&self->service);
    configure_component(&self->service.service.service.component,
                        "connection.host=127.0.0.1;connection.port=0");
    tests_echo_client_init(&self->client);
}

static void dispose_both(pair *self)
{
    pipc_dispose(&self->client.client.component);
    echo_dispose(&self->service);
}

static void open_and_call(void *argument)
{
    pair *self = argument;

    expect(open_both(self));
    expect(echo_client_say(&self->client, NULL, "x", NULL) == PIPC_OK);
    dispose_both(self);
}

static void what_is_opened_after_the_fork_works(void **state)
{
    (void)state;
    init_both(&both);
    in_child(open_and_call, &both);
    open_and_call(&both);
}

static void what_was_closed_before_the_fork_is_opened_again_on_both_sides(void **state)
{
    (void)state;
    init_both(&both);
    assert_true(open_both(&both));
    echo_client_check(&both.client, "before");
    assert_int_equal(pipc_close(&both.client.client.component, NULL, NULL), PIPC_OK);
    assert_int_equal(pipc_close(&both.service.service.service.component, NULL, NULL), PIPC_OK);
    in_child(open_and_call, &both);
    open_and_call(&both);
}

static void become_a_daemon(void *argument)
{
    int result[2];
    char byte = 'x';

    expect(pipe(result) == 0);
    if (fork() == 0) {
        close(result[0]);
        expect(daemon(1, 1) == 0);
        alarm(LIMIT_S);
        open_and_call(argument);
        expect(write(result[1], "!", 1) == 1);
        _exit(0);
    }
    close(result[1]);
    expect(read(result[0], &byte, 1) == 1 && byte == '!');
}

static void a_daemon_opens_what_its_first_process_has_configured(void **state)
{
    (void)state;
    init_both(&both);
    in_child(become_a_daemon, &both);
    dispose_both(&both);
}

/* --- what is open --------------------------------------------------------------------------- */

static void check_lifecycle(pipc_component *component)
{
    pipc_config_params *config = NULL;
    pipc_references *references = NULL;

    expect(pipc_config_params_from_string("a=b", &config, NULL) == PIPC_OK);
    expect(pipc_references_new(&references, NULL) == PIPC_OK);
    expect(!pipc_is_open(component));
    expect_forked(pipc_open(component, NULL, &error));
    expect_forked(pipc_close(component, NULL, &error));
    expect_forked(pipc_configure(component, config, &error));
    expect_forked(pipc_set_references(component, references, &error));
    pipc_unset_references(component);
    pipc_config_params_free(config);
    pipc_references_free(references);
}

static void check_calls(tests_echo_client *client)
{
    expect_forked(echo_client_say(client, NULL, "x", &error));
    expect(pipc_grpc_client_state(&client->client) == PIPC_GRPC_CLIENT_CLOSED);
    expect_forked(
        pipc_grpc_client_wait_for_state(&client->client, PIPC_GRPC_CLIENT_READY, 60000, &error));
}

static void check_new_ones(void)
{
    static pair others;
    pipc_component *client = &others.client.client.component;

    init_both(&others);
    configure_component(client, "connection.host=127.0.0.1;connection.port=1");
    expect_forked(pipc_open(&others.service.service.service.component, NULL, &error));
    expect_forked(pipc_open(client, NULL, &error));
    dispose_both(&others);
}

static void check_that_nothing_works(void *argument)
{
    pair *self = argument;

    own_memory_install();
    check_lifecycle(&self->client.client.component);
    check_lifecycle(&self->service.service.service.component);
    check_calls(&self->client);
    check_new_ones();
    for (int i = 0; i < 2; i++) {
        pipc_dispose(&self->client.client.component);
        pipc_dispose(&self->service.service.service.component);
    }
    check_calls(&self->client);
}

static void what_is_open_is_the_parents_alone(void **state)
{
    (void)state;
    init_both(&both);
    assert_true(open_both(&both));
    echo_client_check(&both.client, "before");
    in_child(check_that_nothing_works, &both);
    echo_client_check(&both.client, "after");
    dispose_both(&both);
}

static void check_stream(void *argument)
{
    pipc_grpc_client_stream *stream = argument;
    const ProtobufCMessage *answer = NULL;
    ProtobufCMessage *response = NULL;
    Tests__Text text = TESTS__TEXT__INIT;

    expect_forked(pipc_grpc_client_stream_write(stream, &text.base, &error));
    expect_forked(pipc_grpc_client_stream_read(stream, &answer, &error));
    expect_forked(pipc_grpc_client_stream_writes_done(stream, &error));
    expect_forked(pipc_grpc_client_stream_finish(stream, &response, &error));
    pipc_grpc_client_stream_cancel(stream);
    pipc_grpc_client_stream_free(stream);
}

static void check_chat(pipc_grpc_client_stream *stream)
{
    const ProtobufCMessage *answer = NULL;
    Tests__Text text = TESTS__TEXT__INIT;
    pipc_error *error = NULL;

    text.text = (char *)"x";
    assert_ok(pipc_grpc_client_stream_write(stream, &text.base, &error), error);
    assert_int_equal(pipc_grpc_client_stream_read(stream, &answer, &error), 1);
}

static void a_stream_is_the_parents_alone(void **state)
{
    streams *self = *state;
    pipc_grpc_client_stream *stream = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_grpc_client_stream_open(&self->client, &streams_methods[CHAT], NULL, NULL,
                                           &stream, &error),
              error);
    check_chat(stream);
    in_child(check_stream, stream);
    check_chat(stream);
    pipc_grpc_client_stream_free(stream);
}

static void check_event_loop(void *argument)
{
    pipc_event_loop *loop = argument;

    expect(pipc_event_loop_fd(loop) == -1);
    expect(pipc_event_loop_process(loop) == 0);
    check_lifecycle(&loop->component);
    pipc_dispose(&loop->component);
    pipc_event_loop_init(loop);
    expect(pipc_open(&loop->component, NULL, NULL) == PIPC_OK);
    expect(pipc_event_loop_fd(loop) >= 0);
    pipc_dispose(&loop->component);
}

static void an_event_loop_is_the_parents_alone_and_may_be_opened_anew(void **state)
{
    pipc_event_loop loop;
    pipc_error *error = NULL;

    (void)state;
    pipc_event_loop_init(&loop);
    assert_ok(pipc_open(&loop.component, NULL, &error), error);
    in_child(check_event_loop, &loop);
    assert_true(pipc_event_loop_fd(&loop) >= 0);
    pipc_dispose(&loop.component);
}

/* --- under load ----------------------------------------------------------------------------- */

static atomic_bool stopping;

static void *call_again_and_again(void *client)
{
    intptr_t code = PIPC_OK;

    while (code == PIPC_OK && !atomic_load(&stopping))
        code = echo_client_say(client, NULL, "x", NULL);
    return (void *)code;
}

/* Whatever locks were held as it forked. */
static void a_fork_in_the_midst_of_calls_hangs_nobody(void **state)
{
    pthread_t threads[CALLERS];
    void *code;

    (void)state;
    init_both(&both);
    assert_true(open_both(&both));
    atomic_store(&stopping, false);
    for (int i = 0; i < CALLERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, call_again_and_again, &both.client), 0);
    for (int i = 0; i < FORKS_UNDER_LOAD; i++)
        in_child(check_that_nothing_works, &both);
    atomic_store(&stopping, true);
    for (int i = 0; i < CALLERS; i++) {
        pthread_join(threads[i], &code);
        assert_int_equal((intptr_t)code, PIPC_OK);
    }
    dispose_both(&both);
}

/* --- handlers ------------------------------------------------------------------------------- */

static int fork_and_return_on_both_sides(pipc_call *call, pipc_error **error)
{
    int status = 0;
    pid_t child = fork();

    (void)error;
    if (child == 0) {
        alarm(LIMIT_S);
        expect(pipc_call_wait_cancelled(call, -1));
        return PIPC_OK;
    }
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return PIPC_E_INTERNAL;
    return WEXITSTATUS(status) == EXIT_FAILURE ? PIPC_OK : PIPC_E_INTERNAL;
}

static void a_child_that_returns_from_a_handler_ends(void **state)
{
    Tests__Text request = TESTS__TEXT__INIT;
    Tests__Text *response = NULL;
    pipc_error *error = NULL;

    (void)state;
    init_both(&both);
    assert_true(open_both(&both));
    echo_set_say(&both.service, fork_and_return_on_both_sides);
    assert_ok(tests_echo_client_say(&both.client, NULL, &request, &response, &error), error);
    tests__text__free_unpacked(response, NULL);
    echo_set_say(&both.service, NULL);
    echo_client_check(&both.client, "after");
    dispose_both(&both);
}

/* The sockets that this process has, which exec has given it. */
static int count_sockets(void)
{
    DIR *directory = opendir("/proc/self/fd");
    char target[64];
    int count = 0;

    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        ssize_t length = readlinkat(dirfd(directory), entry->d_name, target, sizeof target);

        count += length > 7 && memcmp(target, "socket:", 7) == 0;
    }
    closedir(directory);
    return count;
}

static void exec_myself(void *standard_sockets)
{
    execl("/proc/self/exe", "test_forks", "count-sockets", (char *)standard_sockets, (char *)NULL);
}

static void a_parent_whose_child_execs_goes_on_and_gives_it_no_sockets(void **state)
{
    char before[16];

    (void)state;
    snprintf(before, sizeof before, "%d", count_sockets());
    init_both(&both);
    assert_true(open_both(&both));
    echo_client_check(&both.client, "before");
    in_child(exec_myself, before);
    echo_client_check(&both.client, "after");
    dispose_both(&both);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_opened_after_the_fork_works),
        cmocka_unit_test(what_was_closed_before_the_fork_is_opened_again_on_both_sides),
        cmocka_unit_test(a_daemon_opens_what_its_first_process_has_configured),
        cmocka_unit_test(what_is_open_is_the_parents_alone),
        cmocka_unit_test_setup_teardown(a_stream_is_the_parents_alone, streams_setup,
                                        streams_teardown),
        cmocka_unit_test(an_event_loop_is_the_parents_alone_and_may_be_opened_anew),
        cmocka_unit_test(a_fork_in_the_midst_of_calls_hangs_nobody),
        cmocka_unit_test(a_child_that_returns_from_a_handler_ends),
        cmocka_unit_test(a_parent_whose_child_execs_goes_on_and_gives_it_no_sockets),
    };

    if (argc == 3 && strcmp(argv[1], "count-sockets") == 0)
        return count_sockets() == strtol(argv[2], NULL, 10) ? 0 : 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
