#include "rpc/client.h"

#include <string.h>
#include <unistd.h>

#include <pipc/context.h>
#include <pipc/error.h>

#include "base/alloc.h"
#include "component/fork.h"
#include "connect/connect_settings.h"
#include "grpc/endpoint.h"
#include "grpc/message_types.h"
#include "rpc/abi.h"
#include "rpc/client_visit.h"

static const pipc__connection_defaults defaults = {
    .host = "localhost", .port = 3000, .listens = false};

static pipc_grpc_client *client_of(pipc_component *component)
{
    return PIPC_CONTAINER_OF(component, pipc_grpc_client, component);
}

static int need_impl(pipc_grpc_client *self, pipc_error **error)
{
    const pipc_grpc_service_desc *desc = self->desc;
    pipc__message_types types = {.count = 0};
    struct pipc__client *impl;
    int code;

    if (self->impl != NULL)
        return PIPC_OK;
    code = pipc__check_abi(desc, error);
    if (code != PIPC_OK)
        return code;
    impl = pipc__alloc_zeroed(sizeof *impl + desc->method_count * sizeof impl->methods[0]);
    if (impl == NULL)
        return pipc_fail_no_memory(error);
    pipc__gate_init(&impl->gate);
    pipc__mutex_init(&impl->loop_mutex);
    for (size_t i = 0; i < desc->method_count; i++)
        impl->methods[i].response = pipc__message_types_get(&types, desc->methods[i].response);
    pipc__message_types_dispose(&types);
    self->impl = impl;
    return PIPC_OK;
}

/* --- configure ------------------------------------------------------------------------------ */

/* None of it has an effect before all of it can be read. */
static void keep_options(pipc_grpc_client *self, const pipc__client_options *options,
                         const pipc__method_options *methods)
{
    self->impl->options = *options;
    for (size_t i = 0; i < self->desc->method_count; i++)
        self->impl->methods[i].options = methods[i];
}

static int read_methods(const pipc_grpc_client *self, const pipc_config_params *config,
                        const pipc__client_options *options, pipc__method_options **methods,
                        pipc_error **error)
{
    const pipc__method_options general = {.timeout_ms = options->timeout_ms,
                                          .retries = options->retries};

    return pipc__method_options_read(config, self->desc, &general, methods, error);
}

static int configure(pipc_component *component, const pipc_config_params *config,
                     pipc_error **error)
{
    pipc_grpc_client *self = client_of(component);
    pipc_dependency_resolver dependencies = {.defaults = NULL};
    pipc__method_options *methods = NULL;
    pipc__client_options options;
    int code = need_impl(self, error);

    if (code == PIPC_OK)
        code = pipc__client_options_read(config, &options, error);
    if (code == PIPC_OK)
        code = read_methods(self, config, &options, &methods, error);
    if (code == PIPC_OK)
        code = pipc_dependency_resolver_configure(&dependencies, config, error);
    if (code == PIPC_OK)
        code = pipc__connect_settings_configure(&self->impl->settings, config, &defaults, error);
    if (code == PIPC_OK) {
        keep_options(self, &options, methods);
        pipc__dependencies_swap(&self->impl->dependencies, &dependencies);
    }
    pipc_dependency_resolver_dispose(&dependencies);
    pipc__free(methods);
    return code;
}

static int take_references(pipc_grpc_client *self, const pipc_references *references,
                           pipc_error **error)
{
    struct pipc__client *impl = self->impl;
    pipc_event_loop *event_loop = NULL;
    int code = pipc__event_loop_find(references, &event_loop, error);

    if (code == PIPC_OK)
        code = pipc__connect_settings_set_references(&impl->settings, references, error);
    if (code == PIPC_OK)
        code = pipc__observers_set_references(&impl->observers, &pipc__client_side, self->desc,
                                              references, error);
    if (code == PIPC_OK)
        impl->event_loop = event_loop;
    return code;
}

