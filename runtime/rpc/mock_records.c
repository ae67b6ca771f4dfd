/* What a mock was asked. */
#include <string.h>

#include "base/alloc.h"
#include "base/growing_list.h"
#include "base/sync.h"
#include "component/metadata.h"
#include "messages/message_copy.h"
#include "rpc/call.h"
#include "rpc/mock.h"

struct pipc_grpc_mock_call {
    pipc_grpc_mock *mock;
    char *correlation_id;
    pipc_metadata metadata;
    ProtobufCMessage **messages; /* guarded by the mock's mutex */
    size_t message_count;
};

static void free_call(pipc_grpc_mock_call *self)
{
    for (size_t i = 0; i < self->message_count; i++)
        pipc__message_copy_free(self->messages[i]);
    pipc__free(self->messages);
    pipc__metadata_clear(&self->metadata);
    pipc__free(self->correlation_id);
    pipc__free(self);
}

/* Takes `message`, also if there is no memory. */
static int add_message(pipc_grpc_mock_call *self, ProtobufCMessage *message, pipc_error **error)
{
    void *messages = self->messages;
    int code = pipc__list_grow(&messages, self->message_count, sizeof(ProtobufCMessage *), error);

    if (code != PIPC_OK) {
        pipc__message_copy_free(message);
        return code;
    }
    self->messages = messages;
    self->messages[self->message_count++] = message;
    return PIPC_OK;
}

static int fill_in(pipc_grpc_mock_call *self, pipc_call *call, const ProtobufCMessage *request,
                   pipc_error **error)
{
    const char *correlation_id = pipc_call_correlation_id(call);
    const pipc_metadata *metadata = pipc_call_metadata(call);
    ProtobufCMessage *copy = NULL;
    int code;

    if (metadata == NULL)
        return pipc_fail_no_memory(error);
    if (correlation_id != NULL) {
        self->correlation_id = pipc__strdup(correlation_id);
        if (self->correlation_id == NULL)
            return pipc_fail_no_memory(error);
    }
    code = pipc__metadata_add_all(&self->metadata, metadata, error);
    if (code != PIPC_OK || request == NULL)
        return code;
    code = pipc__message_copy(request, &copy, error);
    return code == PIPC_OK ? add_message(self, copy, error) : code;
}

static int new_call(pipc_grpc_mock *mock, pipc_call *call, const ProtobufCMessage *request,
                    pipc_grpc_mock_call **out, pipc_error **error)
{
    pipc_grpc_mock_call *self = pipc__alloc_zeroed(sizeof *self);
    int code;

    if (self == NULL)
        return pipc_fail_no_memory(error);
    self->mock = mock;
    code = fill_in(self, call, request, error);
    if (code == PIPC_OK)
        *out = self;
    else
        free_call(self);
    return code;
}

/* --- streams -------------------------------------------------------------------------------- */

/* Sees what comes on a stream, also after the call's record is gone in a reset. */
typedef struct stream_recorder {
    pipc__stream_witness witness;
    pipc_grpc_mock_method *method;
    size_t serial; /* of the call, among all that were ever recorded */
} stream_recorder;

static int record_message(pipc__stream_witness *witness, const ProtobufCMessage *message,
                          pipc_error **error)
{
    stream_recorder *self = PIPC_CONTAINER_OF(witness, stream_recorder, witness);
    pipc_grpc_mock_method *method = self->method;
    ProtobufCMessage *copy = NULL;
    int code = pipc__message_copy(message, &copy, error);

    if (code != PIPC_OK)
        return code;
    pipc__mutex_lock(&method->mock->mutex);
    if (self->serial >= method->forgotten)
        code = add_message(method->calls[self->serial - method->forgotten], copy, error);
    else
        pipc__message_copy_free(copy);
    pipc__mutex_unlock(&method->mock->mutex);
    return code;
}

static stream_recorder *watch_stream(pipc_grpc_mock_method *self, pipc_call *call)
{
    stream_recorder *recorder = pipc_call_alloc(call, sizeof *recorder);

    if (recorder != NULL)
        *recorder = (stream_recorder){{record_message}, self, 0};
    return recorder;
}

/* --- recording ------------------------------------------------------------------------------ */

