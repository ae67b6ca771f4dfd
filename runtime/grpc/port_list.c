#include "grpc/port_list.h"

#include <pipc/error.h>

#include "base/alloc.h"
#include "grpc/bind_failure.h"
#include "grpc/refusal.h"

static int bind_port(pipc__port_list *self, grpc_server *server, const pipc__connection *connection,
                     const pipc__server_options *options, pipc_error **error)
{
    pipc__server_credentials *credentials = NULL;
    int code = pipc__server_credentials_create(connection->secure, options->credential,
                                               options->loggers, &credentials, error);
    int port;

    if (code != PIPC_OK)
        return code;
    port = grpc_server_add_http2_port(server, connection->target,
                                      pipc__server_credentials_get(credentials));
    self->credentials[self->count] = credentials;
    /* The core reports port 1 for a unix socket. */
    self->numbers[self->count] = connection->host == NULL ? 0 : port;
    self->count++;
    if (port == 0)
        return pipc__fail_to_bind(connection, options->reuse_port, error);
    return PIPC_OK;
}

int pipc__port_list_bind(pipc__port_list *self, grpc_server *server, const pipc__connection *first,
                         const pipc__server_options *options, pipc_error **error)
{
    size_t count = 0;
    int code = PIPC_OK;

    for (const pipc__connection *c = first; c != NULL; c = c->next)
        count++;
    self->numbers = pipc__alloc_zeroed(count * sizeof *self->numbers);
    self->credentials = pipc__alloc_zeroed(count * sizeof(*self->credentials));
    if (self->numbers == NULL || self->credentials == NULL)
        return pipc_fail_no_memory(error);
    for (const pipc__connection *c = first; c != NULL && code == PIPC_OK; c = c->next)
        code = bind_port(self, server, c, options, error);
    return code;
}

void pipc__port_list_refuse(const pipc__port_list *self, atomic_ulong *refused)
{
    for (size_t i = 0; i < self->count; i++)
        pipc__refusal_begin(pipc__server_credentials_get(self->credentials[i]), refused);
}

void pipc__port_list_dispose(pipc__port_list *self)
{
    for (size_t i = 0; i < self->count; i++)
        pipc__server_credentials_free(self->credentials[i]);
    pipc__free(self->credentials);
    pipc__free(self->numbers);
}