static int set_references(pipc_component *component, const pipc_references *references,
                          pipc_error **error)
{
    pipc_grpc_client *self = client_of(component);
    pipc_references *selected = NULL;
    int code = need_impl(self, error);

    if (code == PIPC_OK)
        code = pipc__dependencies_select(&self->impl->dependencies, references, &selected, error);
    if (code == PIPC_OK)
        code = take_references(self, selected, error);
    pipc_references_free(selected);
    return code;
}

static void unset_references(pipc_component *component)
{
    pipc_grpc_client *self = client_of(component);

    if (self->impl == NULL)
        return;
    pipc__connect_settings_unset_references(&self->impl->settings);
    pipc__observers_drop(&self->impl->observers);
    self->impl->event_loop = NULL;
}

/* --- open and close ------------------------------------------------------------------------- */

static void close_channel(struct pipc__client *impl)
{
    pipc__channel_close(impl->channel);
    impl->channel = NULL;
}

/* A list of addresses is there to be used; many addresses of one name may be the same server. */
static const char *lb_policy_of(const struct pipc__client *impl)
{
    if (impl->options.lb_policy != NULL)
        return impl->options.lb_policy;
    return strchr(impl->settings.connection.target, ',') == NULL ? NULL : "round_robin";
}

static int open_direct_channel(struct pipc__client *impl, const pipc__channel_options *options,
                               pipc_error **error)
{
    static const pipc__connection in_process = {.target = NULL};
    pipc__channel_options direct = *options;
    int fd = -1;
    int code = pipc__endpoint_connect(impl->direct, &fd, error);

    if (code != PIPC_OK)
        return code;
    direct.fd = &fd;
    code = pipc__channel_open(&in_process, &direct, &impl->channel, error);
    if (code != PIPC_OK)
        close(fd);
    return code;
}

static int open_channel(pipc_grpc_client *self, const char *correlation_id, pipc_error **error)
{
    struct pipc__client *impl = self->impl;
    pipc__channel_options options = {
        .response_max_bytes = (int)impl->options.response_max_bytes,
        .backoff_min_ms = (int)impl->options.backoff_min_ms,
        .backoff_max_ms = (int)impl->options.backoff_max_ms,
        .compression = impl->options.compression,
        .bounds = impl->options.bounds,
        .credential = &impl->settings.credential,
    };
    int code = pipc__connect_settings_resolve(&impl->settings, &defaults, correlation_id, error);

    if (code != PIPC_OK)
        return code;
    options.lb_policy = lb_policy_of(impl);
    if (impl->direct == NULL)
        code = pipc__channel_open(&impl->settings.connection, &options, &impl->channel, error);
    else
        code = open_direct_channel(impl, &options, error);
    if (code != PIPC_OK)
        return code;
    for (size_t i = 0; i < self->desc->method_count; i++)
        impl->methods[i].registered =
            pipc__channel_register(impl->channel, self->desc->methods[i].path);
    if (impl->options.connect_timeout_ms > 0)
        code = pipc__channel_connect(impl->channel, &impl->settings.connection,
                                     impl->options.connect_timeout_ms, error);
    if (code != PIPC_OK)
        close_channel(impl);
    return code;
}

/* What runs the callbacks of asynchronous calls is the program's own loop, if it has one. */
static int open_events(struct pipc__client *impl, pipc_error **error)
{
    int code = pipc__event_loop_get_queue(impl->event_loop, &impl->events, error);

    pipc__gate_set_events(&impl->gate, impl->events);
    return code;
}

static void close_events(struct pipc__client *impl)
{
    pipc__gate_set_events(&impl->gate, NULL);
    pipc__event_queue_unreference(impl->events);
    impl->events = NULL;
}

