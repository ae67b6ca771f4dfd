"""Commandable services and clients against pip-services3-grpc-nodex, the toolkit for Node."""

import json

from support.commandable import check_error, error_of, result_of
from support.program import check, check_equal

CATEGORIES = {
    "BadRequest": 400,
    "Conflict": 409,
    "FailedInvocation": 500,
    "FileError": 500,
    "Internal": 500,
    "InvalidState": 500,
    "Misconfiguration": 500,
    "NoResponse": 500,
    "NotFound": 404,
    "Unauthorized": 401,
    "Unsupported": 500,
}

def nested(levels):
    return json.loads("[" * levels + "]" * levels)


VALUES = (
    "text",
    'héllo ☺ 😈 "\\/\b\f\n\r\t\u0001',
    [0.1, 1e300, -1e-300, 1 / 3, 5e-324, 1.7976931348623157e308, 9007199254740991],
    {"a": {"b": [None, True, {"c": {}}]}, "": [[]]},
    nested(60),
    list(range(1, 10001)),
    "x" * 300000,
)

# A word of a command line has a bound, below that of a request.
SHORT_VALUES = VALUES[:-1]


def check_dummies(call):
    """Create, read, page, update and delete, as the toolkits' tests do; `call` gives the result."""

    def ask(command, **args):
        return result_of(call(f"dummy.{command}", json.dumps(args)))

    one = ask("create_dummy", dummy={"key": "Key 1", "content": "Content 1"})
    check(one["id"] and one["key"] == "Key 1" and one["content"] == "Content 1", f"created {one}")
    two = ask("create_dummy", dummy={"id": "mine", "key": "Key 2", "content": "Content 2"})
    check_equal(two, {"id": "mine", "key": "Key 2", "content": "Content 2"}, "created")
    page = ask("get_dummies", filter={"key": "Key 1"}, paging={"skip": 0, "take": 5, "total": True})
    check_equal((page["total"], page["data"]), (1, [one]), "page")
    page = ask("get_dummies", paging={"skip": 1, "take": 1, "total": False})
    check_equal((page["total"], page["data"]), (None, [two]), "page")
    check_equal(len(ask("get_dummies")["data"]), 2, "dummies")
    one["content"] = "Updated Content 1"
    check_equal(ask("update_dummy", dummy=one), one, "updated")
    check_equal(ask("get_dummy_by_id", dummy_id=one["id"]), one, "read")
    check_equal(ask("delete_dummy", dummy_id=one["id"]), one, "deleted")
    check_equal(ask("get_dummy_by_id", dummy_id=one["id"]), None, "read after it was deleted")
    check_equal(ask("update_dummy", dummy={"id": "no", "key": "k"}), None, "updated what is not")


def check_values(call, values):
    for value in values:
        args = json.dumps({"value": value}, ensure_ascii=False)
        check_equal(result_of(call("dummy.echo", args)), value, "echo")


def check_correlation(call, identifiers):
    for given in identifiers:
        got = result_of(call("dummy.correlation", "{}", given))
        check_equal(got, {"correlation_id": given}, "correlation")


def check_errors(call):
    for category, status in CATEGORIES.items():
        args = json.dumps({"kind": category})
        error = error_of(call("dummy.raise", args, "cid"))
        check_error(
            error,
            category=category,
            code="CODE_X",
            status=status,
            message=f"message of {category}",
            correlation_id="cid",
            details={"key1": "value1"},
        )
    error = error_of(call("dummy.raise", '{"kind": "WithCause"}', "cid"))
    check_error(error, category="BadRequest", code="WITH_CAUSE", message="outer message")
    check_error(error, cause="inner cause", details={"number": "42", "text": "héllo"})
    error = error_of(call("dummy.raise", '{"kind": "Bare"}', "cid"))
    check_error(error, category="FailedInvocation", code="EXEC_FAILED", status=500)
    check_error(error, message="Execution raise failed: Error: bare failure", cause="bare failure")
    check_error(error, details={"command": "raise"})


