#include "grpc/endpoint.h"

#include <pipc/config_params.h>
#include <pipc/context.h>
#include <pipc/error.h>

#include "base/alloc.h"
#include "base/sync.h"
#include "component/fork.h"
#include "connect/announcement.h"
#include "connect/connect_settings.h"
#include "grpc/endpoint_options.h"
#include "grpc/event_loop.h"

struct pipc__endpoint {
    pipc__connect_settings settings;
    pipc__endpoint_options options;
    pipc__registrations registrations;
    pipc__companions companions;
    pipc_event_loop *event_loop; /* from the references; NULL: none */
    pipc__event_queue *events;   /* its queue, while open */
    pipc__server *server;        /* likewise */
    int port;                    /* read by any thread */
};

static const pipc__connection_defaults defaults = {
    .host = "0.0.0.0", .port = 3000, .listens = true};

static pipc_grpc_endpoint *endpoint_of(pipc_component *component)
{
    return PIPC_CONTAINER_OF(component, pipc_grpc_endpoint, component);
}

/* `init` allocates nothing: the inside is made when something is to be kept there. */
static int need_impl(pipc_grpc_endpoint *self, pipc_error **error)
{
    if (self->impl != NULL)
        return PIPC_OK;
    self->impl = pipc__alloc_zeroed(sizeof *self->impl);
    if (self->impl == NULL)
        return pipc_fail_no_memory(error);
    pipc__registrations_init(&self->impl->registrations);
    return PIPC_OK;
}

/* --- configure ------------------------------------------------------------------------------ */

static int configure(pipc_component *component, const pipc_config_params *config,
                     pipc_error **error)
{
    pipc_grpc_endpoint *self = endpoint_of(component);
    pipc__endpoint_options options;
    pipc__companions_asked asked;
    int code = need_impl(self, error);

    if (code == PIPC_OK)
        code = pipc__endpoint_options_read(config, &options, error);
    if (code == PIPC_OK)
        code = pipc__companions_read(&self->impl->companions, self, config, &asked, error);
    if (code == PIPC_OK)
        code = pipc__connect_settings_configure(&self->impl->settings, config, &defaults, error);
    if (code != PIPC_OK)
        return code;
    self->impl->options = options;
    self->impl->companions.asked = asked;
    return PIPC_OK;
}

static int set_references(pipc_component *component, const pipc_references *references,
                          pipc_error **error)
{
    pipc_grpc_endpoint *self = endpoint_of(component);
    pipc_event_loop *event_loop = NULL;
    int code = need_impl(self, error);

    if (code == PIPC_OK)
        code = pipc__event_loop_find(references, &event_loop, error);
    if (code == PIPC_OK)
        code = pipc__connect_settings_set_references(&self->impl->settings, references, error);
    if (code == PIPC_OK)
        self->impl->event_loop = event_loop;
    return code;
}

static void unset_references(pipc_component *component)
{
    pipc_grpc_endpoint *self = endpoint_of(component);

    if (self->impl == NULL)
        return;
    pipc__connect_settings_unset_references(&self->impl->settings);
    self->impl->event_loop = NULL;
}

/* --- services ------------------------------------------------------------------------------- */

int pipc__endpoint_add(pipc_grpc_endpoint *endpoint, pipc__registration *registration,
                       pipc_error **error)
{
    int code = need_impl(endpoint, error);

    if (code != PIPC_OK)
        return code;
    if (pipc_is_open(&endpoint->component))
        return pipc_fail(error, PIPC_E_INVALID_STATE, "ENDPOINT_OPEN",
                         "service %s comes too late: its endpoint is open already, "
                         "set the references of services before it is opened",
                         registration->name);
    return pipc__registrations_add(&endpoint->impl->registrations, registration, error);
}

void pipc__endpoint_remove(pipc_grpc_endpoint *endpoint, pipc__registration *registration)
{
    if (pipc_is_open(&endpoint->component)) {
        registration->removed = true;
        pipc__endpoint_set_serving(endpoint, registration, false);
    } else {
        pipc__registration_release(registration);
    }
}

