/*
 * bench_core_server: by hand on the raw core, as well as can be: registered methods, requests that
 * are posted ahead, one completion queue for all threads. bench_core_server [THREADS]
 */
#include <grpc/grpc_security.h>
#include <grpc/support/time.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/measure.h"
#include "common/server.h"
#include "core/core.h"

/*
 * A core with assertions, as Debian's is, looks through all that is posted, method by method,
 * whenever something completes: more than these few cost more than they save.
 */
enum { POSTED = 8, METHOD_MAX = 8, THREAD_MAX = 64 };

typedef struct core_server {
    grpc_server *server;
    grpc_completion_queue *queue;
    pthread_t threads[THREAD_MAX];
} core_server;

/* A request posted for the next call of a method. */
typedef struct core_slot {
    core_tag tag;
    core_server *server;
    const core_method *method;
    void *registered;
    core_call incoming;
    gpr_timespec deadline;
} core_slot;

static void post(core_slot *self)
{
    self->incoming = (core_call){0};
    grpc_metadata_array_init(&self->incoming.metadata);
    grpc_server_request_registered_call(
        self->server->server, self->registered, &self->incoming.call, &self->deadline,
        &self->incoming.metadata, self->method->has_payload ? &self->incoming.payload : NULL,
        self->server->queue, self->server->queue, &self->tag);
}

static void accept_call(core_tag *tag, bool ok)
{
    core_slot *self = CORE_CONTAINER_OF(tag, core_slot, tag);
    core_call call = self->incoming;

    if (!ok) {
        free(self);
        return;
    }
    post(self);
    self->method->accept(&call);
}

static void *poll(void *argument)
{
    core_server *self = argument;
    grpc_event event;

    do {
        event = grpc_completion_queue_next(self->queue, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
        if (event.type == GRPC_OP_COMPLETE)
            ((core_tag *)event.tag)->fire(event.tag, event.success != 0);
    } while (event.type != GRPC_QUEUE_SHUTDOWN);
    return NULL;
}

static void post_requests(core_server *self, const core_method *method, void *registered)
{
    for (int i = 0; i < POSTED; i++) {
        core_slot *slot = calloc(1, sizeof *slot);

        if (slot == NULL)
            measure_die("out of memory");
        slot->tag.fire = accept_call;
        slot->server = self;
        slot->method = method;
        slot->registered = registered;
        post(slot);
    }
}

static size_t register_methods(core_server *self, const core_method *methods, void **registered)
{
    size_t count = 0;

    for (; methods[count].path != NULL; count++) {
        grpc_server_register_method_payload_handling payload =
            methods[count].has_payload ? GRPC_SRM_PAYLOAD_READ_INITIAL_BYTE_BUFFER
                                       : GRPC_SRM_PAYLOAD_NONE;

        registered[count] =
            grpc_server_register_method(self->server, methods[count].path, NULL, payload, 0);
    }
    return count;
}

/* Returns the port. */
static int start(core_server *self)
{
    grpc_server_credentials *credentials = grpc_insecure_server_credentials_create();
    void *unary[METHOD_MAX];
    void *streams[METHOD_MAX];
    size_t unary_count;
    size_t stream_count;
    int port;

    self->server = grpc_server_create(NULL, NULL);
    self->queue = grpc_completion_queue_create_for_next(NULL);
    grpc_server_register_completion_queue(self->server, self->queue, NULL);
    unary_count = register_methods(self, core_unary_methods, unary);
    stream_count = register_methods(self, core_stream_methods, streams);
    port = grpc_server_add_http2_port(self->server, "127.0.0.1:0", credentials);
    grpc_server_credentials_release(credentials);
    if (port == 0)
        measure_die("there is no port to listen on");
    grpc_server_start(self->server);
    for (size_t i = 0; i < unary_count; i++)
        post_requests(self, &core_unary_methods[i], unary[i]);
    for (size_t i = 0; i < stream_count; i++)
        post_requests(self, &core_stream_methods[i], streams[i]);
    return port;
}

int main(int argc, char **argv)
{
    core_server self = {0};
    long thread_count = argc > 1 ? measure_number(argv[1], 1) : 1;
    int port;

    server_prepare();
    grpc_init();
    port = start(&self);
    for (long i = 0; i < thread_count && i < THREAD_MAX; i++) {
        if (pthread_create(&self.threads[i], NULL, poll, &self) != 0)
            measure_die("there is no thread to be had");
    }
    server_wait(port);
    _exit(EXIT_SUCCESS); /* with whatever runs: how a server ends is not measured */
}
