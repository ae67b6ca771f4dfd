#include "grpc/server.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "grpc/core_server.h"
#include "grpc/library.h"
#include "grpc/server_call.h"
#include "grpc/server_stop.h"

enum {
    /* Requests posted ahead: 8 of them cost a method under load 4 % against 64, 1 costs 8 %. */
    SLOTS_PER_ROUTE_MAX = 16,
    SLOTS_PER_ROUTE_MIN = 1,
    SLOTS_MAX = 1024, /* of all routes, as long as each has one */
    SLOTS_FOR_OTHER_PATHS = 4
};

/* --- those who wait ------------------------------------------------------------------------- */

/* With the mutex held. */
static void wake_all(pipc__server *server)
{
    pipc__condition_broadcast(&server->changed);
    pipc__event_queue_notify(pipc__loop_events(server->loop));
}

void pipc__server_wake_waiters(pipc__server *server)
{
    if (atomic_load(&server->waiters) == 0)
        return;
    pipc__mutex_lock(&server->mutex);
    wake_all(server);
    pipc__mutex_unlock(&server->mutex);
}

bool pipc__server_wait_until(pipc__server *server, bool (*is_over)(void *), void *argument,
                             int64_t deadline_ns)
{
    bool over;

    atomic_fetch_add(&server->waiters, 1);
    pipc__mutex_lock(&server->mutex);
    while (!(over = is_over(argument)) &&
           pipc__condition_wait_until(&server->changed, &server->mutex, deadline_ns)) {
    }
    pipc__mutex_unlock(&server->mutex);
    atomic_fetch_sub(&server->waiters, 1);
    return over || is_over(argument);
}

/* The last to end may be on any thread, which the one that closes the server does not join. */
static void end_one(pipc__server *server)
{
    if (atomic_fetch_sub(&server->under_way, 1) > 1)
        return;
    pipc__mutex_lock(&server->mutex);
    atomic_store(&server->is_idle, true);
    wake_all(server);
    pipc__mutex_unlock(&server->mutex);
}

void pipc__server_call_ended(pipc__server *server)
{
    end_one(server);
}

/* --- posted requests ------------------------------------------------------------------------ */

static void request_call(pipc__slot *slot)
{
    pipc__server *server = slot->server;
    grpc_completion_queue *queue = pipc__loop_queue(server->loop);
    grpc_call_error failure;

    grpc_metadata_array_init(&slot->metadata);
    slot->payload = NULL;
    PIPC__HANDED_OVER(&slot->tag);
    if (slot->route == NULL)
        failure = grpc_server_request_call(server->server, &slot->call, &slot->details,
                                           &slot->metadata, queue, queue, &slot->tag);
    else
        failure = grpc_server_request_registered_call(
            server->server, slot->registered, &slot->call, &slot->deadline, &slot->metadata,
            slot->route->reads_message ? &slot->payload : NULL, queue, queue, &slot->tag);
    assert(failure == GRPC_CALL_OK); /* it fails for arguments that cannot be */
    (void)failure;
}

static void give_up_slot(pipc__slot *slot)
{
    if (slot->route == NULL)
        grpc_call_details_destroy(&slot->details);
    end_one(slot->server);
}

/* Not while the core shuts down: server_stop.c says why. */
static void post(pipc__slot *slot)
{
    pipc__server *server = slot->server;

    atomic_fetch_add(&server->posting, 1);
    if (atomic_load(&server->posts_no_more))
        give_up_slot(slot);
    else
        request_call(slot);
    if (atomic_fetch_sub(&server->posting, 1) == 1 && atomic_load(&server->posts_no_more))
        pipc__server_wake_waiters(server);
}

static void refuse_path(const pipc__incoming_call *incoming, grpc_slice path)
{
    char message[512];

    snprintf(message, sizeof message, "no method %.*s", (int)GRPC_SLICE_LENGTH(path),
             (const char *)GRPC_SLICE_START_PTR(path));
    pipc__server_call_refuse(incoming, GRPC_STATUS_UNIMPLEMENTED, message);
}

/* Calls that nobody has ended yet, as they wait for the program's own loop, or for an answer, are
 * counted together with those whose handlers run. */
static bool is_crowded(const pipc__server *server)
{
    return atomic_load(&server->under_way) > server->slot_count + server->call_max;
}

static void refuse_one_too_many(const pipc__incoming_call *incoming)
{
    pipc__server_call_refuse(incoming, GRPC_STATUS_RESOURCE_EXHAUSTED,
                             "options.max_handlers and options.max_waiting calls are under way "
                             "already");
}

/* The call is handed over after the slot was posted again: the next one need not wait. */
static void hand_over_call(pipc__slot *slot)
{
    pipc__incoming_call incoming = {.server = slot->server,
                                    .call = slot->call,
                                    .metadata = slot->metadata,
                                    .deadline = slot->deadline,
                                    .payload = slot->payload};
    grpc_call_details details = slot->details;

    atomic_fetch_add(&slot->server->under_way, 1);
    if (slot->route == NULL)
        grpc_call_details_init(&slot->details);
    post(slot);
    if (slot->route != NULL) {
        if (is_crowded(slot->server))
            refuse_one_too_many(&incoming);
        else
            slot->route->accept(slot->route, &incoming);
    } else {
        refuse_path(&incoming, details.method);
        grpc_call_details_destroy(&details);
    }
}

static void slot_fired(pipc__tag *tag, bool ok)
{
    pipc__slot *slot = PIPC_CONTAINER_OF(tag, pipc__slot, tag);

    if (ok) {
        hand_over_call(slot);
        return;
    }
    grpc_metadata_array_destroy(&slot->metadata);
    give_up_slot(slot);
}

