#!/usr/bin/env python3
"""A summator server on grpcio. Prints its port, then the metadata of each call as JSON."""

import json
import os
import signal
import sys
from concurrent import futures

import grpc

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import peer_tls
from support import messages


def call_sum(request, context):
    metadata = {
        key: value for key, value in context.invocation_metadata() if isinstance(value, str)
    }
    # Without a deadline there are years left, or None.
    left = context.time_remaining()
    has_deadline = left is not None and left < 1e6
    print(json.dumps({"metadata": metadata, "has_deadline": has_deadline}), flush=True)
    if metadata.get("correlation_id") == "fail":
        context.abort(grpc.StatusCode.NOT_FOUND, "no sum\nfor you")
    return messages.float32(request[0] + request[1])


def main():
    stop = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop)
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
    handler = grpc.unary_unary_rpc_method_handler(
        call_sum,
        request_deserializer=messages.decode_request,
        response_serializer=messages.encode_reply,
    )
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler("Summator", {"sum": handler}),)
    )
    port = peer_tls.add_port(server, "127.0.0.1:0")
    server.start()
    print(f"listening on 127.0.0.1, port {port}", flush=True)
    signal.sigwait(stop)
    server.stop(None).wait()


main()
