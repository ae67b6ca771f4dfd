/* The types of pipc, named once, and the few macros that its declarations use. */
#ifndef PIPC_TYPES_H_
#define PIPC_TYPES_H_

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define PIPC_API __attribute__((__visibility__("default")))
#define PIPC_NODISCARD __attribute__((__warn_unused_result__))
#define PIPC_DEPRECATED __attribute__((__deprecated__))
#define PIPC_PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))
#define PIPC_SENTINEL __attribute__((__sentinel__))
#else
#define PIPC_API
#define PIPC_NODISCARD
#define PIPC_DEPRECATED
#define PIPC_PRINTF(text, first)
#define PIPC_SENTINEL
#endif

/** The struct of `type` whose `member` is at `pointer`: how a handler gets from parent to child. */
#define PIPC_CONTAINER_OF(pointer, type, member)                                                   \
    ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

#define PIPC_ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pipc_allocator pipc_allocator;
typedef struct pipc_call pipc_call;
typedef struct pipc_cached_counters pipc_cached_counters;
typedef struct pipc_cached_counters_class pipc_cached_counters_class;
typedef struct pipc_cached_logger pipc_cached_logger;
typedef struct pipc_cached_logger_class pipc_cached_logger_class;
typedef struct pipc_cancellation pipc_cancellation;
typedef struct pipc_command pipc_command;
typedef struct pipc_command_set pipc_command_set;
typedef struct pipc_commandable pipc_commandable;
typedef struct pipc_commandable_grpc_client pipc_commandable_grpc_client;
typedef struct pipc_commandable_grpc_service pipc_commandable_grpc_service;
typedef struct pipc_component pipc_component;
typedef struct pipc_component_class pipc_component_class;
typedef struct pipc_composite_counters pipc_composite_counters;
typedef struct pipc_composite_logger pipc_composite_logger;
typedef struct pipc_composite_tracer pipc_composite_tracer;
typedef struct pipc_config_params pipc_config_params;
typedef struct pipc_console_logger pipc_console_logger;
typedef struct pipc_container pipc_container;
typedef struct pipc_context pipc_context;
typedef struct pipc_context_info pipc_context_info;
typedef struct pipc_counters pipc_counters;
typedef struct pipc_counters_class pipc_counters_class;
typedef struct pipc_credential_store pipc_credential_store;
typedef struct pipc_credential_store_class pipc_credential_store_class;
typedef struct pipc_dependency_resolver pipc_dependency_resolver;
typedef struct pipc_descriptor pipc_descriptor;
typedef struct pipc_discovery pipc_discovery;
typedef struct pipc_discovery_class pipc_discovery_class;
typedef struct pipc_error pipc_error;
typedef struct pipc_event_loop pipc_event_loop;
typedef struct pipc_factory pipc_factory;
typedef struct pipc_factory_type pipc_factory_type;
typedef struct pipc_grpc_client pipc_grpc_client;
typedef struct pipc_grpc_client_listener pipc_grpc_client_listener;
typedef struct pipc_grpc_client_stream pipc_grpc_client_stream;
typedef struct pipc_grpc_endpoint pipc_grpc_endpoint;
typedef struct pipc_grpc_method pipc_grpc_method;
typedef struct pipc_grpc_server_listener pipc_grpc_server_listener;
typedef struct pipc_grpc_server_stream pipc_grpc_server_stream;
typedef struct pipc_grpc_service pipc_grpc_service;
typedef struct pipc_grpc_service_desc pipc_grpc_service_desc;
typedef struct pipc_log_counters pipc_log_counters;
typedef struct pipc_log_tracer pipc_log_tracer;
typedef struct pipc_logger pipc_logger;
typedef struct pipc_logger_class pipc_logger_class;
typedef struct pipc_memory_credential_store pipc_memory_credential_store;
typedef struct pipc_memory_discovery pipc_memory_discovery;
typedef struct pipc_metadata pipc_metadata;
typedef struct pipc_paging_params pipc_paging_params;
typedef struct pipc_prometheus_counters pipc_prometheus_counters;
typedef struct pipc_property_schema pipc_property_schema;
typedef struct pipc_references pipc_references;
typedef struct pipc_schema pipc_schema;
typedef struct pipc_trace pipc_trace;
typedef struct pipc_tracer pipc_tracer;
typedef struct pipc_tracer_class pipc_tracer_class;
typedef struct pipc_validation_rule pipc_validation_rule;

#ifdef __cplusplus
}
#endif

#endif