static size_t slots_per_route(size_t route_count)
{
    size_t slots = route_count == 0 ? 0 : SLOTS_MAX / route_count;

    if (slots > SLOTS_PER_ROUTE_MAX)
        return SLOTS_PER_ROUTE_MAX;
    return slots < SLOTS_PER_ROUTE_MIN ? SLOTS_PER_ROUTE_MIN : slots;
}

static void add_slots(pipc__server *server, pipc__route *route, void *registered, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        pipc__slot *slot = &server->slots[server->slot_count++];

        slot->tag.fire = slot_fired;
        slot->server = server;
        slot->route = route;
        slot->registered = registered;
        if (route == NULL)
            grpc_call_details_init(&slot->details);
    }
}

static int register_routes(pipc__server *server, pipc__route *const *routes, size_t route_count,
                           pipc_error **error)
{
    size_t per_route = slots_per_route(route_count);

    server->slots = pipc__alloc_zeroed((route_count * per_route + SLOTS_FOR_OTHER_PATHS) *
                                       sizeof *server->slots);
    if (server->slots == NULL)
        return pipc_fail_no_memory(error);
    for (size_t i = 0; i < route_count; i++) {
        void *registered = grpc_server_register_method(
            server->server, routes[i]->path, NULL,
            routes[i]->reads_message ? GRPC_SRM_PAYLOAD_READ_INITIAL_BYTE_BUFFER
                                     : GRPC_SRM_PAYLOAD_NONE,
            0);

        if (registered == NULL)
            return pipc_fail(error, PIPC_E_CONFLICT, "DUPLICATE_METHOD",
                             "method %s is served twice", routes[i]->path);
        add_slots(server, routes[i], registered, per_route);
    }
    add_slots(server, NULL, NULL, SLOTS_FOR_OTHER_PATHS);
    return PIPC_OK;
}

/* --- opening -------------------------------------------------------------------------------- */

static void shut_down(pipc__tag *tag, bool ok)
{
    pipc__server *server = PIPC_CONTAINER_OF(tag, pipc__server, shut_down);

    (void)ok;
    atomic_store(&server->is_shut_down, true);
    pipc__server_wake_waiters(server);
}

static pipc__server *new_server(const pipc__server_options *options)
{
    pipc__server *server = pipc__alloc_zeroed(sizeof *server);

    if (server == NULL)
        return NULL;
    pipc__library_acquire();
    server->server = pipc__core_server_create(options, &server->core_acceptor);
    server->request_max_bytes = options->request_max_bytes;
    server->response_limit = options->response_limit;
    server->checks_cardinality = options->checks_cardinality;
    server->call_max = options->loop.handler_max + options->waiting_max;
    server->shut_down.fire = shut_down;
    server->abandon = options->abandon;
    server->argument = options->argument;
    atomic_init(&server->is_idle, true);
    pipc__mutex_init(&server->mutex);
    pipc__condition_init(&server->changed);
    return server;
}

static int start(pipc__server *server, pipc_error **error)
{
    grpc_server_start(server->server);
    atomic_store(&server->under_way, server->slot_count);
    atomic_store(&server->is_idle, server->slot_count == 0);
    for (size_t i = 0; i < server->slot_count; i++)
        post(&server->slots[i]);
    return pipc__port_list_start(&server->ports, error);
}

int pipc__server_open(const pipc__connection *connection, const pipc__server_options *options,
                      pipc__route *const *routes, size_t route_count, pipc__server **out,
                      pipc_error **error)
{
    pipc__server *server = new_server(options);
    int code;

    if (server == NULL)
        return pipc_fail_no_memory(error);
    code = pipc__loop_start(&options->loop, &server->loop, error);
    if (code == PIPC_OK) {
        grpc_server_register_completion_queue(server->server, pipc__loop_queue(server->loop), NULL);
        code = register_routes(server, routes, route_count, error);
    }
    if (code == PIPC_OK)
        code = pipc__port_list_bind(&server->ports, server->server, &server->core_acceptor,
                                    connection, options, error);
    if (code == PIPC_OK)
        code = start(server, error);
    if (code != PIPC_OK) {
        pipc__server_close(server, 0);
        return code;
    }
    *out = server;
    return PIPC_OK;
}

void pipc__server_close(pipc__server *server, long timeout_ms)
{
    if (server == NULL)
        return;
    if (server->loop != NULL)
        pipc__server_stop(server, timeout_ms);
    pipc__loop_stop(server->loop);
    grpc_server_destroy(server->server);
    pipc__port_list_dispose(&server->ports);
    pipc__condition_dispose(&server->changed);
    pipc__mutex_dispose(&server->mutex);
    pipc__free(server->slots);
    pipc__free(server);
    pipc__library_release();
}

int pipc__server_port(const pipc__server *server)
{
    return server->ports.count == 0 ? 0 : server->ports.numbers[0];
}

const int *pipc__server_ports(const pipc__server *server)
{
    return server->ports.numbers;
}

int pipc__server_request_max_bytes(const pipc__server *server)
{
    return server->request_max_bytes;
}

const pipc__size_limit *pipc__server_response_limit(const pipc__server *server)
{
    return &server->response_limit;
}

bool pipc__server_checks_cardinality(const pipc__server *server)
{
    return server->checks_cardinality;
}

pipc__loop *pipc__server_loop(pipc__server *server)
{
    return server->loop;
}
