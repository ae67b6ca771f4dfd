/* The commandable service: a command set, called over gRPC. Needs pipc built with jansson. */
#ifndef PIPC_COMMANDABLE_GRPC_SERVICE_H_
#define PIPC_COMMANDABLE_GRPC_SERVICE_H_

#include <pipc/command_set.h>
#include <pipc/dependency_resolver.h>
#include <pipc/grpc_service.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A service that runs the commands of a set, called as "<name>.<command>" by the rpc
 * `/commandable.Commandable/invoke` of Pip.Services (proto/commandable.proto), whichever toolkit of
 * versions 3 and 4 the caller is written with. All commandable services of an endpoint share that
 * one rpc; of names that both fit, as "v1" and "v1.beacons", the longer one counts.
 *
 * Arguments and results are JSON. Arguments that are missing, empty or null are none; what is no
 * JSON, or no object, is refused with PIPC_E_BAD_REQUEST BAD_JSON. The command runs through the
 * interceptors of its set, and its arguments are checked before. Its context has the correlation id
 * of the request, or else of the call's metadata; calls made with it end when the caller goes.
 *
 * That a command fails is told in the reply, and the status of the call is OK: category, code,
 * status, message, cause, details and correlation id, never a stack trace. A command that is not
 * there is PIPC_E_FAILED_INVOCATION METHOD_NOT_FOUND. The call itself fails as of any service, for
 * what stands around it: interceptors and authorizers of `service`, bytes that are no request, want
 * of memory.
 *
 * Counters among its references count each command that is there, as "<name>.<command>.exec_count",
 * `.exec_time` and `.exec_errors`; all calls together are "commandable.Commandable.invoke", whose
 * errors are those of calls.
 *
 * Configuration: that of a pipc_grpc_service, and
 *   dependencies.service     the descriptor of the pipc_commandable whose commands it runs, unless
 *   dependencies.controller  they were given when it was initialised; either name will do
 *
 * Errors of pipc_set_references(): PIPC_E_MISCONFIGURATION BAD_REFERENCE for a component that is no
 * pipc_commandable; those of a pipc_grpc_service: PIPC_E_CONFLICT DUPLICATE_SERVICE also when the
 * endpoint has a commandable service of that name. Errors of pipc_open(): PIPC_E_INTERNAL REF_ERROR
 * if there are no commands to run.
 */
struct pipc_commandable_grpc_service {
    pipc_grpc_service service;
    const struct commandable_commandable_handlers *handlers; /**< private, and the rest likewise */
    const char *name;
    const pipc_command_set *own_commands;
    const pipc_command_set *commands;
    pipc_dependency_resolver dependencies;
};

/**
 * Makes `self` ready to configure. Cannot fail. Its component is `&self->service.component`.
 *
 * @param name         what callers know it by, as "dummy" or "v1.beacons".
 * @param command_set  the commands; NULL: those of a component among its references.
 *
 * Ownership: borrows both until it is disposed.
 */
PIPC_API void pipc_commandable_grpc_service_init(pipc_commandable_grpc_service *self,
                                                 const char *name,
                                                 const pipc_command_set *command_set);

#ifdef __cplusplus
}
#endif

#endif
