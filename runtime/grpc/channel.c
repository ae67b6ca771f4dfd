#include "grpc/channel.h"

#include <assert.h>
#include <grpc/grpc_posix.h>
#include <grpc/grpc_security.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/sync.h"
#include "grpc/arguments.h"
#include "grpc/connect_failure.h"
#include "grpc/credentials.h"
#include "grpc/library.h"
#include "grpc/lookout.h"
#include "grpc/message_compression.h"

struct pipc__channel {
    grpc_channel *channel;
    bool is_given;     /* over a connection that there was: the core tells nothing of its state */
    pipc__sight sight; /* of any other */
    int response_max_bytes;
    pipc__mutex mutex; /* guards all below */
    pipc__pluck_queue *idle_queues;
    pipc__list members;
    bool closed;
};

/* By credentials of the core's own: others it would refuse. */
static grpc_channel *create_over(int fd, const grpc_channel_args *list)
{
    grpc_channel_credentials *plain = grpc_insecure_credentials_create();
    grpc_channel *channel = grpc_channel_create_from_fd("direct", fd, plain, list);

    grpc_channel_credentials_release(plain);
    return channel;
}

static grpc_channel *create_core_channel(const pipc__connection *connection,
                                         const pipc__channel_options *options,
                                         grpc_channel_credentials *credentials)
{
    pipc__arguments arguments = {.count = 0};
    grpc_channel_args list;

    /* The core's own retries abort the process when a peer's trailers lack grpc-status. */
    pipc__arguments_add(&arguments, GRPC_ARG_ENABLE_RETRIES, 0);
    pipc__arguments_add(&arguments, GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH,
                        options->response_max_bytes);
    pipc__arguments_add(&arguments, GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0); /* see codec.c */
    if (pipc__compression_is_on(options->compression))
        pipc__arguments_add(&arguments, GRPC_COMPRESSION_CHANNEL_DEFAULT_ALGORITHM,
                            (int)pipc__compression_algorithm(options->compression));
    /* Not the core's third one, for the least: it is how long an attempt may take. */
    pipc__arguments_add(&arguments, GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, options->backoff_min_ms);
    pipc__arguments_add(&arguments, GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, options->backoff_max_ms);
    pipc__bounds_add(&options->bounds, &arguments);
    if (options->lb_policy != NULL)
        pipc__arguments_add_text(&arguments, GRPC_ARG_LB_POLICY_NAME, options->lb_policy);
    if (connection->authority != NULL)
        pipc__arguments_add_text(&arguments, GRPC_ARG_DEFAULT_AUTHORITY, connection->authority);
    if (connection->secure && options->credential->server_name != NULL)
        pipc__arguments_add_text(&arguments, GRPC_SSL_TARGET_NAME_OVERRIDE_ARG,
                                 options->credential->server_name);
    list = pipc__arguments_get(&arguments);
    if (options->fd == NULL)
        return grpc_channel_create(connection->target, credentials, &list);
    return create_over(*options->fd, &list);
}

/* Makes the core's channel, and has an eye on it. Takes `credentials`. */
static int create_channel(pipc__channel *channel, const pipc__connection *connection,
                          const pipc__channel_options *options,
                          grpc_channel_credentials *credentials, pipc_error **error)
{
    int code;

    channel->is_given = options->fd != NULL;
    channel->channel = create_core_channel(connection, options, credentials);
    grpc_channel_credentials_release(credentials);
    if (channel->is_given)
        return PIPC_OK;
    code = pipc__lookout_add(&channel->sight, channel->channel, error);
    if (code != PIPC_OK)
        grpc_channel_destroy(channel->channel);
    return code;
}

static void free_channel(pipc__channel *channel)
{
    pipc__mutex_dispose(&channel->mutex);
    pipc__free(channel);
    pipc__library_release();
}

