#include <pipc/prometheus_counters.h>

#include <string.h>

#include <pipc/config_params.h>
#include <pipc/context.h>
#include <pipc/error.h>

#include "base/alloc.h"
#include "component/context_info.h"
#include "component/counter_cache.h"
#include "connect/connect_settings.h"
#include "observe/http_server.h"
#include "observe/prometheus_text.h"

static const pipc__connection_defaults defaults = {
    .host = "0.0.0.0", .port = 9464, .listens = true};

static const char *const known_keys[] = {
    "connection.protocol", "connection.host",       "connection.ip",
    "connection.port",     "connection.uri",        "connection.discovery_key",
    "options.timeout",     "options.reset_timeout", NULL,
};

struct pipc__prometheus {
    pipc__connect_settings settings;
    long timeout_ms;
    const pipc_context_info *context_info; /* of the references; NULL: none */
    pipc__http_server *server;             /* while open */
};

enum { DEFAULT_TIMEOUT_MS = 10000 };

static pipc_prometheus_counters *of_component(pipc_component *component)
{
    pipc_counters *counters = pipc_counters_from_component(component);

    return PIPC_CONTAINER_OF(counters, pipc_prometheus_counters, cached_counters.counters);
}

static int need_impl(pipc_prometheus_counters *self, pipc_error **error)
{
    if (self->impl != NULL)
        return PIPC_OK;
    self->impl = pipc__alloc_zeroed(sizeof *self->impl);
    if (self->impl == NULL)
        return pipc_fail_no_memory(error);
    self->impl->timeout_ms = DEFAULT_TIMEOUT_MS;
    return PIPC_OK;
}

/* --- configure ------------------------------------------------------------------------------ */

static int configure_impl(struct pipc__prometheus *impl, const pipc_config_params *config,
                          pipc_error **error)
{
    long timeout_ms = 0;
    int code = pipc_config_params_get_long(config, "options.timeout", 1, INT32_MAX,
                                           DEFAULT_TIMEOUT_MS, &timeout_ms, error);

    if (code == PIPC_OK)
        code = pipc__connect_settings_configure(&impl->settings, config, &defaults, error);
    if (code == PIPC_OK)
        impl->timeout_ms = timeout_ms;
    return code;
}

static int configure(pipc_component *component, const pipc_config_params *config,
                     pipc_error **error)
{
    pipc_prometheus_counters *self = of_component(component);
    int code = need_impl(self, error);
    pipc__counter_cache *cache;
    long interval_ms, reset_timeout_ms;

    if (code == PIPC_OK)
        code = pipc_cached_counters_configure(component, NULL, error); /* has it made */
    if (code != PIPC_OK)
        return code;
    cache = self->cached_counters.cache;
    interval_ms = cache->interval_ms;
    reset_timeout_ms = cache->reset_timeout_ms;
    code = pipc_cached_counters_configure(component, config, error);
    if (code == PIPC_OK)
        code = configure_impl(self->impl, config, error);
    if (code != PIPC_OK) {
        cache->interval_ms = interval_ms;
        cache->reset_timeout_ms = reset_timeout_ms;
    }
    return code;
}

/* --- references ----------------------------------------------------------------------------- */

static int set_references(pipc_component *component, const pipc_references *references,
                          pipc_error **error)
{
    pipc_prometheus_counters *self = of_component(component);
    const pipc_context_info *context_info = NULL;
    int code = need_impl(self, error);

    if (code == PIPC_OK)
        code = pipc__context_info_find(references, &context_info, error);
    if (code == PIPC_OK)
        code = pipc__connect_settings_set_references(&self->impl->settings, references, error);
    if (code == PIPC_OK)
        self->impl->context_info = context_info;
    return code;
}

static void unset_references(pipc_component *component)
{
    pipc_prometheus_counters *self = of_component(component);

    if (self->impl == NULL)
        return;
    self->impl->context_info = NULL;
    pipc__connect_settings_unset_references(&self->impl->settings);
}

/* --- serve ---------------------------------------------------------------------------------- */

static pipc__prometheus_labels labels_of(const struct pipc__prometheus *impl)
{
    const pipc_config_params *config = impl->settings.config;
    pipc__prometheus_labels labels = {
        .source = pipc_config_params_get(config, "source"),
        .instance = pipc_config_params_get(config, "instance"),
    };

    if (labels.source == NULL && impl->context_info != NULL)
        labels.source = pipc_context_info_name(impl->context_info);
    return labels;
}

static int write_text(pipc_prometheus_counters *self, char **out, pipc_error **error)
{
    const pipc__prometheus_labels labels = labels_of(self->impl);
    pipc_counter *counters = NULL;
    size_t count = 0;
    int code = pipc_cached_counters_get_all(&self->cached_counters, &counters, &count, error);

    if (code == PIPC_OK)
        code =
            pipc__prometheus_text(counters, count, &labels,
                                  pipc__cached_counters_lost(&self->cached_counters), out, error);
    pipc__free(counters);
    return code;
}

