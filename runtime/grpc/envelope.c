#include "grpc/envelope.h"

#include <grpc/support/alloc.h>
#include <grpc/support/time.h>
#include <stdio.h>
#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "grpc/core_metadata.h"
#include "grpc/message_compression.h"
#include "grpc/status.h"
#include "grpc/status_details.h"

/* Of the metadata that are sent besides the user's: the correlation id, the compression, the span,
 * how often it was sent before, and the name of the attempt. */
enum { OWN_METADATA_MAX = 5 };

/* By how much the core's timers, which count whole milliseconds, may be early. */
enum { EARLY_MS = 5 };

/* As gRPC over HTTP2 defines an ASCII value, of which the core's own check is the measure. */
static int check_correlation_id(grpc_slice value, const char *text, pipc_error **error)
{
    size_t at = 0;

    if (grpc_header_nonbin_value_is_legal(value))
        return PIPC_OK;
    while (text[at] >= 0x20 && text[at] <= 0x7e)
        at++;
    return pipc_fail(error, PIPC_E_BAD_REQUEST, "BAD_CORRELATION_ID",
                     "a correlation id cannot be sent: its byte %zu is 0x%02x, "
                     "expected printable ASCII only",
                     at + 1, (unsigned char)text[at]);
}

static int make_room(pipc__envelope *self, size_t count, pipc_error **error)
{
    self->sent = self->room;
    if (count <= PIPC__ENVELOPE_ROOM)
        return PIPC_OK;
    self->sent = pipc__alloc(count * sizeof *self->sent);
    if (self->sent != NULL)
        return PIPC_OK;
    self->sent = self->room;
    return pipc_fail_no_memory(error);
}

static int write_correlation_id(pipc__envelope *self, const char *correlation_id,
                                pipc_error **error)
{
    grpc_slice value;

    if (correlation_id == NULL || correlation_id[0] == '\0')
        return PIPC_OK;
    value = grpc_slice_from_copied_string(correlation_id);
    self->sent[0].key = grpc_slice_from_static_string("correlation_id");
    self->sent[0].value = value;
    self->sent_count = 1;
    return check_correlation_id(value, correlation_id, error);
}

int pipc__envelope_init(pipc__envelope *self, const char *correlation_id,
                        const pipc_metadata *metadata, pipc_error **error)
{
    int code;

    memset(self, 0, sizeof *self);
    self->message = grpc_empty_slice();
    grpc_metadata_array_init(&self->initial_metadata);
    grpc_metadata_array_init(&self->trailing_metadata);
    code = make_room(self, pipc_metadata_count(metadata) + OWN_METADATA_MAX, error);
    if (code == PIPC_OK)
        code = write_correlation_id(self, correlation_id, error);
    if (code == PIPC_OK)
        self->sent_count =
            (size_t)(pipc__core_metadata_write(metadata, &self->sent[self->sent_count]) -
                     self->sent);
    return code;
}

void pipc__envelope_compress(pipc__envelope *self, pipc_grpc_compression compression)
{
    grpc_metadata *entry = &self->sent[self->sent_count];

    if (compression == PIPC_GRPC_COMPRESSION_DEFAULT)
        return;
    entry->key = grpc_slice_from_static_string(GRPC_COMPRESSION_REQUEST_ALGORITHM_MD_KEY);
    entry->value = grpc_slice_from_static_string(pipc__compression_name(compression));
    self->sent_count++;
}

static void remove_sent(pipc__envelope *self, const char *key)
{
    size_t kept = 0;

    for (size_t i = 0; i < self->sent_count; i++)
        if (grpc_slice_str_cmp(self->sent[i].key, key) == 0)
            pipc__core_metadata_unref(&self->sent[i], 1);
        else
            self->sent[kept++] = self->sent[i];
    self->sent_count = kept;
}

void pipc__envelope_trace(pipc__envelope *self, const char *traceparent)
{
    grpc_metadata *entry;

    remove_sent(self, "traceparent");
    entry = &self->sent[self->sent_count++];
    entry->key = grpc_slice_from_static_string("traceparent");
    entry->value = grpc_slice_from_copied_string(traceparent);
}

void pipc__envelope_count_attempts(pipc__envelope *self, long previous)
{
    grpc_metadata *entry = &self->sent[self->sent_count];
    char text[24];

    snprintf(text, sizeof text, "%ld", previous);
    entry->key = grpc_slice_from_static_string("grpc-previous-rpc-attempts");
    entry->value = grpc_slice_from_copied_string(text);
    self->sent_count++;
}

void pipc__envelope_dispose(pipc__envelope *self)
{
    pipc__core_metadata_unref(self->sent, self->sent_count);
    if (self->sent != self->room)
        pipc__free(self->sent);
    grpc_metadata_array_destroy(&self->initial_metadata);
    grpc_metadata_array_destroy(&self->trailing_metadata);
    grpc_slice_unref(self->message);
    gpr_free((void *)self->origin);
}

