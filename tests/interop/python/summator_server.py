#!/usr/bin/env python3
"""A summator server on grpcio. Prints its port, then the metadata of each call as JSON.

A call with a correlation id that is in FAILURES fails, with those details.
"""

import json
import os
import signal
import sys
from concurrent import futures

import grpc

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import peer_tls
from support import messages

INFO = messages.encode_any(
    "ErrorInfo", messages.encode_error_info("STOCKOUT", "shop.example.com", {"item": "née 42"})
)
REQUEST = messages.encode_any(
    "BadRequest",
    messages.encode_bad_request(("name", "too long"), ("age", "too low"), ("name", "no name")),
)
RETRY = messages.encode_any("RetryInfo", messages.encode_retry_info(2, 500000001))
STRANGE = messages.encode_any("Nobody'sInfo", b"\xff\xff")
FAILURES = {
    "fail": (),
    "info": (INFO,),
    "request": (REQUEST,),
    "retry": (RETRY,),
    "all": (STRANGE, RETRY, REQUEST, INFO),
}


def fail(context, anys):
    if not anys:
        context.abort(grpc.StatusCode.NOT_FOUND, "no sum\nfor you")
    status = grpc.StatusCode.ABORTED
    details = messages.encode_status(status.value[0], "in the details", *anys)
    context.set_trailing_metadata((("grpc-status-details-bin", details),))
    context.abort(status, "no sum")


def call_sum(request, context):
    metadata = {
        key: value for key, value in context.invocation_metadata() if isinstance(value, str)
    }
    # Without a deadline there are years left, or None.
    left = context.time_remaining()
    has_deadline = left is not None and left < 1e6
    print(json.dumps({"metadata": metadata, "has_deadline": has_deadline}), flush=True)
    if metadata.get("correlation_id") in FAILURES:
        fail(context, FAILURES[metadata["correlation_id"]])
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