void pipc__endpoint_set_serving(pipc_grpc_endpoint *endpoint, pipc__registration *registration,
                                bool serving)
{
    if (atomic_exchange(&registration->serving, serving) != serving)
        pipc__companions_services_changed(&endpoint->impl->companions);
}

const pipc__registrations *pipc__endpoint_registrations(const pipc_grpc_endpoint *endpoint)
{
    return &endpoint->impl->registrations;
}

pipc__companion *pipc__endpoint_companion(const pipc_grpc_endpoint *endpoint, int which)
{
    return endpoint->impl == NULL ? NULL : pipc__companions_get(&endpoint->impl->companions, which);
}

int pipc__endpoint_connect(const pipc_grpc_endpoint *endpoint, int *fd, pipc_error **error)
{
    if (!pipc_is_open(&endpoint->component))
        return pipc_fail(error, PIPC_E_INVALID_STATE, "ENDPOINT_CLOSED",
                         "a client is to call an endpoint of this process that is not open");
    return pipc__server_connect(endpoint->impl->server, fd, error);
}

pipc__event_queue *pipc__endpoint_events(const pipc_grpc_endpoint *endpoint)
{
    return endpoint->impl == NULL ? NULL : endpoint->impl->events;
}

/* --- open and close ------------------------------------------------------------------------- */

static void abandon_calls(void *argument)
{
    struct pipc__endpoint *impl = argument;

    pipc__registrations_abandon(&impl->registrations);
}

static int open_server(struct pipc__endpoint *impl, pipc_error **error)
{
    long threads = impl->options.threads;
    pipc__server_options options = {
        .request_max_bytes = (int)impl->options.request_max_bytes,
        .response_limit = impl->options.response_limit,
        .waiting_max = (size_t)impl->options.waiting_max,
        .bounds = impl->options.bounds,
        .reuse_port = impl->options.reuse_port,
        .checks_cardinality = impl->options.checks_cardinality,
        .compression = impl->options.compression,
        .loop = {.poller_max = threads == 0 ? pipc__processor_count() : (unsigned)threads,
                 .handler_max = (unsigned)impl->options.max_handlers,
                 .events = impl->events},
        .abandon = abandon_calls,
        .argument = impl,
        .credential = &impl->settings.credential,
        .loggers = &impl->settings.loggers,
    };
    size_t count = 0;
    pipc__route **routes = pipc__registrations_routes(&impl->registrations, &count);
    int code;

    if (routes == NULL)
        return pipc_fail_no_memory(error);
    code = pipc__server_open(impl->options.listens ? &impl->settings.connection : NULL, &options,
                             routes, count, &impl->server, error);
    pipc__free(routes);
    return code;
}

static void release_events(struct pipc__endpoint *impl)
{
    pipc__event_queue_unreference(impl->events);
    impl->events = NULL;
}

static int open_with_events(struct pipc__endpoint *impl, pipc_error **error)
{
    int code = pipc__event_loop_get_queue(impl->event_loop, &impl->events, error);

    if (code != PIPC_OK)
        return code;
    code = pipc__companions_open(&impl->companions, error);
    if (code == PIPC_OK) {
        code = open_server(impl, error);
        if (code != PIPC_OK)
            pipc__companions_close(&impl->companions);
    }
    if (code != PIPC_OK)
        release_events(impl);
    return code;
}

static void close_server(struct pipc__endpoint *impl)
{
    pipc__server_close(impl->server, impl->options.shutdown_timeout_ms);
    impl->server = NULL;
    pipc__companions_close(&impl->companions);
    release_events(impl);
}

