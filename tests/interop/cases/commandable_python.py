"""Commandable services and clients against grpcio, Python's gRPC."""

import json

from support.commandable import check_error, error_of, result_of
from support.program import Program, check_equal, run


def ask(setup, port, *words):
    """What their client is told, as it came."""
    with setup.commandable.python("commandable_client.py", port, *words) as (command, environment):
        result = run(*command, environment=environment)
    check_equal(result.status, 0, f"exit status ({result})")
    return [json.loads(line) for line in result.lines]


def their_client_gets_our_results(setup):
    with setup.commandable.server() as server:
        (reply,) = ask(setup, server.port(), "dummy.correlation", "{}", "abc")
        check_equal(reply, {"result_json": '{"correlation_id":"abc"}'}, "reply")
        server.stop()


def their_client_gets_null_as_no_result(setup):
    with setup.commandable.server() as server:
        (reply,) = ask(setup, server.port(), "dummy.get_dummy_by_id", '{"dummy_id":"no"}')
        check_equal(reply, {"result_empty": True}, "reply")
        server.stop()


def their_client_gets_our_errors(setup):
    with setup.commandable.server() as server:
        (reply,) = ask(setup, server.port(), "dummy.raise", '{"kind":"NotFound"}', "abc")
        expected = {"category": "NotFound", "code": "CODE_X", "status": 404}
        expected.update(message="message of NotFound", correlation_id="abc")
        expected.update(details={"key1": "value1"})
        check_equal(reply, {"error": expected, "result_empty": True}, "reply")
        server.stop()


def arguments_that_are_no_object_are_answered(setup):
    with setup.commandable.server() as server:
        port = server.port()
        for args in ("{", "[1]", "5", "text", '"', "@deep"):
            (reply,) = ask(setup, port, "dummy.echo", args)
            check_error(reply["error"], category="BadRequest", code="BAD_JSON", status=400)
        for args in ("null", "", " {} "):
            (reply,) = ask(setup, port, "dummy.echo", args)
            check_equal(reply, {"result_empty": True}, f"reply to {args!r}")
        server.stop()


def bytes_that_are_no_text_are_refused(setup):
    with setup.commandable.server() as server:
        port = server.port()
        for name in ("@method", "@correlation", "@args"):
            (reply,) = ask(setup, port, name)
            check_equal(reply, {"status": "INTERNAL"}, name)
        (reply,) = ask(setup, port, "dummy.echo", '{"value": "a\\u0000b"}')
        check_equal(reply, {"result_json": '"a\\u0000b"'}, "text with a 0")
        server.stop()


def large_values_come_back(setup):
    with setup.commandable.server() as server:
        for reply in ask(setup, server.port(), "@values"):
            check_equal(reply, {"equal": True}, "echo")
        server.stop()


def our_client_gets_their_replies(setup):
    with setup.commandable.python("commandable_server.py") as (command, environment):
        with Program(*command, environment=environment) as server:
            port = server.port()
            request = result_of(setup.commandable.client(port, "peer.request", '{"a": 1}', "abc"))
            expected = {"method": "peer.request", "correlation_id": "abc", "args_json": '{"a":1}'}
            check_equal(request, expected, "request")
            request = result_of(setup.commandable.client(port, "peer.request"))
            check_equal(request, {"method": "peer.request", "args_empty": True}, "request")
            for name, expected in (("empty_error", 5), ("null", None), ("nothing", None)):
                got = result_of(setup.commandable.client(port, f"peer.{name}"))
                check_equal(got, expected, name)
            error = error_of(setup.commandable.client(port, "peer.python_error"))
            check_error(error, category="NotFound", code="CODE_X", status=404, cause=None)
            error = error_of(setup.commandable.client(port, "peer.strange"))
            check_error(error, category="Unknown", code="CODE_X", status=418, message="strange")
            result = setup.commandable.client(port, "peer.status")
            check_equal(result.lines, [], "stdout")
            result.check_fails(1, "Unknown UNKNOWN", "the message is left")
