#include "grpc/port_list.h"

#include <pipc/error.h>

#include "base/alloc.h"
#include "grpc/bind_failure.h"
#include "grpc/refusal.h"

/* Where a port is bound, and by whom connections are accepted that come there. */
typedef struct binding {
    grpc_server *server;
    pipc__core_acceptor **core_acceptor;
    const pipc__server_options *options;
} binding;

static int bind_by_core(const binding *to, const pipc__connection *connection,
                        grpc_server_credentials *credentials, int *port, pipc_error **error)
{
    *port = grpc_server_add_http2_port(to->server, connection->target, credentials);
    if (*port == 0)
        return pipc__fail_to_bind(connection, to->options->reuse_port, error);
    if (connection->host == NULL)
        *port = 0; /* the core reports port 1 for a unix socket */
    return PIPC_OK;
}

static int bind_by_acceptor(pipc__acceptor *acceptor, const binding *to,
                            const pipc__connection *connection,
                            grpc_server_credentials *credentials, int *port, pipc_error **error)
{
    pipc__core_acceptor *core_acceptor =
        pipc__handover_open(to->server, to->core_acceptor, credentials);
    const pipc__listening_options listening = {
        .reuse_port = to->options->reuse_port,
        .user_timeout_ms = pipc__bounds_user_timeout_ms(&to->options->bounds)};

    if (core_acceptor == NULL)
        return pipc__fail_to_bind(connection, to->options->reuse_port, error);
    return pipc__acceptor_listen(acceptor, connection, &listening, core_acceptor, port, error);
}

static int bind_port(pipc__port_list *self, const binding *to, const pipc__connection *connection,
                     pipc_error **error)
{
    pipc__server_credentials *credentials = NULL;
    int *port = &self->numbers[self->count];
    int code = pipc__server_credentials_create(connection->secure, to->options->credential,
                                               to->options->loggers, &credentials, error);
    grpc_server_credentials *core_credentials;

    if (code != PIPC_OK)
        return code;
    self->credentials[self->count++] = credentials;
    core_credentials = pipc__server_credentials_get(credentials);
    if (self->acceptor == NULL)
        return bind_by_core(to, connection, core_credentials, port, error);
    return bind_by_acceptor(self->acceptor, to, connection, core_credentials, port, error);
}

static int make_lists(pipc__port_list *self, const pipc__connection *first, pipc_error **error)
{
    size_t count = 0;

    for (const pipc__connection *c = first; c != NULL; c = c->next)
        count++;
    self->numbers = pipc__alloc_zeroed(count * sizeof *self->numbers);
    self->credentials = pipc__alloc_zeroed(count * sizeof(*self->credentials));
    if (self->numbers == NULL || self->credentials == NULL)
        return pipc_fail_no_memory(error);
    return PIPC_OK;
}

int pipc__port_list_bind(pipc__port_list *self, grpc_server *server,
                         pipc__core_acceptor **core_acceptor, const pipc__connection *first,
                         const pipc__server_options *options, pipc_error **error)
{
    const binding to = {server, core_acceptor, options};
    int code = make_lists(self, first, error);

    if (code == PIPC_OK && first != NULL && pipc__handover_is_known())
        code = pipc__acceptor_new((size_t)options->bounds.connection_max, options->loggers,
                                  &self->acceptor, error);
    for (const pipc__connection *c = first; c != NULL && code == PIPC_OK; c = c->next)
        code = bind_port(self, &to, c, error);
    return code;
}

int pipc__port_list_start(pipc__port_list *self, pipc_error **error)
{
    return self->acceptor == NULL ? PIPC_OK : pipc__acceptor_start(self->acceptor, error);
}

void pipc__port_list_stop(pipc__port_list *self)
{
    pipc__acceptor_stop(self->acceptor);
}

void pipc__port_list_refuse(const pipc__port_list *self)
{
    for (size_t i = 0; i < self->count; i++)
        pipc__refusal_begin(pipc__server_credentials_get(self->credentials[i]));
}

void pipc__port_list_dispose(pipc__port_list *self)
{
    pipc__acceptor_free(self->acceptor);
    for (size_t i = 0; i < self->count; i++)
        pipc__server_credentials_free(self->credentials[i]);
    pipc__free(self->credentials);
    pipc__free(self->numbers);
}
