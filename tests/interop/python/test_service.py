"""What both sides of TestService on grpcio share. messages_pb2 and empty_pb2 are protoc's, found by
PYTHONPATH."""

import empty_pb2
import messages_pb2

SERVICE = "grpc.testing.TestService"
ECHO_INITIAL = "x-grpc-test-echo-initial"
ECHO_TRAILING = "x-grpc-test-echo-trailing-bin"

_UNARY = (messages_pb2.SimpleRequest, messages_pb2.SimpleResponse)
_INPUT = (messages_pb2.StreamingInputCallRequest, messages_pb2.StreamingInputCallResponse)
_OUTPUT = (messages_pb2.StreamingOutputCallRequest, messages_pb2.StreamingOutputCallResponse)

# The kind of each rpc, as grpcio calls it, and its messages. There is no UnimplementedCall.
RPCS = {
    "EmptyCall": ("unary_unary", empty_pb2.Empty, empty_pb2.Empty),
    "UnaryCall": ("unary_unary", *_UNARY),
    "StreamingOutputCall": ("unary_stream", *_OUTPUT),
    "StreamingInputCall": ("stream_unary", *_INPUT),
    "FullDuplexCall": ("stream_stream", *_OUTPUT),
    "HalfDuplexCall": ("stream_stream", *_OUTPUT),
}


def zeros(size):
    return messages_pb2.Payload(body=bytes(size))
