/* Messages whose memory is used again for those of other calls. */
#include "support/cmocka.h"

#include <stdlib.h>
#include <string.h>

#include "support/echo.h"

enum { THREADS = 4, CALLS_EACH = 20, LARGEST = 400 * 1024 };

typedef struct caller {
    pthread_t thread;
    tests_echo_client *client;
    int number;
    int failures;
} caller;

/* Texts of several sizes, each of which differs from all others that are under way. */
static void *make_calls(void *argument)
{
    caller *self = argument;
    char *text = malloc(LARGEST + 1);

    for (int i = 0; i < CALLS_EACH; i++) {
        size_t length = (size_t)(LARGEST - i * self->number * 4000);

        memset(text, 'a' + self->number, length);
        text[length - 1] = (char)('a' + i);
        text[length] = '\0';
        self->failures += echo_client_say(self->client, NULL, text, NULL) != PIPC_OK;
    }
    free(text);
    return NULL;
}

static void each_gets_its_own_answer(void **state)
{
    echo service;
    tests_echo_client client;
    caller callers[THREADS];

    (void)state;
    echo_init(&service);
    echo_open(&service);
    echo_client_open(&client, echo_port(&service), "");
    for (int i = 0; i < THREADS; i++) {
        callers[i] = (caller){.client = &client, .number = i};
        assert_int_equal(pthread_create(&callers[i].thread, NULL, make_calls, &callers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(callers[i].thread, NULL);
        assert_int_equal(callers[i].failures, 0);
    }
    pipc_dispose(&client.client.component);
    echo_dispose(&service);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_gets_its_own_answer)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
