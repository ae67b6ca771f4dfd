#include "rpc/health.h"

#include <string.h>

#include <pipc/call.h>
#include <pipc/error.h>
#include <pipc/grpc_health.h>

#include "base/alloc.h"
#include "grpc/endpoint.h"
#include "grpc/health/v1/health.pipc.h"
#include "grpc/parts.h"
#include "rpc/health_statuses.h"
#include "rpc/open_calls.h"
#include "rpc/service.h"

typedef Grpc__Health__V1__HealthCheckRequest check_request;
typedef Grpc__Health__V1__HealthCheckResponse check_response;
typedef Grpc__Health__V1__HealthCheckResponse__ServingStatus serving_status;

#define SERVING GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING
#define NOT_SERVING GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__NOT_SERVING
#define SERVICE_UNKNOWN GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVICE_UNKNOWN

typedef struct health {
    pipc__companion companion;
    pipc_grpc_endpoint *endpoint;
    grpc_health_v1_health_service service;
    pipc__open_calls watches; /* its mutex guards the rest */
    pipc__health_statuses said;
} health;

/* In the memory of its call. */
typedef struct watch {
    grpc_health_v1_health_watch_listener listener;
    pipc__open_call open_call;
    health *health;
    grpc_health_v1_health_watch_writer *writer;
    const char *service; /* borrowed from the request */
    serving_status told;
    bool has_told;
} watch;

static health *health_of(pipc__companion *companion)
{
    return PIPC_CONTAINER_OF(companion, health, companion);
}

static health *health_of_service(grpc_health_v1_health_service *service)
{
    return PIPC_CONTAINER_OF(service, health, service);
}

/* --- what is told --------------------------------------------------------------------------- */

/* With the mutex held, and while the endpoint is open: its services stay the same. */
static serving_status status_of(const health *self, const char *service)
{
    pipc__registration *registration =
        pipc__registrations_find(pipc__endpoint_registrations(self->endpoint), service);
    int said = pipc__health_statuses_get(&self->said, service);

    if (registration == NULL && said < 0 && service[0] != '\0')
        return SERVICE_UNKNOWN;
    if (!self->watches.is_open || (registration != NULL && !pipc__parts_are_serving(registration)))
        return NOT_SERVING;
    return said < 0 ? SERVING : (serving_status)said;
}

/* With the mutex held. One that is not taken now follows when `writable` is called, if it is still
 * so then. */
static int tell(watch *self, pipc_error **error)
{
    check_response response = GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__INIT;
    int code;

    response.status = status_of(self->health, self->service);
    if (self->has_told && response.status == self->told)
        return PIPC_OK;
    code = grpc_health_v1_health_watch_writer_write(self->writer, &response, error);
    if (code != PIPC_OK)
        return code == PIPC_PENDING ? PIPC_OK : code;
    self->told = response.status;
    self->has_told = true;
    return PIPC_OK;
}

/*
 * With the mutex held. A watch that cannot be told is moved to `broken`, as it would be wrong from
 * now on; who is over already is about to be told so.
 */
static void tell_or_break(watch *self, pipc__list *broken)
{
    if (tell(self, NULL) == PIPC_E_NO_MEMORY)
        pipc__open_call_move(&self->open_call, broken);
}

static void tell_all(health *self, pipc__list *broken)
{
    pipc__list *all = &self->watches.all;
    pipc__list *next;

    for (pipc__list *link = all->next; link != all; link = next) {
        next = link->next;
        tell_or_break(PIPC_CONTAINER_OF(link, watch, open_call.link), broken);
    }
}

static void services_changed(pipc__companion *companion)
{
    health *self = health_of(companion);
    pipc__list broken;

    pipc__list_init(&broken);
    pipc__mutex_lock(&self->watches.mutex);
    tell_all(self, &broken);
    pipc__mutex_unlock(&self->watches.mutex);
    pipc__open_calls_finish(&broken, PIPC_E_NO_MEMORY);
}

/* --- the rpcs ------------------------------------------------------------------------------- */

static int check(grpc_health_v1_health_service *service, pipc_call *call,
                 const check_request *request, check_response *response, pipc_error **error)
{
    health *self = health_of_service(service);

    (void)call;
    pipc__mutex_lock(&self->watches.mutex);
    response->status = status_of(self, request->service);
    pipc__mutex_unlock(&self->watches.mutex);
    if (response->status != SERVICE_UNKNOWN)
        return PIPC_OK;
    return pipc_fail(error, PIPC_E_NOT_FOUND, "UNKNOWN_SERVICE",
                     "the health of %s is not known, expected a service of this endpoint",
                     request->service);
}

static void writable(grpc_health_v1_health_watch_listener *listener,
                     grpc_health_v1_health_watch_writer *writer)
{
    watch *self = PIPC_CONTAINER_OF(listener, watch, listener);
    health *all = self->health;
    pipc__list broken;

    (void)writer;
    pipc__list_init(&broken);
    pipc__mutex_lock(&all->watches.mutex);
    if (pipc__open_call_is_listed(&self->open_call))
        tell_or_break(self, &broken);
    pipc__mutex_unlock(&all->watches.mutex);
    pipc__open_calls_finish(&broken, PIPC_E_NO_MEMORY);
}

