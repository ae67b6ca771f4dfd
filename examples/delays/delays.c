/* delays: a service and a client in one thread, which waits for everything in one epoll. */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "delays.pipc.h"

/* What epoll watches: a descriptor, and what to do when it is readable. */
typedef struct watch watch;
struct watch {
    int fd;
    void (*ready)(watch *self);
};

static int epoll_fd;

static int watch_start(watch *self)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = self};

    return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, self->fd, &event);
}

static void watch_stop(watch *self)
{
    epoll_ctl(epoll_fd, EPOLL_CTL_DEL, self->fd, NULL);
    close(self->fd);
}

/* --- the service ---------------------------------------------------------------------------- */

/* A call that waits for its timer; in memory of the call, and gone with it. */
typedef struct waiting_call {
    pipc_call *call;
    pipc_call_listener listener;
    watch timer;
} waiting_call;

static void finish(waiting_call *self, int code)
{
    watch_stop(&self->timer);
    pipc_call_finish(self->call, code, NULL);
}

static void time_is_over(watch *timer)
{
    finish(PIPC_CONTAINER_OF(timer, waiting_call, timer), PIPC_OK);
}

static void nobody_waits(pipc_call_listener *listener, pipc_call *call)
{
    (void)call;
    finish(PIPC_CONTAINER_OF(listener, waiting_call, listener), PIPC_E_FAILED_INVOCATION);
}

static int start_timer(watch *timer, int64_t milliseconds)
{
    struct itimerspec time = {
        .it_value = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000}};

    timer->ready = time_is_over;
    timer->fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    if (timer->fd < 0)
        return -1;
    if (timerfd_settime(timer->fd, 0, &time, NULL) == 0 && watch_start(timer) == 0)
        return 0;
    close(timer->fd);
    return -1;
}

/* Does not wait: the call is finished when its timer has run out. */
static int wait_as_asked(delays_delays_service *service, pipc_call *call,
                         const Delays__Delay *request, Delays__Delay *response, pipc_error **error)
{
    waiting_call *self = pipc_call_alloc(call, sizeof *self);

    (void)service;
    if (self == NULL)
        return PIPC_E_NO_MEMORY;
    if (request->milliseconds < 1)
        return pipc_fail(error, PIPC_E_BAD_REQUEST, "BAD_DELAY",
                         "milliseconds is %lld, expected 1 at least",
                         (long long)request->milliseconds);
    self->call = call;
    self->listener.cancelled = nobody_waits;
    if (start_timer(&self->timer, request->milliseconds) != 0)
        return pipc_fail(error, PIPC_E_TOO_MANY_REQUESTS, "NO_TIMER",
                         "the system has no timer to give");
    response->milliseconds = request->milliseconds;
    pipc_call_listen(call, &self->listener);
    return PIPC_PENDING;
}

static const delays_delays_handlers handlers = {.wait = wait_as_asked};

/* --- the client ----------------------------------------------------------------------------- */

enum { CALLS = 3 };

static delays_delays_client_wait_listener listeners[CALLS];
static int calls_left = CALLS;

static void done(delays_delays_client_wait_listener *self, int code, Delays__Delay *response,
                 pipc_error *error)
{
    (void)self;
    if (code == PIPC_OK)
        printf("after %lld ms\n", (long long)response->milliseconds);
    else
        fprintf(stderr, "delays: %s\n", pipc_error_message(error));
    if (response != NULL)
        delays__delay__free_unpacked(response, NULL);
    pipc_error_free(error);
    calls_left--;
}

/* The longest delay is asked for first, and answered last. */
static int call(delays_delays_client *client, pipc_error **error)
{
    int code = PIPC_OK;

    for (int i = 0; i < CALLS && code == PIPC_OK; i++) {
        Delays__Delay request = DELAYS__DELAY__INIT;

        request.milliseconds = 60 - 20 * i;
        listeners[i].done = done;
        code = delays_delays_client_wait_async(client, NULL, &request, &listeners[i], error);
    }
    return code;
}

/* --- the loop ------------------------------------------------------------------------------- */

/* pipc's part in it: a descriptor like all others, and a function to call. */
typedef struct pipc_watch {
    watch watch;
    pipc_event_loop event_loop;
} pipc_watch;

static void process(watch *self)
{
    pipc_event_loop_process(&PIPC_CONTAINER_OF(self, pipc_watch, watch)->event_loop);
}

static void run_until_answered(void)
{
    struct epoll_event event;

    while (calls_left > 0)
        if (epoll_wait(epoll_fd, &event, 1, -1) == 1) {
            watch *ready = event.data.ptr;

            ready->ready(ready);
        }
}

/* Service and client find the event loop among their references. */
static int open_at(pipc_component *component, const char *port, const pipc_references *references,
                   pipc_error **error)
{
    pipc_config_params *config = NULL;
    int code = pipc_config_params_from_tuples(&config, error, "connection.host", "127.0.0.1",
                                              "connection.port", port, NULL);

    if (code == PIPC_OK)
        code = pipc_configure(component, config, error);
    if (code == PIPC_OK)
        code = pipc_set_references(component, references, error);
    if (code == PIPC_OK)
        code = pipc_open(component, NULL, error);
    pipc_config_params_free(config);
    return code;
}

static int open_loop(pipc_watch *self, pipc_references *references, pipc_error **error)
{
    int code = pipc_open(&self->event_loop.component, NULL, error);

    if (code == PIPC_OK)
        code = pipc_references_put(references, "pipc:event-loop:default:default:1.0",
                                   &self->event_loop.component, error);
    if (code != PIPC_OK)
        return code;
    self->watch = (watch){.fd = pipc_event_loop_fd(&self->event_loop), .ready = process};
    if (watch_start(&self->watch) != 0)
        return pipc_fail(error, PIPC_E_INTERNAL, "NO_EPOLL", "the system has no epoll to give");
    return PIPC_OK;
}

static int run(pipc_watch *loop, delays_delays_service *service, delays_delays_client *client,
               pipc_references *references, pipc_error **error)
{
    char port[16];
    int code = open_loop(loop, references, error);

    if (code == PIPC_OK)
        code = open_at(&service->service.component, "0", references, error);
    if (code != PIPC_OK)
        return code;
    snprintf(port, sizeof port, "%d",
             pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&service->service)));
    code = open_at(&client->client.component, port, references, error);
    if (code == PIPC_OK)
        code = call(client, error);
    if (code == PIPC_OK)
        run_until_answered();
    return code;
}

int main(void)
{
    pipc_watch loop;
    delays_delays_service service;
    delays_delays_client client;
    pipc_references *references = NULL;
    pipc_error *error = NULL;
    int code;

    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    pipc_event_loop_init(&loop.event_loop);
    delays_delays_service_init(&service, &handlers);
    delays_delays_client_init(&client);
    code = pipc_references_new(&references, &error);
    if (code == PIPC_OK)
        code = run(&loop, &service, &client, references, &error);
    if (code != PIPC_OK)
        fprintf(stderr, "delays: %s\n", pipc_error_message(error));
    pipc_error_free(error);
    pipc_dispose(&client.client.component);
    pipc_dispose(&service.service.component);
    pipc_dispose(&loop.event_loop.component);
    pipc_references_free(references);
    close(epoll_fd);
    return code == PIPC_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