def check_refusals(call, names):
    for name in names:
        error = error_of(call(name, "{}", "cid"))
        check_error(error, category="FailedInvocation", code="METHOD_NOT_FOUND", status=500)
        check_error(error, message=f"Method {name} was not found", details={"method": name})
    for args, text in (
        ("", "dummy must not be null"),
        ('{"dummy": {}}', "dummy.key must not be null"),
        ('{"dummy": {"key": 5}}', "dummy.key type must be string but found long"),
        ('{"dummy": {"key": true}}', "dummy.key type must be string but found boolean"),
        ('{"dummy": {"key": {}}}', "dummy.key type must be string but found map"),
    ):
        error = error_of(call("dummy.create_dummy", args, "cid"))
        check_error(error, category="BadRequest", code="INVALID_DATA", status=400)
        check_error(error, message=f"Validation failed: {text}", correlation_id="cid")
    created = result_of(call("dummy.create_dummy", '{"dummy": {"key": "k", "more": 1}}', "cid"))
    check_equal(created["key"], "k", "a dummy with a property that is not expected")


# --- their client, our server ---------------------------------------------------------------


def their_client_works_with_our_dummies(setup):
    with setup.commandable.server() as server:
        with setup.commandable.node_client(server.port()) as call:
            check_dummies(call)
        server.stop()


def their_client_gets_our_values(setup):
    with setup.commandable.server() as server:
        with setup.commandable.node_client(server.port()) as call:
            check_values(call, (*VALUES, 0, False, "", None))
        server.stop()


def their_client_gets_our_errors(setup):
    with setup.commandable.server() as server:
        with setup.commandable.node_client(server.port()) as call:
            check_errors(call)
            check_refusals(call, ("dummy.nope", "other.get_dummies", "dummy.constructor"))
        server.stop()


def our_server_gets_their_correlation_id(setup):
    with setup.commandable.server() as server:
        with setup.commandable.node_client(server.port()) as call:
            check_correlation(call, ("abc", "héllo 😈", "1 2"))
            got = result_of(call("dummy.correlation", "{}", None))
            check_equal(got, {"correlation_id": None}, "correlation")
        server.stop()


def their_client_passes_its_test_at_our_dummies_service(setup):
    with setup.commandable.server() as server:
        setup.commandable.node_dummies_client(server.port()).check_prints("well")
        server.stop()


# --- our client, their server ---------------------------------------------------------------


def our_client_works_with_their_dummies(setup):
    with setup.commandable.node_server() as server:
        port = server.port()
        check_dummies(lambda *words: setup.commandable.client(port, *words))


def our_client_passes_the_test_at_their_dummies_service(setup):
    with setup.commandable.node_server() as server:
        setup.commandable.dummies_client(server.port()).check_prints("well")


def our_client_gets_their_values(setup):
    with setup.commandable.node_server() as server:
        port = server.port()
        check_values(lambda *words: setup.commandable.client(port, *words), SHORT_VALUES)


def our_client_gets_their_errors(setup):
    with setup.commandable.node_server() as server:
        port = server.port()
        check_errors(lambda *words: setup.commandable.client(port, *words))
        error = error_of(setup.commandable.client(port, "dummy.raise", '{"kind": "Strange"}', "cid"))
        check_error(error, category="Unknown", code="CODE_X", status=418)
        check_error(error, message="message of Strange", correlation_id="cid")


def our_client_gets_their_refusals(setup):
    with setup.commandable.node_server() as server:
        port = server.port()
        check_refusals(
            lambda *words: setup.commandable.client(port, *words),
            ("dummy.nope", "other.get_dummies", "nope", ""),
        )


def their_server_gets_our_correlation_id(setup):
    with setup.commandable.node_server() as server:
        port = server.port()
        check_correlation(lambda *words: setup.commandable.client(port, *words), ("abc", "1 2"))
