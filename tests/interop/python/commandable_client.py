"""commandable_client.py PORT METHOD [ARGS_JSON [CORRELATION]]: prints each reply as a line of JSON,
what has its default left out, or the status of the call.

ARGS_JSON @deep nests 100 000 times. METHOD @values compares what `dummy.echo` gives for large values;
@method, @correlation and @args send bytes that are no text there.
"""

import json
import sys

import commandable_pb2
import grpc

PATH = "/commandable.Commandable/invoke"
LIMIT_S = 60

VALUES = (
    "x" * 300000,
    list(range(10000)),
    ["é😈\"\\\n", 0.1, 1e300, -5e-324, 2**63 - 1, -(2**63), True, None, {}],
    json.loads("[" * 60 + "]" * 60),
)

# Of InvokeRequest: field, length and a byte that no character begins with.
NO_TEXT = {"@method": b"\x0a\x01\xff", "@correlation": b"\x12\x01\xff", "@args": b"\x22\x01\xff"}


def to_json(reply):
    fields = {field.name: value for field, value in reply.ListFields()}
    if "error" in fields:
        fields["error"] = {field.name: value for field, value in reply.error.ListFields()}
        if "details" in fields["error"]:
            fields["error"]["details"] = dict(reply.error.details)
    return fields


def request_of(method, args="", correlation=""):
    args = "[" * 100000 if args == "@deep" else args
    request = commandable_pb2.InvokeRequest(method=method, args_json=args)
    request.correlation_id = correlation
    return request.SerializeToString()


def echo(invoke, value):
    args = json.dumps({"value": value})
    reply = invoke(request_of("dummy.echo", args), timeout=LIMIT_S)
    return {"equal": json.loads(reply.result_json) == value}


def answers(invoke, method, *words):
    if method == "@values":
        return [echo(invoke, value) for value in VALUES]
    try:
        request = NO_TEXT[method] if method in NO_TEXT else request_of(method, *words)
        return [to_json(invoke(request, timeout=LIMIT_S))]
    except grpc.RpcError as error:
        return [{"status": error.code().name}]


def main(port, *words):
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        from_string = commandable_pb2.InvokeReply.FromString
        invoke = channel.unary_unary(PATH, response_deserializer=from_string)
        for answer in answers(invoke, *words):
            print(json.dumps(answer))


main(*sys.argv[1:])
