#!/usr/bin/env python3
"""A server of grpc.testing.TestService on grpcio. Prints its port."""

import signal
import time
from concurrent import futures

import empty_pb2
import grpc
import messages_pb2
import peer_tls
from test_service import ECHO_INITIAL, ECHO_TRAILING, RPCS, SERVICE, zeros


def echo_metadata(context):
    for key, value in context.invocation_metadata():
        if key == ECHO_INITIAL:
            context.send_initial_metadata(((key, value),))
        elif key == ECHO_TRAILING:
            context.set_trailing_metadata(((key, value),))


def answer_status(request, context):
    """Whether the call ends with the status that the request wants."""
    if not request.HasField("response_status"):
        return False
    codes = {code.value[0]: code for code in grpc.StatusCode}
    context.set_code(codes[request.response_status.code])
    context.set_details(request.response_status.message)
    return True


def choose_compression(context, wanted, is_first):
    """Has the next response compressed, or not, as `wanted` says, which may say nothing."""
    if is_first:
        context.set_compression(grpc.Compression.Gzip if wanted else grpc.Compression.NoCompression)
    if wanted and not wanted.value:
        context.disable_next_message_compression()


def empty_call(request, context):
    echo_metadata(context)
    return empty_pb2.Empty()


def unary_call(request, context):
    echo_metadata(context)
    if answer_status(request, context):
        return messages_pb2.SimpleResponse()
    has_wish = request.HasField("response_compressed")
    choose_compression(context, request.response_compressed if has_wish else None, True)
    return messages_pb2.SimpleResponse(payload=zeros(request.response_size))


def responses(request, context, is_first=True):
    for parameters in request.response_parameters:
        time.sleep(parameters.interval_us / 1e6)
        has_wish = parameters.HasField("compressed")
        choose_compression(context, parameters.compressed if has_wish else None, is_first)
        is_first = False
        yield messages_pb2.StreamingOutputCallResponse(payload=zeros(parameters.size))


def streaming_output_call(request, context):
    yield from responses(request, context)


def streaming_input_call(requests, context):
    size = sum(len(request.payload.body) for request in requests)
    return messages_pb2.StreamingInputCallResponse(aggregated_payload_size=size)


def full_duplex_call(requests, context):
    echo_metadata(context)
    for number, request in enumerate(requests):
        if answer_status(request, context):
            return
        yield from responses(request, context, number == 0)


def half_duplex_call(requests, context):
    for number, request in enumerate(list(requests)):
        yield from responses(request, context, number == 0)


def add_handlers(server):
    functions = {
        "EmptyCall": empty_call,
        "UnaryCall": unary_call,
        "StreamingOutputCall": streaming_output_call,
        "StreamingInputCall": streaming_input_call,
        "FullDuplexCall": full_duplex_call,
        "HalfDuplexCall": half_duplex_call,
    }
    handlers = {
        name: getattr(grpc, f"{kind}_rpc_method_handler")(
            functions[name],
            request_deserializer=request.FromString,
            response_serializer=response.SerializeToString,
        )
        for name, (kind, request, response) in RPCS.items()
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, handlers),))


def main():
    stop = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop)
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
    add_handlers(server)
    port = peer_tls.add_port(server, "127.0.0.1:0")
    server.start()
    print(f"listening on 127.0.0.1, port {port}", flush=True)
    signal.sigwait(stop)
    server.stop(None).wait()


main()