grpc_op pipc__envelope_op(pipc__envelope *self, grpc_op_type type)
{
    grpc_op op;

    memset(&op, 0, sizeof op);
    op.op = type;
    if (type == GRPC_OP_SEND_INITIAL_METADATA) {
        op.data.send_initial_metadata.count = self->sent_count;
        op.data.send_initial_metadata.metadata = self->sent;
        if (self->wait_for_ready)
            op.flags = GRPC_INITIAL_METADATA_WAIT_FOR_READY |
                       GRPC_INITIAL_METADATA_WAIT_FOR_READY_EXPLICITLY_SET;
    } else if (type == GRPC_OP_RECV_INITIAL_METADATA) {
        op.data.recv_initial_metadata.recv_initial_metadata = &self->initial_metadata;
    } else if (type == GRPC_OP_RECV_STATUS_ON_CLIENT) {
        op.data.recv_status_on_client.trailing_metadata = &self->trailing_metadata;
        op.data.recv_status_on_client.status = &self->status;
        op.data.recv_status_on_client.status_details = &self->message;
        if (self->asks_origin)
            op.data.recv_status_on_client.error_string = &self->origin;
    }
    return op;
}

static bool find_trailing(const pipc__envelope *self, const char *key, grpc_slice *value)
{
    for (size_t i = 0; i < self->trailing_metadata.count; i++) {
        const grpc_metadata *entry = &self->trailing_metadata.metadata[i];

        *value = entry->value;
        if (grpc_slice_str_cmp(entry->key, key) == 0)
            return true;
    }
    return false;
}

void pipc__envelope_ask_origin(pipc__envelope *self)
{
    grpc_metadata *entry = &self->sent[self->sent_count];

    self->asks_origin = true;
    self->attempt = pipc__attempt_name_new();
    entry->key = grpc_slice_from_static_string(PIPC__ATTEMPT_KEY);
    entry->value = grpc_slice_from_copied_string(self->attempt.text);
    self->sent_count++;
}

/*
 * A channel without a connection fails calls with this text, before they are given to anybody. A
 * server may send the same, as one that was called on the way did to it: then the core says so. All
 * else, a connection that is lost too, may be about a call that was seen.
 */
static bool may_have_been_sent(const pipc__envelope *self)
{
    static const char unconnected[] = "failed to connect to all addresses";
    size_t length = sizeof unconnected - 1;

    return self->origin == NULL || strstr(self->origin, "received from peer") != NULL ||
           GRPC_SLICE_LENGTH(self->message) < length ||
           memcmp(GRPC_SLICE_START_PTR(self->message), unconnected, length) != 0;
}

/*
 * What the core says of a call that it had not begun to send, or that the other side has said it
 * had not seen, when a connection ended in good order. It tells that in no other way, and a server
 * may pass on the same; but not while a connection has ended.
 */
static bool is_left_behind(const pipc__envelope *self, bool is_connected)
{
    return !is_connected && self->initial_metadata.count == 0 &&
           self->trailing_metadata.count == 0 &&
           grpc_slice_str_cmp(self->message, "GOAWAY received") == 0;
}

bool pipc__envelope_may_have_run(const pipc__envelope *self, bool is_connected)
{
    return may_have_been_sent(self) && !pipc__refusal_is_for(self->message, &self->attempt) &&
           !is_left_behind(self, is_connected);
}

/* A number of up to ten digits, and nothing else. */
static bool read_digits(grpc_slice value, int64_t *number)
{
    const uint8_t *digits = GRPC_SLICE_START_PTR(value);
    size_t length = GRPC_SLICE_LENGTH(value);

    if (length == 0 || length > 10)
        return false;
    *number = 0;
    for (size_t i = 0; i < length; i++) {
        if (digits[i] < '0' || digits[i] > '9')
            return false;
        *number = *number * 10 + (digits[i] - '0');
    }
    return true;
}

pipc__pushback pipc__envelope_pushback(const pipc__envelope *self, int64_t *delay_ms)
{
    grpc_slice value;

    if (!find_trailing(self, "grpc-retry-pushback-ms", &value))
        return PIPC__PUSHBACK_NONE;
    return read_digits(value, delay_ms) ? PIPC__PUSHBACK_LATER : PIPC__PUSHBACK_NEVER;
}

int pipc__envelope_result(const pipc__envelope *self, pipc_error **error)
{
    grpc_slice details;

    if (self->status == GRPC_STATUS_OK)
        return PIPC_OK;
    if (find_trailing(self, "grpc-status-details-bin", &details))
        return pipc__fail_with_details(error, (int)self->status, self->message, details);
    return pipc__fail_with_status(error, (int)self->status, self->message);
}

gpr_timespec pipc__deadline_after_ms(int64_t timeout_ms)
{
    if (timeout_ms == 0)
        return gpr_inf_future(GPR_CLOCK_MONOTONIC);
    return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                        gpr_time_from_millis(timeout_ms, GPR_TIMESPAN));
}

int64_t pipc__deadline_left_ms(gpr_timespec deadline)
{
    gpr_timespec left;

    if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) == 0)
        return INT64_MAX;
    left = gpr_time_sub(deadline, gpr_now(deadline.clock_type));
    if (gpr_time_cmp(left, gpr_time_0(GPR_TIMESPAN)) < 0)
        return 0;
    return left.tv_sec * 1000 + left.tv_nsec / 1000000;
}

bool pipc__deadline_is_over(gpr_timespec deadline)
{
    gpr_timespec early = gpr_time_from_millis(EARLY_MS, GPR_TIMESPAN);

    return gpr_time_cmp(deadline, gpr_time_add(gpr_now(deadline.clock_type), early)) <= 0;
}
