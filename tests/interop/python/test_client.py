#!/usr/bin/env python3
"""A client of grpc.testing.TestService on grpcio: test_client.py PORT CASE... runs each case, and
prints `ok CASE` if it passes. The functions are gRPC's cases, and below them some more.
"""

import os
import queue
import sys
import time

import empty_pb2
import grpc
import messages_pb2
import peer_tls
from test_service import ECHO_INITIAL, ECHO_TRAILING, RPCS, SERVICE, zeros

TIMEOUT_S = 30
REQUEST_SIZES = (27182, 8, 1828, 45904)
RESPONSE_SIZES = (31415, 9, 2653, 58979)


class Stub:
    """Callables named as the rpcs."""

    def __init__(self, channel):
        for name, (kind, request, response) in RPCS.items():
            setattr(self, name, self._rpc(channel, kind, f"/{SERVICE}/{name}", request, response))
        for name, service in (
            ("UnimplementedCall", SERVICE),
            ("UnimplementedService", "grpc.testing.UnimplementedService"),
        ):
            path = f"/{service}/UnimplementedCall"
            empty = empty_pb2.Empty
            setattr(self, name, self._rpc(channel, "unary_unary", path, empty, empty))

    @staticmethod
    def _rpc(channel, kind, path, request, response):
        return getattr(channel, kind)(
            path,
            request_serializer=request.SerializeToString,
            response_deserializer=response.FromString,
        )


class Requests:
    """Requests that are sent as they are put."""

    def __init__(self):
        self._queue = queue.Queue()

    def put(self, request):
        self._queue.put(request)

    def close(self):
        self._queue.put(None)

    def __iter__(self):
        return iter(self._queue.get, None)


def check_equal(got, expected):
    assert got == expected, f"got {got!r}, expected {expected!r}"


def check_status(call, code, details=None):
    """`call` is made here, and must end with that status."""
    try:
        call()
    except grpc.RpcError as error:
        check_equal(error.code(), code)
        if details is not None:
            check_equal(error.details(), details)
    else:
        raise AssertionError(f"expected {code}, the call went well")


def check_zeros(response, size):
    check_equal(response.payload.body, bytes(size))


def output_request(*sizes, body=0, **fields):
    return messages_pb2.StreamingOutputCallRequest(
        response_parameters=[messages_pb2.ResponseParameters(size=size) for size in sizes],
        payload=zeros(body),
        **fields,
    )


def large_request(**fields):
    return messages_pb2.SimpleRequest(response_size=314159, payload=zeros(271828), **fields)


def empty_unary(stub):
    check_equal(stub.EmptyCall(empty_pb2.Empty(), timeout=TIMEOUT_S), empty_pb2.Empty())


def large_unary(stub):
    check_zeros(stub.UnaryCall(large_request(), timeout=TIMEOUT_S), 314159)


def told(value):
    return messages_pb2.BoolValue(value=value)


def client_compressed_unary(stub):
    def call(compression, expected):
        request = large_request(expect_compressed=told(expected))
        return stub.UnaryCall(request, timeout=TIMEOUT_S, compression=compression)

    plain = grpc.Compression.NoCompression
    check_status(lambda: call(plain, True), grpc.StatusCode.INVALID_ARGUMENT)
    for compression in (grpc.Compression.Gzip, grpc.Compression.Deflate):
        check_zeros(call(compression, True), 314159)
        check_status(lambda: call(compression, False), grpc.StatusCode.INVALID_ARGUMENT)
    check_zeros(call(plain, False), 314159)


def server_compressed_unary(stub):
    for compressed in (True, False):
        request = large_request(response_compressed=told(compressed))
        check_zeros(stub.UnaryCall(request, timeout=TIMEOUT_S), 314159)


def client_compressed_streaming(stub):
    def call(compression, *requests):
        return stub.StreamingInputCall(iter(requests), timeout=TIMEOUT_S, compression=compression)

    def request(expected, payload):
        fields = {"expect_compressed": told(expected), "payload": payload}
        return messages_pb2.StreamingInputCallRequest(**fields)

    # What cannot be made smaller is not compressed: there is no other way to leave out a message.
    noise = messages_pb2.Payload(body=os.urandom(45904))
    first = request(True, zeros(27182))
    plain = lambda: call(grpc.Compression.NoCompression, first)
    check_status(plain, grpc.StatusCode.INVALID_ARGUMENT)
    response = call(grpc.Compression.Gzip, first, request(False, noise))
    check_equal(response.aggregated_payload_size, 73086)


