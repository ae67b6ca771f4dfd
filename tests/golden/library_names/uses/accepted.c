/* What a program may have included before. */
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <libgen.h>
#include <math.h>
#include <netdb.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>

#include "in.pipc.h"

static int answer(words_service *self, pipc_call *call, const Word *request, Word *response,
                  pipc_error **error)
{
    (void)self, (void)call, (void)request, (void)response, (void)error;
    return PIPC_OK;
}

extern const words_handlers handlers;
const words_handlers handlers = {
    .errno_ = answer,
    .stdin_ = answer,
    .assert_ = answer,
    .offsetof_ = answer,
    .h_errno_ = answer,
    .basename_ = answer,
    .signal = answer,
    .st_atime_ = answer,
    .isnan = answer,
    .delete_ = answer,
    .class_ = answer,
    .while_ = answer,
};
