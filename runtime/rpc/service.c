#include "rpc/service.h"

#include <string.h>

#include <pipc/config_params.h>
#include <pipc/error.h>
#include <pipc/references.h>

#include "base/alloc.h"
#include "component/dependency_resolver.h"
#include "grpc/endpoint.h"
#include "rpc/call.h"
#include "rpc/service_registration.h"

#define DEFAULT_ENDPOINT "*:endpoint:grpc:*:1.0"

struct pipc__service {
    pipc_config_params *config; /* NULL: not configured */
    pipc_dependency_resolver dependencies;
    long shutdown_timeout_ms;
    pipc__service_methods *methods;
    pipc_grpc_endpoint *endpoint;             /* NULL: none yet; may be the private one */
    pipc__service_registration *registration; /* at `endpoint` */
    pipc__service_part part;
    pipc_grpc_endpoint private_endpoint;
};

enum { SHUTDOWN_TIMEOUT_MS = 10000 };

static pipc_grpc_service *service_of(pipc_component *component)
{
    return PIPC_CONTAINER_OF(component, pipc_grpc_service, component);
}

static void free_impl(struct pipc__service *impl)
{
    if (impl->methods != NULL)
        pipc__service_methods_unreference(impl->methods);
    pipc_dependency_resolver_dispose(&impl->dependencies);
    pipc_config_params_free(impl->config);
    pipc__free(impl);
}

static int need_impl(pipc_grpc_service *self, pipc_error **error)
{
    struct pipc__service *impl;
    int code;

    if (self->impl != NULL)
        return PIPC_OK;
    impl = pipc__alloc_zeroed(sizeof *impl);
    if (impl == NULL)
        return pipc_fail_no_memory(error);
    impl->shutdown_timeout_ms = SHUTDOWN_TIMEOUT_MS;
    code = pipc__service_methods_new(self, &impl->methods, error);
    if (code == PIPC_OK)
        code =
            pipc_dependency_resolver_put(&impl->dependencies, "endpoint", DEFAULT_ENDPOINT, error);
    if (code != PIPC_OK) {
        free_impl(impl);
        return code;
    }
    pipc_grpc_endpoint_init(&impl->private_endpoint);
    self->impl = impl;
    return PIPC_OK;
}

int pipc__service_need_methods(pipc_grpc_service *self, pipc__service_methods **out,
                               pipc_error **error)
{
    int code = need_impl(self, error);

    if (code == PIPC_OK)
        *out = self->impl->methods;
    return code;
}

/* --- configure ------------------------------------------------------------------------------ */

static int configure(pipc_component *component, const pipc_config_params *config,
                     pipc_error **error)
{
    pipc_grpc_service *self = service_of(component);
    pipc_config_params *copy = NULL;
    long shutdown_timeout_ms = 0;
    int code = need_impl(self, error);

    if (code == PIPC_OK)
        code = pipc_config_params_get_long(config, "options.shutdown_timeout", 0, INT32_MAX,
                                           SHUTDOWN_TIMEOUT_MS, &shutdown_timeout_ms, error);
    if (code == PIPC_OK)
        code = pipc_config_params_override(config, NULL, &copy, error);
    if (code == PIPC_OK)
        code = pipc_dependency_resolver_configure(&self->impl->dependencies, config, error);
    if (code != PIPC_OK) {
        pipc_config_params_free(copy);
        return code;
    }
    pipc_config_params_free(self->impl->config);
    self->impl->config = copy;
    self->impl->shutdown_timeout_ms = shutdown_timeout_ms;
    return PIPC_OK;
}

/* --- the endpoint --------------------------------------------------------------------------- */

/* Its endpoint was disposed too soon, and is no more. */
static bool is_forsaken(const struct pipc__service *impl)
{
    return impl->endpoint != NULL && impl->registration->forsaken;
}

/* Leaves the endpoint, which may be open and go on to refuse calls to this service. */
static void unbind(struct pipc__service *impl)
{
    if (impl->endpoint == NULL)
        return;
    if (is_forsaken(impl))
        impl->registration->registration.release(&impl->registration->registration);
    else
        pipc__endpoint_remove(impl->endpoint, &impl->registration->registration);
    if (impl->endpoint == &impl->private_endpoint)
        pipc_dispose(&impl->private_endpoint.component);
    impl->endpoint = NULL;
    impl->registration = NULL;
}