def server_compressed_streaming(stub):
    parameters = [
        messages_pb2.ResponseParameters(size=size, compressed=told(compressed))
        for size, compressed in ((31415, True), (92653, False))
    ]
    request = messages_pb2.StreamingOutputCallRequest(response_parameters=parameters)
    for responses in (
        stub.StreamingOutputCall(request, timeout=TIMEOUT_S),
        stub.FullDuplexCall(iter([request]), timeout=TIMEOUT_S),
        stub.HalfDuplexCall(iter([request]), timeout=TIMEOUT_S),
    ):
        check_equal([one.payload.body for one in responses], [bytes(31415), bytes(92653)])


def client_streaming(stub):
    requests = [messages_pb2.StreamingInputCallRequest(payload=zeros(n)) for n in REQUEST_SIZES]
    response = stub.StreamingInputCall(iter(requests), timeout=TIMEOUT_S)
    check_equal(response.aggregated_payload_size, 74922)


def server_streaming(stub):
    responses = stub.StreamingOutputCall(output_request(*RESPONSE_SIZES), timeout=TIMEOUT_S)
    check_equal([len(one.payload.body) for one in responses], list(RESPONSE_SIZES))


def ping_pong(stub):
    requests = Requests()
    responses = stub.FullDuplexCall(iter(requests), timeout=TIMEOUT_S)
    for request_size, response_size in zip(REQUEST_SIZES, RESPONSE_SIZES):
        requests.put(output_request(response_size, body=request_size))
        check_zeros(next(responses), response_size)
    requests.close()
    check_equal(list(responses), [])


def empty_stream(stub):
    check_equal(list(stub.FullDuplexCall(iter(()), timeout=TIMEOUT_S)), [])


def cancel_after_begin(stub):
    requests = Requests()
    call = stub.StreamingInputCall.future(iter(requests), timeout=TIMEOUT_S)
    call.cancel()
    requests.close()
    check_equal(call.code(), grpc.StatusCode.CANCELLED)


def cancel_after_first_response(stub):
    requests = Requests()
    responses = stub.FullDuplexCall(iter(requests), timeout=TIMEOUT_S)
    requests.put(output_request(31415, body=27182))
    check_zeros(next(responses), 31415)
    responses.cancel()
    requests.close()
    check_status(lambda: next(responses), grpc.StatusCode.CANCELLED)


def timeout_on_sleeping_server(stub):
    requests = Requests()
    responses = stub.FullDuplexCall(iter(requests), timeout=0.001)
    requests.put(output_request(body=27182))
    check_status(lambda: next(responses), grpc.StatusCode.DEADLINE_EXCEEDED)
    requests.close()


def check_echo(call):
    check_equal(dict(call.initial_metadata()).get(ECHO_INITIAL), "test_initial_metadata_value")
    check_equal(dict(call.trailing_metadata()).get(ECHO_TRAILING), b"\xab\xab\xab")


def custom_metadata(stub):
    metadata = (
        (ECHO_INITIAL, "test_initial_metadata_value"),
        (ECHO_TRAILING, b"\xab\xab\xab"),
    )
    response, call = stub.UnaryCall.with_call(large_request(), TIMEOUT_S, metadata)
    check_zeros(response, 314159)
    check_echo(call)
    requests = iter([output_request(314159, body=271828)])
    responses = stub.FullDuplexCall(requests, TIMEOUT_S, metadata)
    check_equal([len(one.payload.body) for one in responses], [314159])
    check_echo(responses)


def status_code_and_message(stub):
    status = messages_pb2.EchoStatus(code=2, message="test status message")
    request = messages_pb2.SimpleRequest(response_status=status)
    expected = (grpc.StatusCode.UNKNOWN, status.message)
    check_status(lambda: stub.UnaryCall(request, timeout=TIMEOUT_S), *expected)
    requests = [output_request(response_status=status)]
    check_status(lambda: list(stub.FullDuplexCall(iter(requests), timeout=TIMEOUT_S)), *expected)


def special_status_message(stub):
    message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
    status = messages_pb2.EchoStatus(code=2, message=message)
    request = messages_pb2.SimpleRequest(response_status=status)
    call = lambda: stub.UnaryCall(request, timeout=TIMEOUT_S)
    check_status(call, grpc.StatusCode.UNKNOWN, message)


def unimplemented_method(stub):
    call = lambda: stub.UnimplementedCall(empty_pb2.Empty(), timeout=TIMEOUT_S)
    check_status(call, grpc.StatusCode.UNIMPLEMENTED)


def unimplemented_service(stub):
    call = lambda: stub.UnimplementedService(empty_pb2.Empty(), timeout=TIMEOUT_S)
    check_status(call, grpc.StatusCode.UNIMPLEMENTED)


# More than gRPC's cases ask for.


