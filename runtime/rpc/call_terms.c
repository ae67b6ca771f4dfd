#include <pipc/error.h>
#include <pipc/grpc_status.h>
#include <pipc/metadata.h>

#include "component/context.h"
#include "component/fork.h"
#include "grpc/connect_failure.h"
#include "grpc/core_metadata.h"
#include "rpc/client.h"

pipc__call_terms pipc__call_terms_of(const struct pipc__client *client,
                                     const pipc__client_method *row, const pipc_grpc_method *method,
                                     const pipc_context *context)
{
    pipc__call_terms terms = {
        .path = method->path,
        .uri = client->settings.connection.uri,
        .request_limit = client->options.request_limit,
        .compression = pipc__context_compression(context),
        .wait_for_ready = pipc__context_wait_for_ready(context),
        .secure = client->settings.connection.secure,
        .is_direct = client->direct != NULL,
        .cancellation = pipc__context_cancellation(context),
        .initial_metadata = pipc__context_initial_metadata(context),
        .trailing_metadata = pipc__context_trailing_metadata(context),
    };

    terms.timeout_ms = pipc_context_timeout_ms(context);
    if (terms.timeout_ms == PIPC_TIMEOUT_DEFAULT)
        terms.timeout_ms = row->options.timeout_ms;
    terms.deadline = pipc__deadline_after_ms(terms.timeout_ms);
    return terms;
}

void pipc__call_observe(pipc__observation *self, const struct pipc__client *client,
                        const pipc__client_method *row, const pipc_context *context)
{
    pipc__observation_start start;

    self->observers = client->observers;
    if (self->observers == NULL)
        return;
    start.method = (size_t)(row - client->methods);
    start.correlation_id = pipc_context_correlation_id(context);
    start.traceparent = pipc_metadata_get(pipc__context_metadata(context), "traceparent",
                                          &start.traceparent_length);
    pipc__observation_begin_keeping(self, client->observers, &start);
}

int pipc__call_fail_closed(const char *path, pipc_error **error)
{
    if (pipc__fork_has_broken_core())
        return pipc__fork_fail(path, error);
    return pipc_fail(error, PIPC_E_INVALID_STATE, "NOT_OPEN",
                     "the client is not open, %s cannot be called", path);
}

int pipc__call_fail_cancelled(const char *path, pipc_error **error)
{
    return pipc_fail_grpc(error, PIPC_GRPC_CANCELLED, "the call to %s was cancelled", path);
}

int pipc__call_give_initial_metadata(const pipc__call_terms *terms, const pipc__envelope *envelope,
                                     pipc_error **error)
{
    if (terms->initial_metadata == NULL)
        return PIPC_OK;
    return pipc__core_metadata_read(&envelope->initial_metadata, terms->initial_metadata, error);
}

int pipc__call_give_trailing_metadata(const pipc__call_terms *terms, const pipc__envelope *envelope,
                                      pipc_error **error)
{
    if (terms->trailing_metadata == NULL)
        return PIPC_OK;
    return pipc__core_metadata_read(&envelope->trailing_metadata, terms->trailing_metadata, error);
}

/* What the core says of a handshake is only how it ended; we know what it may have ended for. */
static int explain(const pipc__call_terms *terms, int code, pipc_error **error)
{
    const char *meaning;

    if (code != PIPC_E_NO_RESPONSE || error == NULL || pipc_error_cause(*error) != NULL)
        return code;
    meaning = pipc__connect_failure_explain(pipc_error_message(*error), terms->secure);
    if (meaning != NULL)
        pipc_error_set_cause(*error, meaning);
    return code;
}

/* Whatever a service says comes with something; what the core says of a connection does not. */
static bool is_of_ended_connection(const pipc__envelope *envelope)
{
    return envelope->status == GRPC_STATUS_UNAVAILABLE && envelope->trailing_metadata.count == 0;
}

/* A connection within the process is never made again by itself. */
static int fail_endpoint_closed(const pipc__call_terms *terms, const pipc__envelope *envelope,
                                pipc_error **error)
{
    pipc_error *of_core = NULL;
    int code = pipc_fail_grpc(error, PIPC_GRPC_UNAVAILABLE,
                              "the endpoint of this process that %s is called at was closed: close "
                              "the client, and open it again when the endpoint is open",
                              terms->path);

    if (code == PIPC_E_NO_RESPONSE && error != NULL) {
        pipc__envelope_result(envelope, &of_core);
        pipc_error_set_cause(*error, pipc_error_message(of_core));
        pipc_error_free(of_core);
    }
    return code;
}

static int fail_closed_meanwhile(const pipc__call_terms *terms, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_INVALID_STATE, "CLOSED",
                     "the client was closed while %s was called", terms->path);
}

int pipc__call_fate_result(const pipc__call_terms *terms, pipc__call_fate fate, pipc_error **error)
{
    if (fate == PIPC__CALL_CLOSED)
        return fail_closed_meanwhile(terms, error);
    if (fate == PIPC__CALL_CANCELLED)
        return pipc__call_fail_cancelled(terms->path, error);
    return PIPC_OK;
}

/* What the core says of a deadline is only that; we know whose it was and how long. */
int pipc__call_result(const pipc__call_terms *terms, const pipc__envelope *envelope,
                      pipc__call_fate fate, pipc_error **error)
{
    if (envelope->status == GRPC_STATUS_OK)
        return PIPC_OK;
    if (fate == PIPC__CALL_CLOSED)
        return fail_closed_meanwhile(terms, error);
    if (envelope->status == GRPC_STATUS_CANCELLED && fate == PIPC__CALL_CANCELLED)
        return pipc__call_fail_cancelled(terms->path, error);
    if (envelope->status == GRPC_STATUS_DEADLINE_EXCEEDED &&
        pipc__deadline_is_over(terms->deadline))
        return pipc_fail_grpc(error, PIPC_GRPC_DEADLINE_EXCEEDED,
                              "no answer to %s from %s within %lld ms", terms->path, terms->uri,
                              (long long)terms->timeout_ms);
    if (terms->is_direct && is_of_ended_connection(envelope))
        return fail_endpoint_closed(terms, envelope, error);
    return explain(terms, pipc__envelope_result(envelope, error), error);
}
