#include "grpc/bounds.h"

#include <limits.h>

#include <pipc/error.h>

#include "grpc/connection_count.h"
#include "grpc/handover.h"

typedef enum side { LISTENS = 1, CONNECTS = 2, BOTH = LISTENS | CONNECTS } side;

enum {
    /* Rows of the table below. */
    KEEPALIVE_TIME = 0,
    METADATA_MAX_SIZE = 1,
    KEEPALIVE_TIMEOUT = 2,

    AS_THE_CORE = 0,
    /* What an attacker may have of a connection before it is of any use: 120 s if it were the
     * core's; and as many streams as it likes. */
    HANDSHAKE_TIMEOUT_MS = 20000,
    CONCURRENT_STREAMS_MAX = 1024,
    METADATA_BYTES_MAX = 8 * 1024,
    /* Some 20 KiB each, and thrice that with TLS. */
    CONNECTIONS_MAX = 16384,
    KEEPALIVE_TIMEOUT_OF_THE_CORE_MS = 20000,
    /* Less is of no use to the core: a connection takes that much. */
    MEMORY_QUOTA_BYTES_LEAST = 1024 * 1024
};

typedef enum kind {
    NUMBER,  /* at least 1 */
    OR_NONE, /* as NUMBER, and 0 is without limit */
    TRUTH
} kind;

static const struct bound {
    const char *key;
    const char *argument;
    side sides;
    kind kind;
    int by_default;
} bounds[] = {
    [KEEPALIVE_TIME] = {"options.keepalive_time", GRPC_ARG_KEEPALIVE_TIME_MS, BOTH, OR_NONE,
                        AS_THE_CORE},
    [METADATA_MAX_SIZE] = {"options.metadata_max_size", GRPC_ARG_MAX_METADATA_SIZE, BOTH, NUMBER,
                           METADATA_BYTES_MAX},
    [KEEPALIVE_TIMEOUT] = {"options.keepalive_timeout", GRPC_ARG_KEEPALIVE_TIMEOUT_MS, BOTH, NUMBER,
                           AS_THE_CORE},
    {"options.keepalive_permit_without_calls", GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, BOTH, TRUTH,
     AS_THE_CORE},
    {"options.keepalive_min_interval", GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
     LISTENS, NUMBER, AS_THE_CORE},
    {"options.max_connection_idle", GRPC_ARG_MAX_CONNECTION_IDLE_MS, LISTENS, OR_NONE, AS_THE_CORE},
    {"options.max_connection_age", GRPC_ARG_MAX_CONNECTION_AGE_MS, LISTENS, OR_NONE, AS_THE_CORE},
    {"options.max_connection_age_grace", GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, LISTENS, OR_NONE,
     AS_THE_CORE},
    {"options.max_concurrent_streams", GRPC_ARG_MAX_CONCURRENT_STREAMS, LISTENS, NUMBER,
     CONCURRENT_STREAMS_MAX},
    {"options.handshake_timeout", GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, LISTENS, NUMBER,
     HANDSHAKE_TIMEOUT_MS},
};

_Static_assert(PIPC_ARRAY_SIZE(bounds) <= PIPC__BOUNDS_MAX, "there is room for all of them");

static int read_truth(const pipc_config_params *config, const struct bound *bound, int *out,
                      pipc_error **error)
{
    bool is_true = false;
    int code = pipc_config_params_get_boolean(config, bound->key, false, &is_true, error);

    if (code == PIPC_OK)
        *out = is_true;
    return code;
}

static int read_number(const pipc_config_params *config, const struct bound *bound, int *out,
                       pipc_error **error)
{
    long least = bound->kind == OR_NONE ? 0 : 1;
    long number = bound->by_default;
    int code =
        pipc_config_params_get_long(config, bound->key, least, INT_MAX, number, &number, error);

    if (code != PIPC_OK)
        return code;
    if (number == 0 && pipc_config_params_get(config, bound->key) != NULL)
        number = INT_MAX; /* so the core says that there is no limit */
    *out = (int)number;
    return PIPC_OK;
}

static bool core_bounds_connections(void)
{
#ifdef GRPC_ARG_MAX_ALLOWED_INCOMING_CONNECTIONS
    return true;
#else
    return false;
#endif
}