def half_duplex(stub):
    requests = Requests()
    responses = stub.HalfDuplexCall(iter(requests), timeout=TIMEOUT_S)
    for size in RESPONSE_SIZES:
        requests.put(output_request(size))
    requests.close()
    check_equal([len(one.payload.body) for one in responses], list(RESPONSE_SIZES))


def half_duplex_without_end(stub):
    requests = iter([output_request(*[1] * 6000)] * 2)
    call = lambda: list(stub.HalfDuplexCall(requests, timeout=TIMEOUT_S))
    check_status(call, grpc.StatusCode.RESOURCE_EXHAUSTED)


def intervals(stub):
    parameters = [messages_pb2.ResponseParameters(size=1, interval_us=50000)] * 2
    request = messages_pb2.StreamingOutputCallRequest(response_parameters=parameters)
    started = time.monotonic()
    check_equal(len(list(stub.StreamingOutputCall(request, timeout=TIMEOUT_S))), 2)
    took = time.monotonic() - started
    assert took >= 0.1, f"the responses took {took} s, expected 0.1 s at least"


def begun_before_the_end(stub):
    """Prints `begun` once it has the first of two responses."""
    parameters = [messages_pb2.ResponseParameters(size=1, interval_us=n) for n in (0, 500000)]
    request = messages_pb2.StreamingOutputCallRequest(response_parameters=parameters)
    responses = stub.StreamingOutputCall(request, timeout=TIMEOUT_S)
    check_zeros(next(responses), 1)
    print("begun", flush=True)
    check_equal(len(list(responses)), 1)


def metadata_of_each_kind(stub):
    metadata = ((ECHO_INITIAL, "a"), (ECHO_INITIAL, "b"), (ECHO_TRAILING, b"\x00\xff"))
    calls = (
        stub.StreamingOutputCall(output_request(), TIMEOUT_S, metadata),
        stub.HalfDuplexCall(iter(()), TIMEOUT_S, metadata),
        stub.StreamingInputCall.with_call(iter(()), TIMEOUT_S, metadata)[1],
        stub.EmptyCall.with_call(empty_pb2.Empty(), TIMEOUT_S, metadata)[1],
    )
    for call in calls:
        initial = [value for key, value in call.initial_metadata() if key == ECHO_INITIAL]
        check_equal(initial, ["a", "b"])
        check_equal(dict(call.trailing_metadata())[ECHO_TRAILING], b"\x00\xff")


def bad_requests(stub):
    invalid = grpc.StatusCode.INVALID_ARGUMENT
    for fields in (
        {"response_size": -1},
        {"response_size": -(2**31)},
        {"response_size": 2**31 - 1},
        {"response_type": 7},
        {"expect_compressed": messages_pb2.BoolValue(value=True)},
    ):
        request = messages_pb2.SimpleRequest(**fields)
        check_status(lambda: stub.UnaryCall(request, timeout=TIMEOUT_S), invalid)
    for fields in ({"size": -1}, {"size": 2**31 - 1}, {"interval_us": -1}):
        parameters = [messages_pb2.ResponseParameters(**fields)]
        request = messages_pb2.StreamingOutputCallRequest(response_parameters=parameters)
        for call in (
            lambda: stub.StreamingOutputCall(request, timeout=TIMEOUT_S),
            lambda: stub.FullDuplexCall(iter([request]), timeout=TIMEOUT_S),
            lambda: stub.HalfDuplexCall(iter([request]), timeout=TIMEOUT_S),
        ):
            check_status(lambda: list(call()), invalid)
    compressed = messages_pb2.StreamingInputCallRequest(
        expect_compressed=messages_pb2.BoolValue(value=True)
    )
    call = lambda: stub.StreamingInputCall(iter([compressed]), timeout=TIMEOUT_S)
    check_status(call, invalid)


def statuses(stub):
    for code in list(grpc.StatusCode)[1:]:
        status = messages_pb2.EchoStatus(code=code.value[0], message=f"héllo {code.name}")
        request = messages_pb2.SimpleRequest(response_status=status)
        check_status(lambda: stub.UnaryCall(request, timeout=TIMEOUT_S), code, status.message)
    for number in (17, -1, 2**31 - 1):
        status = messages_pb2.EchoStatus(code=number, message="no status")
        request = messages_pb2.SimpleRequest(response_status=status)
        call = lambda: stub.UnaryCall(request, timeout=TIMEOUT_S)
        check_status(call, grpc.StatusCode.UNKNOWN, "no status")


def main():
    port, *cases = sys.argv[1:]
    with peer_tls.open_channel(f"127.0.0.1:{port}") as channel:
        stub = Stub(channel)
        for case in cases:
            globals()[case](stub)
            print(f"ok {case}", flush=True)


main()