static int open_client(pipc_component *component, const pipc_context *context, pipc_error **error)
{
    pipc_grpc_client *self = client_of(component);
    struct pipc__client *impl = self->impl;
    const char *correlation_id = pipc_context_correlation_id(context);
    int code;

    if (impl == NULL || impl->settings.config == NULL)
        return pipc_fail(error, PIPC_E_INVALID_STATE, "NOT_CONFIGURED",
                         "client %s is opened before it was configured", self->desc->name);
    code = pipc__fork_check_core(self->desc->name, error);
    if (code == PIPC_OK)
        code = open_events(impl, error);
    if (code == PIPC_OK)
        code = open_channel(self, correlation_id, error);
    if (code != PIPC_OK) {
        close_events(impl);
        return code;
    }
    pipc__gate_open(&impl->gate);
    pipc__loggers_log_unknown_keys(&impl->settings.loggers, correlation_id, "the client",
                                   impl->settings.config, pipc__client_keys);
    pipc__connect_settings_warn(&impl->settings, correlation_id);
    pipc__loggers_log(&impl->settings.loggers, PIPC_LOG_DEBUG, correlation_id, NULL,
                      "Opened GRPC client at %s", impl->settings.connection.uri);
    return PIPC_OK;
}

/* When nobody is inside the gate any more. */
static void stop_loop(struct pipc__client *impl)
{
    pipc__loop_stop(impl->loop);
    impl->loop = NULL;
}

static int close_client(pipc_component *component, const pipc_context *context, pipc_error **error)
{
    struct pipc__client *impl = client_of(component)->impl;

    (void)error; /* nothing here can fail */
    pipc__gate_close(&impl->gate, 0, pipc__client_visit_close);
    stop_loop(impl);
    pipc__observations_end(impl->observers);
    close_channel(impl);
    close_events(impl);
    pipc__loggers_log(&impl->settings.loggers, PIPC_LOG_DEBUG, pipc_context_correlation_id(context),
                      NULL, "Closed GRPC client at %s", impl->settings.connection.uri);
    return PIPC_OK;
}

static void dispose(pipc_component *component)
{
    pipc_grpc_client *self = client_of(component);

    if (self->impl == NULL)
        return;
    pipc__client_interceptors_dispose(&self->impl->interceptors);
    pipc_dependency_resolver_dispose(&self->impl->dependencies);
    pipc__connect_settings_dispose(&self->impl->settings);
    pipc__mutex_dispose(&self->impl->loop_mutex);
    pipc__gate_dispose(&self->impl->gate);
    pipc__free(self->impl);
    self->impl = NULL;
}

int pipc_grpc_client_call_directly(pipc_grpc_client *self, pipc_grpc_endpoint *endpoint,
                                   pipc_error **error)
{
    int code;

    if (pipc_is_open(&self->component))
        return pipc_fail(error, PIPC_E_INVALID_STATE, "ALREADY_OPENED",
                         "client %s is open, expected it closed to call another endpoint",
                         self->desc->name);
    code = need_impl(self, error);
    if (code == PIPC_OK)
        self->impl->direct = endpoint;
    return code;
}

int pipc_grpc_client_register_interceptor(pipc_grpc_client *self,
                                          pipc_grpc_client_interceptor *interceptor,
                                          pipc_error **error)
{
    int code;

    if (pipc_is_open(&self->component))
        return pipc_fail(error, PIPC_E_INVALID_STATE, "ALREADY_OPENED",
                         "client %s is open, expected it closed to register an interceptor",
                         self->desc->name);
    code = need_impl(self, error);
    if (code == PIPC_OK)
        code = pipc__client_interceptors_add(&self->impl->interceptors, interceptor, error);
    return code;
}

static const pipc_component_class client_class = {
    .size = sizeof(pipc_component_class),
    .type = "client",
    .configure = configure,
    .set_references = set_references,
    .unset_references = unset_references,
    .open = open_client,
    .close = close_client,
    .dispose = dispose,
};

void pipc_grpc_client_init(pipc_grpc_client *self, const pipc_grpc_service_desc *desc)
{
    pipc_component_init(&self->component, &client_class);
    self->desc = desc;
    self->impl = NULL;
}
