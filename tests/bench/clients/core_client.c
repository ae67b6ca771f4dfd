/* bench_core_client: a client by hand on the raw core, as well as can be. */
#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpc/support/time.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/client.h"
#include "common/measure.h"
#include "summator.pb-c.h"

typedef struct core_client {
    grpc_channel *channel;
    void *method;
    grpc_completion_queue *queue; /* of asynchronous calls */
} core_client;

/* One call. */
typedef struct core_exchange {
    grpc_call *call;
    grpc_byte_buffer *request;
    grpc_byte_buffer *response;
    grpc_metadata_array initial;
    grpc_metadata_array trailing;
    grpc_status_code status;
    grpc_slice message;
} core_exchange;

static grpc_byte_buffer *write_request(void)
{
    Number1 request = NUMBER1__INIT;
    grpc_slice slice;
    grpc_byte_buffer *buffer;

    request.value1 = 3.5F;
    request.value2 = 4.25F;
    slice = grpc_slice_malloc(number1__get_packed_size(&request));
    number1__pack(&request, GRPC_SLICE_START_PTR(slice));
    buffer = grpc_raw_byte_buffer_create(&slice, 1);
    grpc_slice_unref(slice);
    return buffer;
}

static void check_response(grpc_byte_buffer *bytes)
{
    grpc_byte_buffer_reader reader;
    grpc_slice all = grpc_empty_slice();
    grpc_slice *slice = &all;
    Number2 *response;

    if (!grpc_byte_buffer_reader_init(&reader, bytes))
        measure_die("a message came that cannot be read");
    if (bytes->data.raw.slice_buffer.count == 1)
        grpc_byte_buffer_reader_peek(&reader, &slice);
    else
        all = grpc_byte_buffer_reader_readall(&reader);
    response = number2__unpack(NULL, GRPC_SLICE_LENGTH(*slice), GRPC_SLICE_START_PTR(*slice));
    if (response == NULL)
        measure_die("a message came that is none");
    client_check(response->value);
    number2__free_unpacked(response, NULL);
    grpc_slice_unref(all);
    grpc_byte_buffer_reader_destroy(&reader);
}

static void begin(core_exchange *self, const core_client *client, grpc_completion_queue *queue,
                  void *tag)
{
    gpr_timespec deadline =
        gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_seconds(10, GPR_TIMESPAN));
    grpc_op ops[6];

    memset(self, 0, sizeof *self);
    memset(ops, 0, sizeof ops);
    self->request = write_request();
    ops[0].op = GRPC_OP_SEND_INITIAL_METADATA;
    ops[1].op = GRPC_OP_SEND_MESSAGE;
    ops[1].data.send_message.send_message = self->request;
    ops[2].op = GRPC_OP_SEND_CLOSE_FROM_CLIENT;
    ops[3].op = GRPC_OP_RECV_INITIAL_METADATA;
    ops[3].data.recv_initial_metadata.recv_initial_metadata = &self->initial;
    ops[4].op = GRPC_OP_RECV_MESSAGE;
    ops[4].data.recv_message.recv_message = &self->response;
    ops[5].op = GRPC_OP_RECV_STATUS_ON_CLIENT;
    ops[5].data.recv_status_on_client.trailing_metadata = &self->trailing;
    ops[5].data.recv_status_on_client.status = &self->status;
    ops[5].data.recv_status_on_client.status_details = &self->message;
    self->call = grpc_channel_create_registered_call(client->channel, NULL, GRPC_PROPAGATE_DEFAULTS,
                                                     queue, client->method, deadline, NULL);
    if (grpc_call_start_batch(self->call, ops, 6, tag, NULL) != GRPC_CALL_OK)
        measure_die("the core refused a batch");
}

static void end(core_exchange *self)
{
    if (self->status != GRPC_STATUS_OK || self->response == NULL)
        measure_die("a call ended with status %d", (int)self->status);
    check_response(self->response);
    grpc_byte_buffer_destroy(self->request);
    grpc_byte_buffer_destroy(self->response);
    grpc_metadata_array_destroy(&self->initial);
    grpc_metadata_array_destroy(&self->trailing);
    grpc_slice_unref(self->message);
    grpc_call_unref(self->call);
}

/* --- blocking ------------------------------------------------------------------------------- */

/* A thread plucks from a queue of its own, which it keeps as long as it lives. */
static grpc_completion_queue *own_queue(void)
{
    static _Thread_local grpc_completion_queue *queue;

    if (queue == NULL)
        queue = grpc_completion_queue_create_for_pluck(NULL);
    return queue;
}

static void call_and_wait(void *owner)
{
    core_exchange exchange;
    grpc_completion_queue *queue = own_queue();

    begin(&exchange, owner, queue, &exchange);
    grpc_completion_queue_pluck(queue, &exchange, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
    end(&exchange);
}

/* --- asynchronous --------------------------------------------------------------------------- */

typedef struct pending {
    core_exchange exchange;
    client_slot *slot;
} pending;

static void begin_pending(client_slot *slot)
{
    core_client *client = slot->owner;
    pending *self = malloc(sizeof *self);

    if (self == NULL)
        measure_die("out of memory");
    self->slot = slot;
    client_started(slot);
    begin(&self->exchange, client, client->queue, self);
}

static void *poll(void *argument)
{
    core_client *client = argument;

    for (;;) {
        grpc_event event =
            grpc_completion_queue_next(client->queue, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
        pending *done = event.tag;

        if (event.type != GRPC_OP_COMPLETE)
            return NULL;
        end(&done->exchange);
        if (client_goes_on(done->slot)) {
            client_started(done->slot);
            begin(&done->exchange, client, client->queue, done);
        } else {
            free(done);
        }
    }
}

static void run_async(const client_options *options, core_client *client)
{
    pthread_t thread;

    client->queue = grpc_completion_queue_create_for_next(NULL);
    if (pthread_create(&thread, NULL, poll, client) != 0)
        measure_die("there is no thread to be had");
    client_run_async(options, begin_pending, client);
    grpc_completion_queue_shutdown(client->queue);
    pthread_join(thread, NULL);
    grpc_completion_queue_destroy(client->queue);
}

int main(int argc, char **argv)
{
    client_options options = client_read_options(argc, argv);
    grpc_channel_credentials *credentials;
    core_client client = {0};
    char target[32];

    snprintf(target, sizeof target, "127.0.0.1:%d", options.port);
    grpc_init();
    credentials = grpc_insecure_credentials_create();
    client.channel = grpc_channel_create(target, credentials, NULL);
    client.method = grpc_channel_register_call(client.channel, "/Summator/sum", NULL, NULL);
    grpc_channel_credentials_release(credentials);
    if (strcmp(options.kind, "blocking") == 0)
        client_run_blocking(&options, call_and_wait, &client);
    else if (strcmp(options.kind, "async") == 0)
        run_async(&options, &client);
    else
        measure_die("no client is called %s", options.kind);
    grpc_channel_destroy(client.channel);
    return EXIT_SUCCESS;
}
