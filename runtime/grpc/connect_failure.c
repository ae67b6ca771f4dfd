#include "grpc/connect_failure.h"

#include <stdio.h>
#include <string.h>

#include <pipc/types.h>

/* No call gets that far: where there is no connection they fail at once. */
enum { CALL_TIMEOUT_MS = 100 };

static void finish(grpc_call *call, grpc_completion_queue *queue, grpc_status_code *status,
                   grpc_slice *text)
{
    grpc_metadata_array ignored;
    grpc_op ops[2];
    grpc_call_error failure;

    memset(ops, 0, sizeof ops);
    grpc_metadata_array_init(&ignored);
    ops[0].op = GRPC_OP_SEND_INITIAL_METADATA;
    ops[1].op = GRPC_OP_RECV_STATUS_ON_CLIENT;
    ops[1].data.recv_status_on_client.trailing_metadata = &ignored;
    ops[1].data.recv_status_on_client.status = status;
    ops[1].data.recv_status_on_client.status_details = text;
    failure = grpc_call_start_batch(call, ops, PIPC_ARRAY_SIZE(ops), text, NULL);
    if (failure == GRPC_CALL_OK)
        grpc_completion_queue_pluck(queue, text, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
    grpc_metadata_array_destroy(&ignored);
}

void pipc__connect_failure_read(grpc_channel *channel, grpc_completion_queue *queue, char *out,
                                size_t size)
{
    gpr_timespec deadline = gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                                         gpr_time_from_millis(CALL_TIMEOUT_MS, GPR_TIMESPAN));
    grpc_call *call = grpc_channel_create_call(channel, NULL, GRPC_PROPAGATE_DEFAULTS, queue,
                                               grpc_slice_from_static_string("/pipc/connect"), NULL,
                                               deadline, NULL);
    grpc_status_code status = GRPC_STATUS_OK;
    grpc_slice text = grpc_empty_slice();

    finish(call, queue, &status, &text);
    grpc_call_unref(call);
    out[0] = '\0';
    if (status == GRPC_STATUS_UNAVAILABLE)
        snprintf(out, size, "%.*s", (int)GRPC_SLICE_LENGTH(text),
                 (const char *)GRPC_SLICE_START_PTR(text));
    grpc_slice_unref(text);
}

typedef struct explanation {
    const char *text; /* of the core, or of its TLS library */
    const char *meaning;
} explanation;

static const explanation of_tls[] = {
    {"certificate verify failed", "the certificate of the server is signed by no CA that is "
                                  "trusted here, or its time is over"},
    {"is not in peer certificate", "the certificate of the server is for other names"},
    {"wrong version number", "the server does not speak TLS"},
    {" alert ", "the server refused the handshake, maybe for want of a certificate that it trusts"},
    {"Ssl handshake failed", "the handshake of TLS failed"},
    {"Socket closed", "the server hung up in the handshake: it may want a certificate of the "
                      "client, credential.ssl_crt_file, or trust the one it was given not"},
    {"empty address list", "no address is known, or the core cannot use the files of credential"},
};

static const explanation of_plain_text[] = {
    {"Socket closed", "the server hung up at once: it may want TLS, connection.protocol https"},
};

static const char *find(const explanation *all, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (strstr(text, all[i].text) != NULL)
            return all[i].meaning;
    return NULL;
}

const char *pipc__connect_failure_explain(const char *text, bool secure)
{
    /* A server's own words mean what they say. */
    if (strncmp(text, "failed to connect", strlen("failed to connect")) != 0 &&
        strncmp(text, "empty address list", strlen("empty address list")) != 0)
        return NULL;
    return secure ? find(of_tls, PIPC_ARRAY_SIZE(of_tls), text)
                  : find(of_plain_text, PIPC_ARRAY_SIZE(of_plain_text), text);
}