static int bind(struct pipc__service *impl, pipc_grpc_endpoint *endpoint, pipc_error **error)
{
    pipc__service_registration *registration = NULL;
    int code;

    if (endpoint == impl->endpoint && !is_forsaken(impl))
        return PIPC_OK;
    code = pipc__service_registration_new(impl->methods, &impl->part, &registration, error);
    if (code != PIPC_OK)
        return code;
    code = pipc__endpoint_add(endpoint, &registration->registration, error);
    if (code != PIPC_OK) {
        registration->registration.release(&registration->registration);
        return code;
    }
    unbind(impl);
    impl->endpoint = endpoint;
    impl->registration = registration;
    return PIPC_OK;
}

/* The private endpoint starts anew where the service comes from a shared one. */
static int bind_privately(struct pipc__service *impl, const pipc_references *references,
                          pipc_error **error)
{
    pipc_grpc_endpoint *endpoint = &impl->private_endpoint;
    int code;

    if (impl->endpoint != endpoint)
        pipc_grpc_endpoint_init(endpoint);
    code = pipc_set_references(&endpoint->component, references, error);
    if (code == PIPC_OK)
        code = bind(impl, endpoint, error);
    if (code != PIPC_OK && impl->endpoint != endpoint)
        pipc_dispose(&endpoint->component);
    return code;
}

static int find_endpoint(const struct pipc__service *impl, const pipc_references *references,
                         pipc_grpc_endpoint **out, pipc_error **error)
{
    pipc_component *component = NULL;
    int code = pipc_dependency_resolver_get_one_optional(&impl->dependencies, references,
                                                         "endpoint", &component, error);

    *out = NULL;
    if (code != PIPC_OK || component == NULL)
        return code;
    *out = pipc_grpc_endpoint_from_component(component);
    if (*out == NULL)
        return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_REFERENCE",
                         "what the references hold as %s is a component of type %s, "
                         "expected a pipc_grpc_endpoint",
                         pipc_dependency_resolver_locator(&impl->dependencies, "endpoint"),
                         component->component_class->type);
    return PIPC_OK;
}

static int take_references(struct pipc__service *impl, const pipc_references *references,
                           pipc_error **error)
{
    pipc__service_methods *methods = impl->methods;
    pipc_grpc_endpoint *endpoint = NULL;
    int code = find_endpoint(impl, references, &endpoint, error);

    if (code == PIPC_OK && endpoint != NULL)
        code = bind(impl, endpoint, error);
    else if (code == PIPC_OK)
        code = bind_privately(impl, references, error);
    if (code == PIPC_OK)
        code = pipc__loggers_set_references(&methods->loggers, references, error);
    if (code == PIPC_OK)
        code = pipc__observers_set_references(&methods->observers, &pipc__server_side,
                                              methods->desc, references, error);
    return code;
}

static int set_references(pipc_component *component, const pipc_references *references,
                          pipc_error **error)
{
    pipc_grpc_service *self = service_of(component);
    pipc_references *selected = NULL;
    int code = need_impl(self, error);

    if (code == PIPC_OK)
        code = pipc__dependencies_select(&self->impl->dependencies, references, &selected, error);
    if (code == PIPC_OK)
        code = take_references(self->impl, selected, error);
    pipc_references_free(selected);
    return code;
}

static void unset_references(pipc_component *component)
{
    pipc_grpc_service *self = service_of(component);

    if (self->impl == NULL)
        return;
    unbind(self->impl);
    pipc__loggers_dispose(&self->impl->methods->loggers);
    pipc__observers_drop(&self->impl->methods->observers);
}

int pipc__service_share(pipc_grpc_service *self, const pipc__service_part *part, pipc_error **error)
{
    int code = need_impl(self, error);

    if (code == PIPC_OK)
        self->impl->part = *part;
    return code;
}

pipc__loggers *pipc__service_loggers(pipc_grpc_service *self)
{
    return &self->impl->methods->loggers;
}

