/* The dummies as a service of their own: dummies.Dummies, filled in. */
#ifndef DUMMIES_SERVICE_H_
#define DUMMIES_SERVICE_H_

#include "dummies.pipc.h"
#include "dummy_store.h"

typedef struct dummies_service {
    dummies_dummies_service service;
    dummy_store *store;
} dummies_service;

/** Makes `self` ready to configure. `store` must outlive it. */
void dummies_service_init(dummies_service *self, dummy_store *store);

#endif
