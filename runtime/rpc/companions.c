/* The companions that the floor below knows by name only. */
#include "grpc/companions.h"

#include "rpc/health.h"
#include "rpc/reflection.h"

const pipc__companion_class *const pipc__companion_classes[PIPC__COMPANION_COUNT] = {
    [PIPC__COMPANION_HEALTH] = &pipc__health_class,
    [PIPC__COMPANION_REFLECTION] = &pipc__reflection_class,
};