/* Takes `call`, also if there is no memory; *serial tells which it is of all. */
static int add_call(pipc_grpc_mock_method *self, pipc_grpc_mock_call *call, size_t *serial,
                    pipc_error **error)
{
    void *calls;
    int code;

    pipc__mutex_lock(&self->mock->mutex);
    calls = self->calls;
    code = pipc__list_grow(&calls, self->call_count, sizeof(pipc_grpc_mock_call *), error);
    if (code == PIPC_OK) {
        self->calls = calls;
        *serial = self->forgotten + self->call_count;
        self->calls[self->call_count++] = call;
        pipc__condition_broadcast(&self->mock->recorded);
    }
    pipc__mutex_unlock(&self->mock->mutex);
    if (code != PIPC_OK)
        free_call(call);
    return code;
}

int pipc__mock_record(pipc_grpc_mock_method *self, pipc_call *call, const ProtobufCMessage *request,
                      pipc_grpc_server_stream *stream, pipc_error **error)
{
    stream_recorder *recorder = NULL;
    pipc_grpc_mock_call *record = NULL;
    size_t serial = 0;
    int code;

    if (stream != NULL && stream->request != NULL) {
        recorder = watch_stream(self, call);
        if (recorder == NULL)
            return pipc_fail_no_memory(error);
    }
    code = new_call(self->mock, call, request, &record, error);
    if (code == PIPC_OK)
        code = add_call(self, record, &serial, error);
    if (code != PIPC_OK || recorder == NULL)
        return code;
    recorder->serial = serial;
    stream->witness = &recorder->witness;
    return PIPC_OK;
}

pipc__mock_records pipc__mock_records_take(pipc_grpc_mock_method *self)
{
    pipc__mock_records records = {self->calls, self->call_count};

    self->forgotten += self->call_count;
    self->calls = NULL;
    self->call_count = 0;
    return records;
}

void pipc__mock_records_free(pipc__mock_records *records)
{
    for (size_t i = 0; i < records->count; i++)
        free_call(records->calls[i]);
    pipc__free(records->calls);
}

/* --- looking at them ------------------------------------------------------------------------ */

size_t pipc_grpc_mock_call_count(pipc_grpc_mock_method *self)
{
    size_t count;

    pipc__mutex_lock(&self->mock->mutex);
    count = self->call_count;
    pipc__mutex_unlock(&self->mock->mutex);
    return count;
}

bool pipc_grpc_mock_wait_for_calls(pipc_grpc_mock_method *self, size_t count, int64_t timeout_ms)
{
    int64_t deadline_ns = pipc__deadline_ns(pipc__now_ns(), timeout_ms < 0 ? 0 : timeout_ms);
    bool waits = true;
    bool enough;

    pipc__mutex_lock(&self->mock->mutex);
    while (self->call_count < count && waits)
        waits = pipc__condition_wait_until(&self->mock->recorded, &self->mock->mutex, deadline_ns);
    enough = self->call_count >= count;
    pipc__mutex_unlock(&self->mock->mutex);
    return enough;
}

const pipc_grpc_mock_call *pipc_grpc_mock_call_at(pipc_grpc_mock_method *self, size_t index)
{
    const pipc_grpc_mock_call *call;

    pipc__mutex_lock(&self->mock->mutex);
    call = index < self->call_count ? self->calls[index] : NULL;
    pipc__mutex_unlock(&self->mock->mutex);
    return call;
}

const char *pipc_grpc_mock_call_correlation_id(const pipc_grpc_mock_call *self)
{
    return self->correlation_id;
}

const pipc_metadata *pipc_grpc_mock_call_metadata(const pipc_grpc_mock_call *self)
{
    return &self->metadata;
}

size_t pipc_grpc_mock_call_message_count(const pipc_grpc_mock_call *self)
{
    size_t count;

    pipc__mutex_lock(&self->mock->mutex);
    count = self->message_count;
    pipc__mutex_unlock(&self->mock->mutex);
    return count;
}

const void *pipc_grpc_mock_request(pipc_grpc_mock *self, size_t row, size_t call, size_t message)
{
    const pipc_grpc_mock_method *method = pipc__mock_method(self, row);
    const ProtobufCMessage *found = NULL;

    pipc__mutex_lock(&self->mutex);
    if (call < method->call_count && message < method->calls[call]->message_count)
        found = method->calls[call]->messages[message];
    pipc__mutex_unlock(&self->mutex);
    return found;
}
