#include "grpc/handover.h"

#include <grpc/grpc_security.h>
#include <string.h>

/*
 * Core 29 (gRPC 1.51) takes connections in three ways. Those that it accepts itself it does not
 * count, and when descriptors run out it never accepts again. Those of
 * grpc_server_add_channel_from_fd() can have no TLS, no time limit for their handshake and no
 * address. The third way is the one behind ExternalConnectionAcceptor of gRPC C++, which lacks
 * nothing; it is a class of C++, so its methods are found where the ABI of C++ has them. That holds
 * for this version, which is asked for; later ones bound connections themselves.
 */
#define KNOWN_CORE "29."
#define ADDRESS "external:pipc"

typedef struct core_acceptor_methods {
    void (*destroy)(pipc__core_acceptor *self);
    void (*destroy_and_free)(pipc__core_acceptor *self);
    void (*handle)(pipc__core_acceptor *self, int listening_fd, int fd, grpc_byte_buffer *read);
} core_acceptor_methods;

struct pipc__core_acceptor {
    const core_acceptor_methods *methods;
};

bool pipc__handover_is_known(void)
{
    return strncmp(grpc_version_string(), KNOWN_CORE, strlen(KNOWN_CORE)) == 0;
}

static void *copy_slot(void *slot)
{
    return slot;
}

static void destroy_slot(void *slot)
{
    (void)slot; /* it is the server's, and not in the core's hands */
}

static int compare_slots(void *one, void *other)
{
    return one == other ? 0 : one < other ? -1 : 1;
}

void pipc__handover_prepare(pipc__core_acceptor **slot, pipc__arguments *arguments)
{
    static const grpc_arg_pointer_vtable vtable = {copy_slot, destroy_slot, compare_slots};

    pipc__arguments_add_pointer(arguments, ADDRESS, slot, &vtable);
}

pipc__core_acceptor *pipc__handover_open(grpc_server *server, pipc__core_acceptor **slot,
                                         grpc_server_credentials *credentials)
{
    *slot = NULL; /* which was that of the port before */
    grpc_server_add_http2_port(server, ADDRESS, credentials); /* 0, as there is no port */
    return *slot;
}

void pipc__handover_give(pipc__core_acceptor *acceptor, int listening_fd, int fd)
{
    acceptor->methods->handle(acceptor, listening_fd, fd, NULL);
}
