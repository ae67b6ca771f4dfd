/* Counters for Prometheus to read over HTTP. */
#ifndef PIPC_PROMETHEUS_COUNTERS_H_
#define PIPC_PROMETHEUS_COUNTERS_H_

#include <pipc/counters.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Counters that are kept, and given to whoever asks for `/metrics` while they are open, in
 * Prometheus' text format 0.0.4; `/metricsandreset` has them begin anew besides, as in
 * Pip.Services.
 *
 * Names are made valid, in lower case: an increment `a.b` is the counter `a_b_total`; an interval
 * the histogram `a_b_seconds`; statistics the summary `a_b` and the gauges `a_b_min` and `a_b_max`;
 * a last value the gauge `a_b`; a timestamp the gauge `a_b_timestamp_seconds`. Those of calls,
 * `acme.v1.Summator.sum.exec_count` say, are `exec_count_total{service="acme.v1.Summator",
 * command="sum"}`. Of counters that are the same then, those of one type are added up, and others
 * left out; `pipc_counters_lost_total` counts what cannot be told.
 *
 * Configuration:
 *   connection.host, .port, .uri, .discovery_key  where to listen, by default 0.0.0.0:9464; port 0
 *                          takes a free one; http only
 *   options.timeout        how long a connection may be silent, in milliseconds; 10000 by default
 *   options.reset_timeout  as of pipc_cached_counters
 *   source, instance       labels of all metrics; `source` is the name of the context info of the
 *                          references unless it is set, and without that none, like `instance`,
 *                          which Prometheus knows by itself
 *
 * A connection may be so long silent, may send 8 KiB of headers and no body; there may be 32 of
 * them, 8 from one address.
 */
struct pipc_prometheus_counters {
    pipc_cached_counters cached_counters;
    struct pipc__prometheus *impl; /**< private */
};

/**
 * Makes `self` ready to configure. Cannot fail.
 *
 * Opening fails with PIPC_E_UNSUPPORTED NO_HTTP where libmicrohttpd is not there, or pipc was built
 * without it; PIPC_E_NO_RESPONSE CANNOT_LISTEN if the port cannot be had; PIPC_E_MISCONFIGURATION
 * for a connection that is not one of plain HTTP.
 */
PIPC_API void pipc_prometheus_counters_init(pipc_prometheus_counters *self);

/** The port it listens on; 0 while it is closed. */
PIPC_API int pipc_prometheus_counters_port(const pipc_prometheus_counters *self);

#ifdef __cplusplus
}
#endif

#endif