static int read_connection_max(const pipc_config_params *config, long *out, pipc_error **error)
{
    static const char key[] = "options.max_connections";
    bool can_be = core_bounds_connections() || pipc__handover_is_known();
    int code = pipc_config_params_get_long(config, key, 0, 1000000, can_be ? CONNECTIONS_MAX : 0,
                                           out, error);

    if (code != PIPC_OK || *out == 0 || can_be)
        return code;
    return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_VALUE",
                     "%s is \"%ld\", expected 0: the gRPC core %s cannot bound connections", key,
                     *out, grpc_version_string());
}

int pipc__bounds_user_timeout_ms(const pipc__bounds *self)
{
    int time_ms = self->values[KEEPALIVE_TIME];
    int timeout_ms = self->values[KEEPALIVE_TIMEOUT];

    if (time_ms == AS_THE_CORE || time_ms == INT_MAX)
        return 0;
    return timeout_ms == AS_THE_CORE ? KEEPALIVE_TIMEOUT_OF_THE_CORE_MS : timeout_ms;
}

int pipc__bounds_read(const pipc_config_params *config, bool listens, pipc__bounds *out,
                      pipc_error **error)
{
    pipc__bounds read = {.memory_quota_bytes = 0};
    int code = PIPC_OK;

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(bounds) && code == PIPC_OK; i++)
        if ((bounds[i].sides & (listens ? LISTENS : CONNECTS)) != 0)
            code = bounds[i].kind == TRUTH
                       ? read_truth(config, &bounds[i], &read.values[i], error)
                       : read_number(config, &bounds[i], &read.values[i], error);
    if (code == PIPC_OK && listens)
        code = pipc_config_params_get_long(config, "options.memory_quota", MEMORY_QUOTA_BYTES_LEAST,
                                           LONG_MAX, 0, &read.memory_quota_bytes, error);
    if (code == PIPC_OK && listens)
        code = read_connection_max(config, &read.connection_max, error);
    if (code == PIPC_OK)
        *out = read;
    return code;
}

#ifdef GRPC_ARG_MAX_ALLOWED_INCOMING_CONNECTIONS
static int connections_of_core(const pipc__bounds *self)
{
    long descriptors = pipc__descriptors_for_connections();

    return (int)(descriptors < self->connection_max ? descriptors : self->connection_max);
}
#endif

void pipc__bounds_add(const pipc__bounds *self, pipc__arguments *arguments)
{
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(bounds); i++)
        if (self->values[i] != AS_THE_CORE)
            pipc__arguments_add(arguments, bounds[i].argument, self->values[i]);
    /* Else the core stops asking after two pings, and whoever goes silent then is not noticed. */
    if (self->values[KEEPALIVE_TIME] != AS_THE_CORE)
        pipc__arguments_add(arguments, GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
#ifdef GRPC_ARG_MAX_ALLOWED_INCOMING_CONNECTIONS
    if (self->connection_max > 0)
        pipc__arguments_add(arguments, GRPC_ARG_MAX_ALLOWED_INCOMING_CONNECTIONS,
                            connections_of_core(self));
#endif
#ifdef GRPC_ARG_ABSOLUTE_MAX_METADATA_SIZE
    /* Between the two, newer cores refuse at random. */
    if (self->values[METADATA_MAX_SIZE] != AS_THE_CORE)
        pipc__arguments_add(arguments, GRPC_ARG_ABSOLUTE_MAX_METADATA_SIZE,
                            self->values[METADATA_MAX_SIZE]);
#endif
}

grpc_resource_quota *pipc__bounds_add_quota(const pipc__bounds *self, pipc__arguments *arguments)
{
    grpc_resource_quota *quota;

    if (self->memory_quota_bytes == 0)
        return NULL;
    quota = grpc_resource_quota_create("pipc");
    grpc_resource_quota_resize(quota, (size_t)self->memory_quota_bytes);
    pipc__arguments_add_pointer(arguments, GRPC_ARG_RESOURCE_QUOTA, quota,
                                grpc_resource_quota_arg_vtable());
    return quota;
}

void pipc__bounds_release_quota(grpc_resource_quota *quota)
{
    if (quota != NULL)
        grpc_resource_quota_unref(quota);
}
