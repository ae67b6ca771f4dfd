#include "grpc/library.h"

#include <grpc/grpc.h>
#include <grpc/support/log.h>
#include <stdlib.h>

#include "component/fork.h"

static void silence_core(void)
{
#ifdef PIPC_HAVE_GPR_LOG
    if (getenv("GRPC_VERBOSITY") == NULL && getenv("GRPC_TRACE") == NULL)
        gpr_set_log_verbosity((gpr_log_severity)(GPR_LOG_SEVERITY_ERROR + 1));
#endif
}

void pipc__library_acquire(void)
{
    pipc__fork_core_begins();
    silence_core();
    grpc_init();
}

/*
 * With grpc_shutdown() the core would end its threads some time later, in a thread of its own: a
 * program that exits right after its last component was closed would race with that.
 */
void pipc__library_release(void)
{
    grpc_shutdown_blocking();
    pipc__fork_core_ends();
}