int pipc__channel_open(const pipc__connection *connection, const pipc__channel_options *options,
                       pipc__channel **out, pipc_error **error)
{
    pipc__channel *channel = pipc__alloc_zeroed(sizeof *channel);
    grpc_channel_credentials *credentials = NULL;
    int code;

    if (channel == NULL)
        return pipc_fail_no_memory(error);
    pipc__library_acquire();
    pipc__mutex_init(&channel->mutex);
    pipc__list_init(&channel->members);
    channel->response_max_bytes = options->response_max_bytes;
    code = pipc__client_credentials_create(connection->secure, options->credential, &credentials,
                                           error);
    if (code == PIPC_OK)
        code = create_channel(channel, connection, options, credentials, error);
    if (code != PIPC_OK) {
        free_channel(channel);
        return code;
    }
    *out = channel;
    return PIPC_OK;
}

static void destroy_queue(pipc__pluck_queue *queue)
{
    grpc_event event;

    grpc_completion_queue_shutdown(queue->queue);
    event =
        grpc_completion_queue_pluck(queue->queue, NULL, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
    assert(event.type == GRPC_QUEUE_SHUTDOWN);
    (void)event;
    grpc_completion_queue_destroy(queue->queue);
    pipc__free(queue);
}

static void destroy_channel(pipc__channel *channel)
{
    for (pipc__pluck_queue *queue; (queue = channel->idle_queues) != NULL;) {
        channel->idle_queues = queue->next;
        destroy_queue(queue);
    }
    if (channel->is_given)
        grpc_channel_destroy(channel->channel);
    else
        pipc__lookout_destroy(&channel->sight);
    free_channel(channel);
}

static void cancel_member(pipc__channel_member *member)
{
    member->cancelled = true;
    member->cancel(member);
}

void pipc__channel_close(pipc__channel *channel)
{
    bool empty;

    if (channel == NULL)
        return;
    pipc__mutex_lock(&channel->mutex);
    channel->closed = true;
    empty = pipc__list_is_empty(&channel->members);
    for (pipc__list *link = channel->members.next; link != &channel->members; link = link->next)
        cancel_member(PIPC_CONTAINER_OF(link, pipc__channel_member, link));
    pipc__mutex_unlock(&channel->mutex);
    if (empty)
        destroy_channel(channel);
}

void pipc__channel_add(pipc__channel *channel, pipc__channel_member *member)
{
    pipc__mutex_lock(&channel->mutex);
    member->cancelled = false;
    pipc__list_add(&channel->members, &member->link);
    pipc__mutex_unlock(&channel->mutex);
}

void pipc__channel_remove(pipc__channel *channel, pipc__channel_member *member, grpc_call *call)
{
    bool was_last;

    /* The call goes under the mutex: a close that cancels it does so before, and waits for it to be
     * gone before it destroys the channel. */
    pipc__mutex_lock(&channel->mutex);
    pipc__list_remove(&member->link);
    grpc_call_unref(call);
    was_last = channel->closed && pipc__list_is_empty(&channel->members);
    pipc__mutex_unlock(&channel->mutex);
    if (was_last)
        destroy_channel(channel);
}

bool pipc__channel_has_cancelled(pipc__channel *channel, const pipc__channel_member *member)
{
    bool cancelled;

    pipc__mutex_lock(&channel->mutex);
    cancelled = member->cancelled;
    pipc__mutex_unlock(&channel->mutex);
    return cancelled;
}

/* --- connecting ----------------------------------------------------------------------------- */

static const char *state_name(grpc_connectivity_state state)
{
    static const char *const names[] = {
        [GRPC_CHANNEL_IDLE] = "IDLE",
        [GRPC_CHANNEL_CONNECTING] = "CONNECTING",
        [GRPC_CHANNEL_READY] = "READY",
        [GRPC_CHANNEL_TRANSIENT_FAILURE] = "TRANSIENT_FAILURE",
        [GRPC_CHANNEL_SHUTDOWN] = "SHUTDOWN",
    };

    return names[state];
}

static int fail_to_connect(const pipc__connection *connection, int64_t timeout_ms,
                           grpc_connectivity_state state, const char *reason, pipc_error **error)
{
    const char *meaning = pipc__connect_failure_explain(reason, connection->secure);
    int code = pipc_fail(error, PIPC_E_NO_RESPONSE, "CANNOT_CONNECT",
                         "no connection to %s within the %lld ms of options.connect_timeout: "
                         "the channel is %s%s%s",
                         connection->uri, (long long)timeout_ms, state_name(state),
                         reason[0] == '\0' ? "" : ": ", reason);

    if (error == NULL)
        return code;
    pipc_error_set_detail(*error, "url", connection->uri);
    if (meaning != NULL)
        pipc_error_set_cause(*error, meaning);
    else if (reason[0] != '\0')
        pipc_error_set_cause(*error, reason);
    return code;
}

/* What the core says of a connection that has failed, "" where it says nothing. */
static int read_reason(pipc__channel *channel, char *out, size_t size, pipc_error **error)
{
    pipc__pluck_queue *queue = pipc__channel_take_queue(channel);

    if (queue == NULL)
        return pipc_fail_no_memory(error);
    pipc__connect_failure_read(channel->channel, queue->queue, out, size);
    pipc__channel_return_queue(channel, queue);
    return PIPC_OK;
}

int pipc__channel_connect(pipc__channel *channel, const pipc__connection *connection,
                          int64_t timeout_ms, pipc_error **error)
{
    const bool never = false;
    grpc_connectivity_state state =
        pipc__channel_wait_for_state(channel, GRPC_CHANNEL_READY, timeout_ms, &never);
    char reason[512] = "";
    int code = PIPC_OK;

    if (state == GRPC_CHANNEL_READY)
        return PIPC_OK;
    if (state == GRPC_CHANNEL_TRANSIENT_FAILURE)
        code = read_reason(channel, reason, sizeof reason, error);
    return code == PIPC_OK ? fail_to_connect(connection, timeout_ms, state, reason, error) : code;
}

grpc_connectivity_state pipc__channel_state(pipc__channel *channel)
{
    if (channel->is_given)
        return GRPC_CHANNEL_READY;
    return grpc_channel_check_connectivity_state(channel->channel, 0);
}

grpc_connectivity_state pipc__channel_wait_for_state(pipc__channel *channel,
                                                     grpc_connectivity_state state,
                                                     int64_t timeout_ms, const bool *cancelled)
{
    if (channel->is_given)
        return GRPC_CHANNEL_READY;
    return pipc__lookout_wait(&channel->sight, state, pipc__deadline_ns(pipc__now_ns(), timeout_ms),
                              cancelled);
}

/* --- calls ---------------------------------------------------------------------------------- */

void *pipc__channel_register(pipc__channel *channel, const char *path)
{
    return grpc_channel_register_call(channel->channel, path, NULL, NULL);
}

grpc_call *pipc__channel_create_call(pipc__channel *channel, void *registered,
                                     pipc__server_call *parent, grpc_completion_queue *queue,
                                     gpr_timespec deadline)
{
    bool parent_lives = parent != NULL && pipc__server_call_hold(parent);
    grpc_call *call;

    pipc__channel_is_read(channel);
    call = grpc_channel_create_registered_call(
        channel->channel, parent_lives ? parent->incoming.call : NULL, GRPC_PROPAGATE_DEFAULTS,
        queue, registered, deadline, NULL);
    if (parent_lives)
        pipc__server_call_let_go(parent);
    else if (parent != NULL)
        grpc_call_cancel(call, NULL);
    return call;
}

void pipc__channel_is_read(pipc__channel *channel)
{
    if (!channel->is_given)
        pipc__lookout_step_aside(&channel->sight);
}

pipc__message_origin pipc__channel_origin(const pipc__channel *channel, grpc_call *call)
{
    return (pipc__message_origin){.call = call, .max_bytes = channel->response_max_bytes};
}

pipc__pluck_queue *pipc__channel_take_queue(pipc__channel *channel)
{
    pipc__pluck_queue *queue;

    pipc__mutex_lock(&channel->mutex);
    queue = channel->idle_queues;
    if (queue != NULL)
        channel->idle_queues = queue->next;
    pipc__mutex_unlock(&channel->mutex);
    if (queue == NULL) {
        queue = pipc__alloc(sizeof *queue);
        if (queue == NULL)
            return NULL;
        queue->queue = grpc_completion_queue_create_for_pluck(NULL);
    }
    return queue;
}

void pipc__channel_return_queue(pipc__channel *channel, pipc__pluck_queue *queue)
{
    pipc__mutex_lock(&channel->mutex);
    queue->next = channel->idle_queues;
    channel->idle_queues = queue;
    pipc__mutex_unlock(&channel->mutex);
}
