"""What goes over the wire when messages are compressed."""

import socket
import zlib

from support import http2
from support.program import check, check_equal

# SimpleRequest: a response of 1000 bytes, and that it is to be compressed.
UNARY_CALL = "/grpc.testing.TestService/UnaryCall"
RESPONSE = bytes.fromhex("10e807")
COMPRESSED_RESPONSE = RESPONSE + bytes.fromhex("32020801")

# StreamingOutputCallRequest: such a response, and one that is not to be compressed.
STREAMING_CALL = "/grpc.testing.TestService/StreamingOutputCall"
BOTH_RESPONSES = bytes.fromhex("1207 08e807 1a020801 1205 08e807 1a00")

ALL_ENCODINGS = {"identity", "deflate", "gzip"}


def encodings(headers):
    return {one.strip() for one in headers.get("grpc-accept-encoding", "").split(",")}


def decompress(data, encoding):
    return zlib.decompress(data, wbits=31 if encoding == "gzip" else 15)


def call_our_server(setup, path, request, *headers):
    """The headers of the answer, and its messages."""
    with setup.test_service.server() as server:
        with http2.Client(server.port()) as client:
            answer = client.call(path=path, body=http2.message(request), headers=headers)
            check_equal(answer.status, 0, f"status of {answer}")
        server.stop()
    return answer.headers, http2.split_messages(answer.body)


def check_encoding(setup, accepted, expected):
    """How our server, asked for gzip, compresses for a caller who accepts that."""
    headers = [("grpc-accept-encoding", accepted)] if accepted else []
    came, messages = call_our_server(setup, UNARY_CALL, COMPRESSED_RESPONSE, *headers)
    check_equal(came.get("grpc-encoding", "identity"), expected, f"encoding for {accepted}")
    check_equal(encodings(came), ALL_ENCODINGS, "what our server accepts")
    [(is_compressed, data)] = messages
    check_equal(is_compressed, expected != "identity", f"flag of {data.hex()}")
    plain = decompress(data, expected) if is_compressed else data
    check(plain.endswith(bytes(1000)), f"the response is {plain.hex()}")


def our_server_compresses_as_the_caller_can_read(setup):
    check_encoding(setup, "identity,deflate,gzip", "gzip")
    check_encoding(setup, "gzip", "gzip")
    check_encoding(setup, "identity, deflate", "deflate")
    check_encoding(setup, "identity", "identity")
    check_encoding(setup, "identity,brotli", "identity")
    check_encoding(setup, None, "identity")


def our_server_compresses_nothing_unasked(setup):
    accepted = ("grpc-accept-encoding", "identity,deflate,gzip")
    # The last is how the core is told what to do by those who use it: not by those who call.
    forged = ("grpc-internal-encoding-request", "gzip")
    for headers in ((accepted,), (accepted, forged)):
        came, messages = call_our_server(setup, UNARY_CALL, RESPONSE, *headers)
        check_equal(came.get("grpc-encoding", "identity"), "identity", "encoding")
        check_equal([one[0] for one in messages], [False], "flags")


def our_server_leaves_out_messages(setup):
    accepted = ("grpc-accept-encoding", "gzip")
    came, messages = call_our_server(setup, STREAMING_CALL, BOTH_RESPONSES, accepted)
    check_equal(came.get("grpc-encoding"), "gzip", "encoding")
    check_equal([one[0] for one in messages], [True, False], "flags")
    check_equal(decompress(messages[0][1], "gzip"), messages[1][1], "the same response twice")


def requests_of(setup, case, statuses):
    """What our client sends in a case to a server that ends its calls with those statuses."""
    requests = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        arguments = (f"--server_port={listener.getsockname()[1]}", f"--test_case={case}")
        with setup.test_service.client_program(*arguments) as client:
            with http2.Server(listener) as server:
                for status in statuses:
                    stream, headers, body = server.read_call()
                    check_equal(encodings(headers), ALL_ENCODINGS, "what our client accepts")
                    encoding = headers.get("grpc-encoding", "identity")
                    requests.append((encoding, http2.split_messages(body)))
                    answer = [(":status", "200"), ("content-type", "application/grpc")]
                    answer += [("grpc-status", str(status))]
                    server.send_headers(stream, answer, end=True)
                check_equal(client.wait(), 1, "exit status of a client whose last call failed")
    return requests


def our_client_compresses_what_it_says_it_does(setup):
    (first, [(first_flag, plain)]), (second, [(second_flag, data)]) = requests_of(
        setup, "client_compressed_unary", (3, 13)
    )
    check_equal((first, first_flag), ("identity", False), "the probe")
    check_equal((second, second_flag), ("gzip", True), "what is compressed")
    check_equal(decompress(data, "gzip"), plain, "the same request twice")


def our_client_leaves_out_messages(setup):
    (first, [(first_flag, plain)]), (second, messages) = requests_of(
        setup, "client_compressed_streaming", (3, 13)
    )
    check_equal((first, first_flag), ("gzip", False), "the probe")
    check_equal((second, [one[0] for one in messages]), ("gzip", [True, False]), "the two messages")
    check_equal(decompress(messages[0][1], "gzip"), plain, "the same request twice")