static void log_opened(const struct pipc__endpoint *impl, const char *correlation_id)
{
    const char *format = "Opened GRPC service at %s";

    if (!impl->options.listens)
        format = "Opened GRPC service for this process only";
    else if (impl->settings.connection.port == 0)
        format = "Opened GRPC service at %s, port %d";
    pipc__loggers_log(&impl->settings.loggers, PIPC_LOG_DEBUG, correlation_id, NULL, format,
                      impl->settings.connection.uri, impl->port);
}

static int open_endpoint(pipc_component *component, const pipc_context *context, pipc_error **error)
{
    struct pipc__endpoint *impl = endpoint_of(component)->impl;
    const char *correlation_id = pipc_context_correlation_id(context);
    int code;

    if (impl == NULL || impl->settings.config == NULL)
        return pipc_fail(error, PIPC_E_INVALID_STATE, "NOT_CONFIGURED",
                         "the endpoint is opened before it was configured");
    code = pipc__fork_check_core("the endpoint", error);
    if (code == PIPC_OK)
        code = pipc__connect_settings_resolve(&impl->settings, &defaults, correlation_id, error);
    if (code == PIPC_OK)
        code = open_with_events(impl, error);
    if (code != PIPC_OK)
        return code;
    if (impl->options.listens)
        code = pipc__announce(&impl->settings, pipc__server_ports(impl->server), correlation_id,
                              error);
    if (code != PIPC_OK) {
        pipc__companions_closing(&impl->companions);
        close_server(impl);
        return code;
    }
    __atomic_store_n(&impl->port, pipc__server_port(impl->server), __ATOMIC_RELEASE);
    pipc__loggers_log_unknown_keys(&impl->settings.loggers, correlation_id, "the endpoint",
                                   impl->settings.config, pipc__endpoint_keys);
    pipc__connect_settings_warn(&impl->settings, correlation_id);
    log_opened(impl, correlation_id);
    return PIPC_OK;
}

static int close_endpoint(pipc_component *component, const pipc_context *context,
                          pipc_error **error)
{
    struct pipc__endpoint *impl = endpoint_of(component)->impl;
    const char *correlation_id = pipc_context_correlation_id(context);
    int code = PIPC_OK;

    pipc__companions_closing(&impl->companions);
    __atomic_store_n(&impl->port, 0, __ATOMIC_RELEASE);
    if (impl->options.listens)
        code = pipc__unannounce(&impl->settings, pipc__server_ports(impl->server), correlation_id,
                                error);
    close_server(impl);
    pipc__registrations_release_removed(&impl->registrations);
    pipc__loggers_log(&impl->settings.loggers, PIPC_LOG_DEBUG, correlation_id, NULL,
                      "Closed GRPC service at %s", impl->settings.connection.uri);
    return code;
}

static void dispose(pipc_component *component)
{
    pipc_grpc_endpoint *self = endpoint_of(component);

    if (self->impl == NULL)
        return;
    pipc__companions_dispose(&self->impl->companions);
    pipc__registrations_forsake_all(&self->impl->registrations);
    pipc__connect_settings_dispose(&self->impl->settings);
    pipc__free(self->impl);
    self->impl = NULL;
}

static const pipc_component_class endpoint_class = {
    .size = sizeof(pipc_component_class),
    .type = "endpoint",
    .configure = configure,
    .set_references = set_references,
    .unset_references = unset_references,
    .open = open_endpoint,
    .close = close_endpoint,
    .dispose = dispose,
};

void pipc_grpc_endpoint_init(pipc_grpc_endpoint *self)
{
    pipc_component_init(&self->component, &endpoint_class);
    self->impl = NULL;
}

int pipc_grpc_endpoint_port(const pipc_grpc_endpoint *self)
{
    return self->impl == NULL ? 0 : __atomic_load_n(&self->impl->port, __ATOMIC_ACQUIRE);
}

pipc_grpc_endpoint *pipc_grpc_endpoint_from_component(pipc_component *component)
{
    if (component == NULL || component->component_class != &endpoint_class)
        return NULL;
    return endpoint_of(component);
}