const pipc__observers *pipc__service_observers(const pipc_grpc_service *self)
{
    return self->impl->methods->observers;
}

/* --- open and close ------------------------------------------------------------------------- */

static bool has_private_endpoint(const struct pipc__service *impl)
{
    return impl->endpoint == &impl->private_endpoint;
}

static int open_private_endpoint(struct pipc__service *impl, const pipc_context *context,
                                 pipc_error **error)
{
    pipc_component *endpoint = &impl->private_endpoint.component;
    int code = PIPC_OK;

    if (impl->config != NULL)
        code = pipc_configure(endpoint, impl->config, error);
    if (code == PIPC_OK)
        code = pipc_open(endpoint, context, error);
    return code;
}

static void set_serving(struct pipc__service *impl, bool serving)
{
    if (!is_forsaken(impl))
        pipc__endpoint_set_serving(impl->endpoint, &impl->registration->registration, serving);
}

static int open_service(pipc_component *component, const pipc_context *context, pipc_error **error)
{
    pipc_grpc_service *self = service_of(component);
    int code = need_impl(self, error);

    if (code == PIPC_OK && is_forsaken(self->impl))
        code =
            pipc_fail(error, PIPC_E_INVALID_STATE, "ENDPOINT_DISPOSED",
                      "service %s is opened after its endpoint was disposed, expected it disposed "
                      "before its endpoint, or given another one",
                      self->desc->name);
    if (code == PIPC_OK && self->impl->endpoint == NULL)
        code = bind_privately(self->impl, NULL, error);
    if (code == PIPC_OK)
        code = pipc__service_methods_make_rules(self->impl->methods, error);
    if (code != PIPC_OK)
        return code;
    pipc__gate_open(&self->impl->methods->gate);
    set_serving(self->impl, true);
    if (has_private_endpoint(self->impl))
        code = open_private_endpoint(self->impl, context, error);
    if (code == PIPC_OK)
        return PIPC_OK;
    set_serving(self->impl, false);
    pipc__gate_close_with(&self->impl->methods->gate, 0, &pipc__call_farewell);
    return code;
}

int pipc__service_open_at(pipc_grpc_service *service, pipc_grpc_endpoint *endpoint,
                          pipc_error **error)
{
    int code = need_impl(service, error);

    if (code == PIPC_OK)
        code = bind(service->impl, endpoint, error);
    if (code == PIPC_OK)
        code = pipc_open(&service->component, NULL, error);
    if (code != PIPC_OK)
        pipc_dispose(&service->component);
    return code;
}

static int close_service(pipc_component *component, const pipc_context *context, pipc_error **error)
{
    struct pipc__service *impl = service_of(component)->impl;
    int code = PIPC_OK;

    set_serving(impl, false);
    if (has_private_endpoint(impl))
        code = pipc_close(&impl->private_endpoint.component, context, error);
    if (!is_forsaken(impl))
        pipc__gate_set_events(&impl->methods->gate, pipc__endpoint_events(impl->endpoint));
    pipc__gate_close_with(&impl->methods->gate, impl->shutdown_timeout_ms, &pipc__call_farewell);
    pipc__gate_set_events(&impl->methods->gate, NULL);
    return code;
}

static void dispose(pipc_component *component)
{
    pipc_grpc_service *self = service_of(component);

    if (self->impl == NULL)
        return;
    free_impl(self->impl);
    self->impl = NULL;
}

const pipc_component_class pipc__service_class = {
    .size = sizeof(pipc_component_class),
    .type = "service",
    .configure = configure,
    .set_references = set_references,
    .unset_references = unset_references,
    .open = open_service,
    .close = close_service,
    .dispose = dispose,
};

void pipc_grpc_service_init(pipc_grpc_service *self, const pipc_grpc_service_desc *desc)
{
    pipc_component_init(&self->component, &pipc__service_class);
    self->desc = desc;
    self->impl = NULL;
}

pipc_grpc_endpoint *pipc_grpc_service_endpoint(pipc_grpc_service *self)
{
    return self->impl == NULL || is_forsaken(self->impl) ? NULL : self->impl->endpoint;
}
