/* An HTTP server that answers GET, for programs that read what this one counts. */
#ifndef PIPC_RUNTIME_OBSERVE_HTTP_SERVER_H_
#define PIPC_RUNTIME_OBSERVE_HTTP_SERVER_H_

#include <pipc/types.h>

/* What may be asked of one server at once. */
enum {
    PIPC__HTTP_CONNECTIONS_MAX = 32,
    PIPC__HTTP_CONNECTIONS_PER_ADDRESS_MAX = 8,
    PIPC__HTTP_HEADER_BYTES_MAX = 8 * 1024
};

typedef struct pipc__http_server pipc__http_server;

/* The status of an answer. */
typedef enum pipc__http_status {
    PIPC__HTTP_OK = 200,
    PIPC__HTTP_NOT_FOUND = 404,
    PIPC__HTTP_UNAVAILABLE = 503
} pipc__http_status;

typedef struct pipc__http_options {
    const char *host; /* a name or an address, without brackets */
    int port;         /* 0: any free one */
    long timeout_ms;  /* how long a connection may be silent */
    const char *content_type;
    /*
     * Answers GET `path`. *body is the server's, made by pipc__alloc(), if this returns OK.
     *
     * Threads: called on a thread of the server, one at a time.
     */
    pipc__http_status (*get)(void *argument, const char *path, char **body);
    void *argument;
} pipc__http_options;

/*
 * Listens, and answers on a thread of its own. `options` are borrowed for the call, but for what
 * `get` needs, and the content type.
 *
 * Errors: PIPC_E_UNSUPPORTED NO_HTTP if there is nothing to do it with; PIPC_E_NO_RESPONSE
 *         CANNOT_LISTEN naming host and port; PIPC_E_NO_MEMORY.
 */
int pipc__http_server_start(const pipc__http_options *options, pipc__http_server **out,
                            pipc_error **error);

/* The port it listens on. */
int pipc__http_server_port(const pipc__http_server *self);

/* Ends all connections. When it returns, `get` is not running any more. Accepts NULL. */
void pipc__http_server_stop(pipc__http_server *self);

#endif
