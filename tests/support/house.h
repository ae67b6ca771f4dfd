/* A container, and a factory of recorders for it. */
#ifndef PIPC_TESTS_SUPPORT_HOUSE_H_
#define PIPC_TESTS_SUPPORT_HOUSE_H_

#include <pipc/container.h>
#include <pipc/factory.h>

#include "support/capturing_logger.h"
#include "support/recorder.h"

/* The factory makes `t:recorder:*:*:1.0`; a recorder's name is "one", "two" or "three", whichever
 * its descriptor holds. */
typedef struct house {
    pipc_container container; /* of the name "house" */
    pipc_factory factory;
    life_record record;
    const char *failing; /* the name of the recorder that fails, and at what */
    const char *fails_at;
    int live; /* recorders that are there */
    capturing_logger logger;
} house;

/* For cmocka: *state is a `house`, not configured. */
int house_setup(void **state);
int house_teardown(void **state);

/* Configures from text, as pipc_config_params_from_string(). */
int house_configure(house *self, const char *line, pipc_error **error);

/* Gives the container its logger, which is the program's and not the container's. */
void house_give_logger(house *self);

#endif