static void cancelled(grpc_health_v1_health_watch_listener *listener,
                      grpc_health_v1_health_watch_writer *writer)
{
    watch *self = PIPC_CONTAINER_OF(listener, watch, listener);

    (void)writer;
    pipc__open_calls_end(&self->health->watches, &self->open_call, PIPC_E_FAILED_INVOCATION);
}

static int begin_watch(watch *self, pipc_error **error)
{
    pipc__open_calls *watches = &self->health->watches;
    int code;

    if (!watches->is_open)
        return pipc__open_calls_fail_closing(error);
    grpc_health_v1_health_watch_listen(self->writer, &self->listener);
    code = tell(self, error);
    if (code == PIPC_OK)
        pipc__open_calls_add(watches, &self->open_call);
    return code;
}

static int watch_health(grpc_health_v1_health_service *service, pipc_call *call,
                        const check_request *request, grpc_health_v1_health_watch_writer *writer,
                        pipc_error **error)
{
    health *self = health_of_service(service);
    watch *new_watch = pipc_call_alloc(call, sizeof *new_watch);
    int code;

    if (new_watch == NULL)
        return pipc_fail_no_memory(error);
    *new_watch = (watch){
        .listener = {.writable = writable, .cancelled = cancelled},
        .open_call = {.call = call},
        .health = self,
        .writer = writer,
        .service = request->service,
    };
    pipc__mutex_lock(&self->watches.mutex);
    code = begin_watch(new_watch, error);
    pipc__mutex_unlock(&self->watches.mutex);
    return code == PIPC_OK ? PIPC_PENDING : code;
}

static const grpc_health_v1_health_handlers handlers = {
    .check = check,
    .watch = watch_health,
};

/* --- the companion -------------------------------------------------------------------------- */

static pipc__companion *make(pipc_grpc_endpoint *endpoint)
{
    health *self = pipc__alloc_zeroed(sizeof *self);

    if (self == NULL)
        return NULL;
    self->companion.companion_class = &pipc__health_class;
    self->endpoint = endpoint;
    pipc__open_calls_init(&self->watches);
    return &self->companion;
}

static int open_health(pipc__companion *companion, pipc_error **error)
{
    health *self = health_of(companion);

    grpc_health_v1_health_service_init(&self->service, &handlers);
    pipc__open_calls_set_open(&self->watches, true);
    return pipc__service_open_at(&self->service.service, self->endpoint, error);
}

/* First they are told; nobody is to wait for a change then that does not come. */
static void closing(pipc__companion *companion)
{
    health *self = health_of(companion);
    pipc__list over, broken;

    pipc__list_init(&broken);
    pipc__mutex_lock(&self->watches.mutex);
    self->watches.is_open = false;
    tell_all(self, &broken);
    pipc__open_calls_move_all(&self->watches, &over);
    pipc__mutex_unlock(&self->watches.mutex);
    pipc__open_calls_finish(&broken, PIPC_E_NO_MEMORY);
    pipc__open_calls_finish(&over, PIPC_E_NO_RESPONSE);
}

static void close_health(pipc__companion *companion)
{
    health *self = health_of(companion);

    pipc__open_calls_set_open(&self->watches, false);
    pipc_dispose(&self->service.service.component);
}

static void free_health(pipc__companion *companion)
{
    health *self = health_of(companion);

    pipc__health_statuses_dispose(&self->said);
    pipc__open_calls_dispose(&self->watches);
    pipc__free(self);
}

const pipc__companion_class pipc__health_class = {
    .option = "options.health",
    .make = make,
    .open = open_health,
    .services_changed = services_changed,
    .closing = closing,
    .close = close_health,
    .free = free_health,
};

/* --- what the program says ------------------------------------------------------------------ */

int pipc_grpc_health_set_status(pipc_grpc_endpoint *endpoint, const char *service,
                                pipc_grpc_health_status status, pipc_error **error)
{
    pipc__companion *companion = pipc__endpoint_companion(endpoint, PIPC__COMPANION_HEALTH);
    bool is_kept;

    if (companion == NULL)
        return pipc_fail(error, PIPC_E_INVALID_STATE, "HEALTH_OFF",
                         "the health of \"%s\" is set at an endpoint without options.health",
                         service);
    if ((int)status < 0 || status > PIPC_GRPC_HEALTH_NOT_SERVING)
        return pipc_fail(error, PIPC_E_BAD_REQUEST, "BAD_STATUS",
                         "the health of \"%s\" is set to %d, expected a pipc_grpc_health_status",
                         service, (int)status);
    pipc__mutex_lock(&health_of(companion)->watches.mutex);
    is_kept = pipc__health_statuses_set(&health_of(companion)->said, service, (int)status);
    pipc__mutex_unlock(&health_of(companion)->watches.mutex);
    if (!is_kept)
        return pipc_fail_no_memory(error);
    services_changed(companion);
    return PIPC_OK;
}

void pipc_grpc_health_clear_status(pipc_grpc_endpoint *endpoint, const char *service)
{
    pipc__companion *companion = pipc__endpoint_companion(endpoint, PIPC__COMPANION_HEALTH);

    if (companion == NULL)
        return;
    pipc__mutex_lock(&health_of(companion)->watches.mutex);
    pipc__health_statuses_clear(&health_of(companion)->said, service);
    pipc__mutex_unlock(&health_of(companion)->watches.mutex);
    services_changed(companion);
}
