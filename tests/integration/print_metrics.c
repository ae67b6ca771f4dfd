/*
 * For promtool: prints what Prometheus would read after calls of each kind, and counters of each
 * type. Exit status 77: nothing serves HTTP here.
 */
#include <stdio.h>
#include <stdlib.h>

#include <pipc/pipc.h>

#include "support/http.h"
#include "support/streams.h"

typedef struct metrics {
    pipc_prometheus_counters counters;
    pipc_references *references;
    streams streams;
} metrics;

static void check(int code, pipc_error *error)
{
    if (code == PIPC_OK)
        return;
    fprintf(stderr, "%s\n", pipc_error_message(error));
    exit(pipc_error_category(error) == PIPC_E_UNSUPPORTED ? 77 : 1);
}

static void open_component(metrics *self, pipc_component *component, const char *line)
{
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    check(pipc_config_params_from_string(line, &config, &error), error);
    check(pipc_configure(component, config, &error), error);
    pipc_config_params_free(config);
    check(pipc_set_references(component, self->references, &error), error);
    check(pipc_open(component, NULL, &error), error);
}

static void open_all(metrics *self)
{
    char config[64];
    pipc_component *counters = &self->counters.cached_counters.counters.component;
    pipc_error *error = NULL;

    pipc_prometheus_counters_init(&self->counters);
    streams_prepare();
    pipc_grpc_service_init(&self->streams.service, &streams_desc);
    pipc_grpc_client_init(&self->streams.client, &streams_desc);
    check(pipc_references_new(&self->references, &error), error);
    check(pipc_references_put(self->references, "test:counters:prometheus:default:1.0", counters,
                              &error),
          error);
    open_component(self, counters, "connection.host=127.0.0.1;connection.port=0;source=promtool");
    open_component(self, &self->streams.service.component,
                   "connection.host=127.0.0.1;connection.port=0");
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d",
             pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self->streams.service)));
    open_component(self, &self->streams.client.component, config);
}

static void count_down(metrics *self, const char *from)
{
    pipc_grpc_client_stream *stream = streams_open(&self->streams, COUNT_DOWN, from);

    while (streams_read(stream, NULL) > 0) {
    }
    pipc_grpc_client_stream_free(stream);
}

static void count_all_types(pipc_counters *counters)
{
    pipc_counters_increment(counters, "Orders/placed", 3);
    pipc_counters_interval(counters, "database.read", 12.5);
    pipc_counters_stats(counters, "basket.size", 2);
    pipc_counters_stats(counters, "basket.count", 4);
    pipc_counters_last(counters, "queue.length", 7);
    pipc_counters_last(counters, "queue.total", 7);
    pipc_counters_timestamp_now(counters, "last.order \"of\" the\nday");
}

int main(void)
{
    static metrics self;
    char *answer;

    open_all(&self);
    count_down(&self, "3");
    count_down(&self, "fail");
    count_all_types(&self.counters.cached_counters.counters);
    answer = http_get(pipc_prometheus_counters_port(&self.counters), "/metrics");
    fputs(http_body(answer), stdout);
    free(answer);
    pipc_dispose(&self.streams.client.component);
    pipc_dispose(&self.streams.service.component);
    pipc_dispose(&self.counters.cached_counters.counters.component);
    pipc_references_free(self.references);
    return 0;
}
