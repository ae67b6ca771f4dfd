/* All of pipc that is meant for users. */
#ifndef PIPC_PIPC_H_
#define PIPC_PIPC_H_

#include <pipc/alloc.h>
#include <pipc/call.h>
#include <pipc/cancellation.h>
#include <pipc/component.h>
#include <pipc/config_params.h>
#include <pipc/config_reader.h>
#include <pipc/container.h>
#include <pipc/context.h>
#include <pipc/context_info.h>
#include <pipc/counters.h>
#include <pipc/credential_store.h>
#include <pipc/default_factory.h>
#include <pipc/dependency_resolver.h>
#include <pipc/discovery.h>
#include <pipc/error.h>
#include <pipc/event_loop.h>
#include <pipc/factory.h>
#include <pipc/grpc_client.h>
#include <pipc/grpc_compression.h>
#include <pipc/grpc_endpoint.h>
#include <pipc/grpc_factory.h>
#include <pipc/grpc_health.h>
#include <pipc/grpc_interceptor.h>
#include <pipc/grpc_service.h>
#include <pipc/grpc_status.h>
#include <pipc/lifecycle.h>
#include <pipc/log.h>
#include <pipc/message_rules.h>
#include <pipc/metadata.h>
#include <pipc/observability_factory.h>
#include <pipc/prometheus_counters.h>
#include <pipc/references.h>
#include <pipc/tracer.h>
#include <pipc/types.h>
#include <pipc/version.h>

#endif
