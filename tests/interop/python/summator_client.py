#!/usr/bin/env python3
"""A summator client on grpcio.

Prints the sum, or the status, the details and the trailer's keys of the error as JSON with exit
status 1. With --clients N, N clients with a connection each make --calls calls at once, and the
last sum is printed if all are right.
"""

import argparse
import json
import os
import sys
from concurrent import futures

import grpc

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import peer_tls
from support import messages


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", required=True)
    parser.add_argument("--path", default="/Summator/sum")
    parser.add_argument("--correlation-id")
    parser.add_argument("--request-bytes", type=int, help="as many bytes in an unknown field")
    parser.add_argument("--gzip", action="store_true")
    parser.add_argument("--clients", type=int, default=1)
    parser.add_argument("--calls", type=int, default=1)
    parser.add_argument("values", type=float, nargs=2)
    return parser.parse_args()


def unknown_field(size):
    """Field 15, of type bytes, which summator.proto does not have."""
    length, varint = size, b""
    while length > 127:
        varint += bytes([length & 127 | 128])
        length >>= 7
    return b"\x7a" + varint + bytes([length]) + bytes(size)


def encode(arguments, values):
    extra = unknown_field(arguments.request_bytes) if arguments.request_bytes else b""
    return messages.encode_request(*values) + extra


def run_client(arguments, number):
    """Makes the calls of one client; the values differ from call to call."""
    options = [("grpc.use_local_subchannel_pool", 1), ("grpc.max_send_message_length", -1)]
    metadata = [("correlation_id", arguments.correlation_id)] if arguments.correlation_id else None
    with peer_tls.open_channel(f"127.0.0.1:{arguments.port}", options) as channel:
        call = channel.unary_unary(
            arguments.path,
            request_serializer=lambda values: encode(arguments, values),
            response_deserializer=messages.decode_reply,
        )
        for i in range(arguments.calls - 1, -1, -1):
            values = (arguments.values[0] + number * i, arguments.values[1])
            result = call(
                values,
                timeout=30,
                metadata=metadata,
                # Of clients that connect at once one may be told of a failure that was another's:
                # the core looks at errno long after connect() (tcp_client_posix.cc of 1.51).
                wait_for_ready=arguments.clients > 1,
                compression=grpc.Compression.Gzip if arguments.gzip else None,
            )
            if arguments.calls > 1 and result != messages.float32(sum(values)):
                raise ValueError(f"{values[0]} + {values[1]} = {result}")
    return result


def main():
    arguments = parse_arguments()
    try:
        with futures.ThreadPoolExecutor(arguments.clients) as pool:
            numbers = range(arguments.clients)
            results = list(pool.map(lambda number: run_client(arguments, number), numbers))
    except grpc.RpcError as error:
        trailers = {
            key: value if isinstance(value, str) else value.hex()
            for key, value in error.trailing_metadata() or ()
        }
        status = {"status": error.code().name, "details": error.details(), "trailers": trailers}
        print(json.dumps(status))
        return 1
    print(f"{results[0]:.9g}")
    return 0


sys.exit(main())