static pipc__http_status get(void *argument, const char *path, char **body)
{
    pipc_prometheus_counters *self = argument;
    bool resets = strcmp(path, "/metricsandreset") == 0;

    if (!resets && strcmp(path, "/metrics") != 0)
        return PIPC__HTTP_NOT_FOUND;
    if (write_text(self, body, NULL) != PIPC_OK)
        return PIPC__HTTP_UNAVAILABLE;
    if (resets)
        pipc_cached_counters_clear(&self->cached_counters);
    return PIPC__HTTP_OK;
}

/* --- open and close ------------------------------------------------------------------------- */

static int check_connection(const pipc__connection *connection, pipc_error **error)
{
    if (connection->secure || connection->host == NULL)
        return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_CONNECTION",
                         "metrics cannot be served at %s, expected http://host:port",
                         connection->uri);
    if (connection->next != NULL)
        return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_CONNECTION",
                         "metrics cannot be served at %s and %s, expected one connection",
                         connection->uri, connection->next->uri);
    return PIPC_OK;
}

static int start_server(pipc_prometheus_counters *self, const char *correlation_id,
                        pipc_error **error)
{
    struct pipc__prometheus *impl = self->impl;
    const pipc__connection *connection = &impl->settings.connection;
    pipc__http_options options = {
        .timeout_ms = impl->timeout_ms,
        .content_type = "text/plain; version=0.0.4; charset=utf-8",
        .get = get,
        .argument = self,
    };
    int code = pipc__connect_settings_resolve(&impl->settings, &defaults, correlation_id, error);

    if (code == PIPC_OK)
        code = check_connection(connection, error);
    if (code != PIPC_OK)
        return code;
    options.host = connection->host;
    options.port = connection->port;
    return pipc__http_server_start(&options, &impl->server, error);
}

static void stop_server(struct pipc__prometheus *impl)
{
    pipc__http_server_stop(impl->server);
    impl->server = NULL;
}

static int open_counters(pipc_component *component, const pipc_context *context, pipc_error **error)
{
    pipc_prometheus_counters *self = of_component(component);
    const char *correlation_id = pipc_context_correlation_id(context);
    pipc__connect_settings *settings;
    int code = need_impl(self, error);

    if (code == PIPC_OK && self->impl->settings.config == NULL)
        code = configure(component, NULL, error);
    if (code == PIPC_OK)
        code = start_server(self, correlation_id, error);
    if (code != PIPC_OK)
        return code;
    code = pipc_cached_counters_open(component, context, error);
    if (code != PIPC_OK) {
        stop_server(self->impl);
        return code;
    }
    settings = &self->impl->settings;
    pipc__loggers_log_unknown_keys(&settings->loggers, correlation_id, "Prometheus counters",
                                   settings->config, known_keys);
    pipc__loggers_log(&settings->loggers, PIPC_LOG_DEBUG, correlation_id, NULL,
                      "Opened Prometheus counters on %s port %d", settings->connection.host,
                      pipc_prometheus_counters_port(self));
    return PIPC_OK;
}

static int close_counters(pipc_component *component, const pipc_context *context,
                          pipc_error **error)
{
    pipc_prometheus_counters *self = of_component(component);

    stop_server(self->impl);
    pipc__loggers_log(&self->impl->settings.loggers, PIPC_LOG_DEBUG,
                      pipc_context_correlation_id(context), NULL, "Closed Prometheus counters");
    return pipc_cached_counters_close(component, context, error);
}

static void dispose(pipc_component *component)
{
    pipc_prometheus_counters *self = of_component(component);

    if (self->impl != NULL)
        pipc__connect_settings_dispose(&self->impl->settings);
    pipc__free(self->impl);
    self->impl = NULL;
    pipc_cached_counters_dispose(component);
}

/* They are asked for, not sent. */
void pipc_prometheus_counters_init(pipc_prometheus_counters *self)
{
    static const pipc_component_class component_class = {
        .size = sizeof(pipc_component_class),
        .type = "counters",
        .configure = configure,
        .set_references = set_references,
        .unset_references = unset_references,
        .open = open_counters,
        .close = close_counters,
        .dispose = dispose,
    };
    static const pipc_cached_counters_class cached_counters_class = {
        .size = sizeof(pipc_cached_counters_class),
        .save = NULL,
    };

    pipc_cached_counters_init(&self->cached_counters, &component_class, &cached_counters_class);
    self->impl = NULL;
}

int pipc_prometheus_counters_port(const pipc_prometheus_counters *self)
{
    if (self->impl == NULL || self->impl->server == NULL)
        return 0;
    return pipc__http_server_port(self->impl->server);
}
