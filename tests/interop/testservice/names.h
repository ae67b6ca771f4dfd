/* The messages of gRPC's interop tests by shorter names. */
#ifndef NAMES_H_
#define NAMES_H_

#include "grpc/testing/test.pipc.h"

typedef Grpc__Testing__BoolValue bool_value;
typedef Grpc__Testing__EchoStatus echo_status;
typedef Grpc__Testing__Empty empty;
typedef Grpc__Testing__Payload payload;
typedef Grpc__Testing__PayloadType payload_type;
typedef Grpc__Testing__ResponseParameters response_parameters;
typedef Grpc__Testing__SimpleRequest simple_request;
typedef Grpc__Testing__SimpleResponse simple_response;
typedef Grpc__Testing__StreamingInputCallRequest input_request;
typedef Grpc__Testing__StreamingInputCallResponse input_response;
typedef Grpc__Testing__StreamingOutputCallRequest output_request;
typedef Grpc__Testing__StreamingOutputCallResponse output_response;

#define ECHO_INITIAL "x-grpc-test-echo-initial"
#define ECHO_TRAILING "x-grpc-test-echo-trailing-bin"

#endif
