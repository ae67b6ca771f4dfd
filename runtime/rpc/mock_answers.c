/* What a mock is to answer. */
#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/sync.h"
#include "messages/message_copy.h"
#include "rpc/mock.h"

static void free_answer(pipc__mock_answer *self)
{
    for (size_t i = 0; i < self->count; i++)
        pipc__message_copy_free(self->responses[i]);
    pipc_error_free(self->failure);
    pipc__free(self);
}

/* Takes the failure in any case. */
static int new_answer(const pipc_grpc_mock_answer *given, pipc__mock_answer **out,
                      pipc_error **error)
{
    const char *responses = given->responses;
    pipc__mock_answer *self =
        pipc__alloc_zeroed(sizeof *self + given->count * sizeof self->responses[0]);
    int code = PIPC_OK;

    if (self == NULL) {
        pipc_error_free(given->failure);
        return pipc_fail_no_memory(error);
    }
    self->references = 1;
    self->failure = given->failure;
    self->at_end = given->at_end;
    while (code == PIPC_OK && self->count < given->count) {
        const ProtobufCMessage *response; /* a cast of the array would break aliasing */

        memcpy(&response, responses + self->count * sizeof response, sizeof response);
        code = pipc__message_copy(response, &self->responses[self->count], error);
        self->count += code == PIPC_OK;
    }
    if (code == PIPC_OK)
        *out = self;
    else
        free_answer(self);
    return code;
}

/* With the mutex held. */
static void let_go(pipc__mock_answer *self)
{
    if (self != NULL && --self->references == 0)
        free_answer(self);
}

/* Takes `answer`. */
static void keep(pipc_grpc_mock_method *self, pipc__mock_answer *answer, size_t times)
{
    pipc__mock_answer **last = &self->answers;

    answer->times = times;
    pipc__mutex_lock(&self->mock->mutex);
    if (times == 0) {
        let_go(answer);
    } else if (times == PIPC_GRPC_MOCK_ALWAYS) {
        let_go(self->standing_answer);
        self->standing_answer = answer;
    } else {
        while (*last != NULL)
            last = &(*last)->next;
        *last = answer;
    }
    pipc__mutex_unlock(&self->mock->mutex);
}

static int set_answer(pipc_grpc_mock_method *self, const pipc_grpc_mock_answer *given, bool at_once,
                      size_t times, pipc_error **error)
{
    pipc__mock_answer *answer = NULL;
    int code = new_answer(given, &answer, error);

    if (answer == NULL)
        return code;
    answer->at_once = at_once;
    keep(self, answer, times);
    return PIPC_OK;
}

int pipc_grpc_mock_set_answer(pipc_grpc_mock *self, size_t row, const pipc_grpc_mock_answer *answer,
                              size_t times, pipc_error **error)
{
    return set_answer(pipc__mock_method(self, row), answer, false, times, error);
}

int pipc_grpc_mock_fail(pipc_grpc_mock_method *self, pipc_error *failure, size_t times,
                        pipc_error **error)
{
    pipc_grpc_mock_answer answer = {.failure = failure};

    if (failure == NULL)
        return pipc_fail(error, PIPC_E_BAD_REQUEST, "NO_FAILURE",
                         "%s is to fail with no error, expected one", self->method->path);
    return set_answer(self, &answer, true, times, error);
}

pipc__mock_answer *pipc__mock_answer_hold(pipc_grpc_mock_method *self)
{
    pipc__mock_answer *answer;

    pipc__mutex_lock(&self->mock->mutex);
    answer = self->answers == NULL ? self->standing_answer : self->answers;
    if (answer != NULL)
        answer->references++;
    if (answer != NULL && answer != self->standing_answer && --answer->times == 0) {
        self->answers = answer->next;
        let_go(answer);
    }
    pipc__mutex_unlock(&self->mock->mutex);
    return answer;
}

void pipc__mock_answer_let_go(pipc_grpc_mock *mock, pipc__mock_answer *answer)
{
    pipc__mutex_lock(&mock->mutex);
    let_go(answer);
    pipc__mutex_unlock(&mock->mutex);
}

void pipc__mock_answers_clear(pipc_grpc_mock_method *self)
{
    pipc__mock_answer *next;

    for (pipc__mock_answer *answer = self->answers; answer != NULL; answer = next) {
        next = answer->next;
        let_go(answer);
    }
    let_go(self->standing_answer);
    self->answers = NULL;
    self->standing_answer = NULL;
}
