/* What a thread catches of the core's completions is as good as another's, and its round knows. */
#include "support/cmocka.h"

#include <grpc/grpc.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grpc/loop.h"
#include "grpc/round.h"
#include "support/streams.h"

enum { MESSAGES = 2000 };

/* --- a core of which each thread catches what is somebody else's ---------------------------- */

typedef struct disguise {
    pipc__tag tag;
    pipc__tag *own;
} disguise;

static atomic_bool disguises;
static atomic_bool fails;          /* what is sent and caught next */
static _Thread_local bool sending; /* this thread, since it caught something last */
static atomic_int caught;
static atomic_int handed_on;

int __real_grpc_completion_queue_thread_local_cache_flush(grpc_completion_queue *queue, void **tag,
                                                          int *ok);
int __wrap_grpc_completion_queue_thread_local_cache_flush(grpc_completion_queue *queue, void **tag,
                                                          int *ok);

static void fire(pipc__tag *tag, bool ok)
{
    disguise *self = PIPC_CONTAINER_OF(tag, disguise, tag);
    pipc__tag *own = self->own;

    free(self);
    atomic_fetch_add(&handed_on, 1);
    own->fire(own, ok);
}

int __wrap_grpc_completion_queue_thread_local_cache_flush(grpc_completion_queue *queue, void **tag,
                                                          int *ok)
{
    int found = __real_grpc_completion_queue_thread_local_cache_flush(queue, tag, ok);
    disguise *other;

    atomic_fetch_add(&caught, found);
    if (found != 0 && sending && atomic_exchange(&fails, false))
        *ok = 0;
    sending = false;
    if (found == 0 || !atomic_load(&disguises))
        return found;
    other = malloc(sizeof *other);
    assert_non_null(other);
    other->tag.fire = fire;
    other->own = *tag;
    *tag = &other->tag;
    return found;
}

/* --- rounds that count ---------------------------------------------------------------------- */

static atomic_int sent;
static atomic_int gone;

pipc__round_mark __real_pipc__round_sends(grpc_call *call);
pipc__round_mark __wrap_pipc__round_sends(grpc_call *call);
void __real_pipc__round_sent(pipc__round_mark mark);
void __wrap_pipc__round_sent(pipc__round_mark mark);

pipc__round_mark __wrap_pipc__round_sends(grpc_call *call)
{
    sending = true;
    atomic_fetch_add(&sent, 1);
    return __real_pipc__round_sends(call);
}

void __wrap_pipc__round_sent(pipc__round_mark mark)
{
    atomic_fetch_add(&gone, mark.round != NULL);
    __real_pipc__round_sent(mark);
}

/* --- for cmocka ----------------------------------------------------------------------------- */

static int plain_setup(void **state)
{
    atomic_store(&sent, 0);
    atomic_store(&gone, 0);
    atomic_store(&disguises, false);
    atomic_store(&fails, false);
    atomic_store(&caught, 0);
    atomic_store(&handed_on, 0);
    return streams_setup(state);
}

static int disguised_setup(void **state)
{
    int code = plain_setup(state);

    atomic_store(&disguises, true);
    return code;
}

static int teardown(void **state)
{
    int code = streams_teardown(state);

    assert_int_equal(atomic_load(&handed_on), atomic_load(&disguises) ? atomic_load(&caught) : 0);
    assert_int_equal(atomic_load(&gone), atomic_load(&sent));
    return code;
}

/* --- tests ---------------------------------------------------------------------------------- */

static void all_that_is_written_comes_in_order(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(*state, COUNT_DOWN, "2000");
    pipc_error *error = NULL;

    for (int i = MESSAGES; i > 0; i--) {
        char number[16];

        snprintf(number, sizeof number, "%d", i);
        streams_expect(stream, number);
    }
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
    assert_true(atomic_load(&caught) > 0);
}

/* As that of one whose caller has gone, which nobody knew yet. */
static void what_fails_at_once_is_no_longer_on_its_way(void **state)
{
    pipc_grpc_client_stream *stream;
    pipc_error *error = NULL;

    atomic_store(&fails, true);
    stream = streams_open(*state, COUNT_DOWN, "2000");
    while (streams_read(stream, &error) > 0)
        continue;
    pipc_error_free(error);
    pipc_grpc_client_stream_free(stream);
    streams_wait_for_ended(1);
    assert_int_equal(streams_look().last_code, PIPC_E_FAILED_INVOCATION);
    assert_false(atomic_load(&fails));
}

static void all_that_is_sent_is_read(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(*state, JOIN, NULL);
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;

    for (int i = 0; i < MESSAGES; i++)
        assert_ok(streams_send(stream, "a", &error), error);
    assert_ok(pipc_grpc_client_stream_finish(stream, &response, &error), error);
    assert_int_equal(strlen(((Tests__Text *)response)->text), MESSAGES);
    protobuf_c_message_free_unpacked(response, NULL);
    pipc_grpc_client_stream_free(stream);
}

static void both_sides_may_take_turns(void **state)
{
    pipc_grpc_client_stream *stream = streams_open(*state, CHAT, NULL);
    pipc_error *error = NULL;

    for (int i = 0; i < 200; i++) {
        char text[16];

        snprintf(text, sizeof text, "turn %d", i);
        assert_ok(streams_send(stream, text, &error), error);
        streams_expect(stream, text);
    }
    assert_ok(pipc_grpc_client_stream_writes_done(stream, &error), error);
    assert_int_equal(streams_read(stream, &error), 0);
    pipc_grpc_client_stream_free(stream);
    assert_true(atomic_load(&caught) > 0);
}

#define TESTS(setup)                                                                               \
    cmocka_unit_test_setup_teardown(all_that_is_written_comes_in_order, setup, teardown),          \
        cmocka_unit_test_setup_teardown(what_fails_at_once_is_no_longer_on_its_way, setup,         \
                                        teardown),                                                 \
        cmocka_unit_test_setup_teardown(all_that_is_sent_is_read, setup, teardown),                \
        cmocka_unit_test_setup_teardown(both_sides_may_take_turns, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(plain_setup), TESTS(disguised_setup)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
