"""commandable_server.py prints its port. What it answers is named by the method: the habits of those
toolkits of Pip.Services that cannot be run here."""

import json
import signal
from concurrent import futures

import commandable_pb2
import grpc


def error_of(category, status, message="message"):
    return commandable_pb2.ErrorDescription(
        category=category,
        code="CODE_X",
        status=status,
        message=message,
        cause="None",
        stack_trace="NoneType: None",
    )


def invoke(request, context):
    habit = request.method.split(".")[-1]
    if habit == "status":
        context.abort(grpc.StatusCode.UNKNOWN, "the message is left")
    if habit == "request":
        fields = {field.name: value for field, value in request.ListFields()}
        return commandable_pb2.InvokeReply(result_json=json.dumps(fields))
    replies = {
        "empty_error": {"error": commandable_pb2.ErrorDescription(), "result_json": "5"},
        "null": {"result_json": "null"},
        "python_error": {"error": error_of("NotFound", 404)},
        "strange": {"error": error_of("Strange", 418, "strange")},
    }
    return commandable_pb2.InvokeReply(**replies.get(habit, {}))


def main():
    server = grpc.server(futures.ThreadPoolExecutor(4))
    handler = grpc.unary_unary_rpc_method_handler(
        invoke,
        request_deserializer=commandable_pb2.InvokeRequest.FromString,
        response_serializer=commandable_pb2.InvokeReply.SerializeToString,
    )
    handlers = grpc.method_handlers_generic_handler("commandable.Commandable", {"invoke": handler})
    server.add_generic_rpc_handlers((handlers,))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    signal.signal(signal.SIGTERM, lambda *_: server.stop(None))
    print(f"listening on 127.0.0.1, port {port}", flush=True)
    server.wait_for_termination()


main()
