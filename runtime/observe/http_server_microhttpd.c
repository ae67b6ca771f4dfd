#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/sync.h"
#include "observe/http_server.h"
#include "observe/microhttpd.h"

enum { MS_PER_SECOND = 1000 };

struct pipc__http_server {
    pipc__microhttpd library;
    struct MHD_Daemon *daemon;
    const char *content_type;
    pipc__http_status (*get)(void *argument, const char *path, char **body);
    void *argument;
};

/* --- answer --------------------------------------------------------------------------------- */

/* Queues `response` (taken, may be NULL), which ends the connection if that cannot be. */
static enum MHD_Result queue(const pipc__http_server *self, struct MHD_Connection *connection,
                             unsigned status, const char *header, const char *value,
                             struct MHD_Response *response)
{
    enum MHD_Result result = MHD_NO;

    if (response == NULL)
        return MHD_NO;
    if (self->library.add_response_header(response, header, value) == MHD_YES)
        result = self->library.queue_response(connection, status, response);
    self->library.destroy_response(response);
    return result;
}

/* `text` is static. */
static enum MHD_Result refuse(const pipc__http_server *self, struct MHD_Connection *connection,
                              unsigned status, const char *text)
{
    return queue(self, connection, status, "Allow", "GET, HEAD",
                 self->library.create_response(strlen(text), (void *)text, MHD_RESPMEM_PERSISTENT));
}

static enum MHD_Result give(const pipc__http_server *self, struct MHD_Connection *connection,
                            char *body)
{
    struct MHD_Response *response =
        self->library.create_response_with_free_callback(strlen(body), body, pipc__free);

    if (response == NULL)
        pipc__free(body);
    return queue(self, connection, MHD_HTTP_OK, "Content-Type", self->content_type, response);
}

static enum MHD_Result answer_get(const pipc__http_server *self, struct MHD_Connection *connection,
                                  const char *path)
{
    char *body = NULL;

    switch (self->get(self->argument, path, &body)) {
    case PIPC__HTTP_OK:
        return give(self, connection, body);
    case PIPC__HTTP_NOT_FOUND:
        return refuse(self, connection, MHD_HTTP_NOT_FOUND, "There is no such page.\n");
    case PIPC__HTTP_UNAVAILABLE:
    default:
        return refuse(self, connection, MHD_HTTP_SERVICE_UNAVAILABLE, "There is no memory.\n");
    }
}

static bool has_body(const pipc__http_server *self, struct MHD_Connection *connection)
{
    const char *length =
        self->library.lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");

    return (length != NULL && strcmp(length, "0") != 0) ||
           self->library.lookup_connection_value(connection, MHD_HEADER_KIND,
                                                 "Transfer-Encoding") != NULL;
}

static bool is_get(const char *method)
{
    return strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
}

/*
 * Called when the headers have come, and again when the request is whole. What is refused is so the
 * first time, which spares reading a body and ends the connection.
 */
static enum MHD_Result answer(void *argument, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **seen)
{
    static char before;
    const pipc__http_server *self = argument;

    (void)version;
    (void)upload;
    (void)upload_size;
    if (*seen != NULL)
        return answer_get(self, connection, path);
    *seen = &before;
    if (!is_get(method))
        return refuse(self, connection, MHD_HTTP_METHOD_NOT_ALLOWED, "Only GET is answered.\n");
    if (has_body(self, connection))
        return refuse(self, connection, MHD_HTTP_BAD_REQUEST, "GET has no body here.\n");
    return MHD_YES;
}

/* --- listen --------------------------------------------------------------------------------- */

static int fail_to_listen(const pipc__http_options *options, const char *why, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_NO_RESPONSE, "CANNOT_LISTEN",
                     "cannot listen for HTTP on %s port %d: %s", options->host, options->port, why);
}

/* What it says goes to nobody: its errno tells why it does not start. */
static void log_nothing(void *argument, const char *format, va_list arguments)
{
    (void)argument;
    (void)format;
    (void)arguments;
}

/* What a daemon is started with. */
typedef struct daemon_start {
    pipc__http_server *server;
    const struct sockaddr *address;
    long timeout_ms;
    int failure; /* an errno */
} daemon_start;

static void start_daemon(void *argument)
{
    daemon_start *start = argument;
    unsigned flags = MHD_USE_AUTO_INTERNAL_THREAD | MHD_USE_ERROR_LOG;
    unsigned timeout_seconds = (unsigned)((start->timeout_ms + MS_PER_SECOND - 1) / MS_PER_SECOND);

    if (start->address->sa_family == AF_INET6)
        flags |= MHD_USE_DUAL_STACK;
    errno = 0;
    start->server->daemon = start->server->library.start_daemon(
        flags, 0, NULL, NULL, answer, start->server, MHD_OPTION_EXTERNAL_LOGGER, log_nothing, NULL,
        MHD_OPTION_SOCK_ADDR, start->address, MHD_OPTION_CONNECTION_TIMEOUT, timeout_seconds,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)PIPC__HTTP_CONNECTIONS_MAX,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)PIPC__HTTP_CONNECTIONS_PER_ADDRESS_MAX,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)PIPC__HTTP_HEADER_BYTES_MAX,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    start->failure = errno;
}

static int start_on(pipc__http_server *self, const pipc__http_options *options,
                    const struct addrinfo *address, pipc_error **error)
{
    daemon_start start = {
        .server = self, .address = address->ai_addr, .timeout_ms = options->timeout_ms};

    pipc__without_signals(start_daemon, &start);
    if (self->daemon != NULL)
        return PIPC_OK;
    return fail_to_listen(options,
                          start.failure == 0 ? "nothing is known" : strerror(start.failure), error);
}

static int start(pipc__http_server *self, const pipc__http_options *options, pipc_error **error)
{
    const struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV,
                                   .ai_socktype = SOCK_STREAM};
    struct addrinfo *addresses = NULL;
    char port[16];
    int result;
    int code;

    snprintf(port, sizeof port, "%d", options->port);
    result = getaddrinfo(options->host, port, &hints, &addresses);
    if (result != 0)
        return fail_to_listen(options, gai_strerror(result), error);
    code = start_on(self, options, addresses, error);
    freeaddrinfo(addresses);
    return code;
}

int pipc__http_server_start(const pipc__http_options *options, pipc__http_server **out,
                            pipc_error **error)
{
    pipc__http_server *self = pipc__alloc_zeroed(sizeof *self);
    int code;

    if (self == NULL)
        return pipc_fail_no_memory(error);
    self->content_type = options->content_type;
    self->get = options->get;
    self->argument = options->argument;
    code = pipc__microhttpd_load(&self->library, error);
    if (code == PIPC_OK)
        code = start(self, options, error);
    if (code == PIPC_OK)
        *out = self;
    else
        pipc__free(self);
    return code;
}

int pipc__http_server_port(const pipc__http_server *self)
{
    const union MHD_DaemonInfo *info =
        self->library.get_daemon_info(self->daemon, MHD_DAEMON_INFO_BIND_PORT);

    return info == NULL ? 0 : info->port;
}

void pipc__http_server_stop(pipc__http_server *self)
{
    if (self == NULL)
        return;
    self->library.stop_daemon(self->daemon);
    pipc__free(self);
}
