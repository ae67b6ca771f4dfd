/* Services that an endpoint brings along when its configuration asks for them. */
#ifndef PIPC_RUNTIME_GRPC_COMPANIONS_H_
#define PIPC_RUNTIME_GRPC_COMPANIONS_H_

#include <stdbool.h>

#include <pipc/config_params.h>
#include <pipc/grpc_endpoint.h>

/* The part that all of them have in common. */
typedef struct pipc__companion pipc__companion;

/* A slot that is NULL does nothing. */
typedef struct pipc__companion_class {
    const char *option; /* that asks for it: "options.health" */
    /* NULL: no memory. It is kept until the endpoint is disposed, also while nobody asks for it. */
    pipc__companion *(*make)(pipc_grpc_endpoint *endpoint);
    /* Adds the service, before the endpoint listens. */
    int (*open)(pipc__companion *self, pipc_error **error);
    /* A service of the endpoint was opened, closed or removed. Threads: any. */
    void (*services_changed)(pipc__companion *self);
    /*
     * What a close of the endpoint begins with, while calls are still taken and answered as ever.
     * Ends what would wait for its caller to the end of options.shutdown_timeout.
     */
    void (*closing)(pipc__companion *self);
    /* Removes the service: nothing runs any more. */
    void (*close)(pipc__companion *self);
    void (*free)(pipc__companion *self); /* it is closed */
} pipc__companion_class;

struct pipc__companion {
    const pipc__companion_class *companion_class;
};

enum { PIPC__COMPANION_HEALTH, PIPC__COMPANION_REFLECTION, PIPC__COMPANION_COUNT };

/*
 * All there are, in the order of the enum. They are services, which this floor does not know: the
 * one above defines this.
 */
extern const pipc__companion_class *const pipc__companion_classes[PIPC__COMPANION_COUNT];

/* Which of them a configuration asks for. */
typedef struct pipc__companions_asked {
    bool each[PIPC__COMPANION_COUNT];
} pipc__companions_asked;

/* Those of an endpoint. Zeroed: none is asked for. */
typedef struct pipc__companions {
    pipc__companion *all[PIPC__COMPANION_COUNT]; /* NULL: never asked for */
    pipc__companions_asked asked;
} pipc__companions;

/*
 * Reads which are asked for, and makes those that are missing; they have no effect yet.
 *
 * Errors: PIPC_E_MISCONFIGURATION for what is no boolean; PIPC_E_NO_MEMORY.
 */
int pipc__companions_read(pipc__companions *self, pipc_grpc_endpoint *endpoint,
                          const pipc_config_params *config, pipc__companions_asked *asked,
                          pipc_error **error);

/* Opens those that are asked for, or none. */
int pipc__companions_open(pipc__companions *self, pipc_error **error);
void pipc__companions_services_changed(pipc__companions *self);
void pipc__companions_closing(pipc__companions *self);
void pipc__companions_close(pipc__companions *self);
void pipc__companions_dispose(pipc__companions *self);

/* NULL: that one is not asked for. Threads: any, once configured. */
pipc__companion *pipc__companions_get(const pipc__companions *self, int which);

#endif
