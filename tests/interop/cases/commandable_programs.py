"""Our server of dummies and our client of commands, with each other and alone."""

import concurrent.futures
import json
import socket

from cases.commandable_node import (
    SHORT_VALUES,
    check_dummies,
    check_errors,
    check_refusals,
    check_values,
)
from support.commandable import answer_of, check_error, error_of, result_of
from support.program import check, check_equal, run


def our_client_passes_the_test_at_our_dummies_service(setup):
    with setup.commandable.server() as server:
        setup.commandable.dummies_client(server.port()).check_prints("well")
        server.stop()


def client_works_with_the_dummies(setup):
    with setup.commandable.server() as server:
        port = server.port()
        check_dummies(lambda *words: setup.commandable.client(port, *words))
        server.stop()


def client_prints_values(setup):
    with setup.commandable.server() as server:
        port = server.port()
        values = (*SHORT_VALUES, "x" * 100000, 0, False, "", None)
        check_values(lambda *words: setup.commandable.client(port, *words), values)
        server.stop()


def client_prints_errors(setup):
    with setup.commandable.server() as server:
        port = server.port()
        check_errors(lambda *words: setup.commandable.client(port, *words))
        names = ("dummy.nope", "other.x", "nope", "", "dummy.", "dummy")
        check_refusals(lambda *words: setup.commandable.client(port, *words), names)
        result = setup.commandable.client(port, "dummy.nope", "", "cid")
        check_equal((result.status, list(answer_of(result)["error"])), (1, [
            "category", "code", "status", "message", "correlation_id", "cause", "details"]), "error")
        server.stop()


def client_takes_fewer_words(setup):
    with setup.commandable.server() as server:
        words = ("127.0.0.1", server.port(), "dummy.correlation")
        for more in ((), ("",), ("", "")):
            result = run(setup.commandable.client_path(), *words, *more)
            check_equal(result_of(result), {"correlation_id": None}, "correlation")
        server.stop()


def client_refuses_bad_arguments(setup):
    path = setup.commandable.client_path()
    for words, text in (
        ((), "got 0"),
        (("127.0.0.1", "1"), "got 2"),
        (("127.0.0.1", "1", "a", "", "", "x"), "got 6"),
        (("--timeout-ms", "0", "127.0.0.1", "1", "a"), "--timeout-ms"),
    ):
        run(path, *words).check_fails(2, "commandable_client: ", text)
    run(path, "127.0.0.1", "x", "a.b").check_fails(1, "Misconfiguration", "connection.port")
    run(path, "127.0.0.1", "1", "a.b", "{").check_fails(1, "BadRequest BAD_JSON")


def client_without_a_server_fails(setup):
    with socket.socket() as taken:
        # Bound and not listening: nobody else gets the port, and nobody answers.
        taken.bind(("127.0.0.1", 0))
        result = setup.commandable.client(taken.getsockname()[1], "dummy.echo")
        check_equal(result.lines, [], "stdout")
        result.check_fails(1, "NoResponse")


def client_of_another_service_fails(setup):
    with setup.server() as server:
        result = setup.commandable.client(server.port(), "dummy.echo")
        result.check_fails(1, "Unsupported UNIMPLEMENTED")
        server.stop()


def two_hundred_creates_at_once_give_as_many_ids(setup):
    with setup.commandable.server() as server:
        port = server.port()
        args = json.dumps({"dummy": {"key": "k"}})

        def create(_):
            return result_of(setup.commandable.client(port, "dummy.create_dummy", args))["id"]

        with concurrent.futures.ThreadPoolExecutor(10) as threads:
            ids = set(threads.map(create, range(200)))
        check_equal(len(ids), 200, "ids")
        paging = json.dumps({"paging": {"take": 1, "total": True}})
        page = result_of(setup.commandable.client(port, "dummy.get_dummies", paging))
        check_equal((page["total"], len(page["data"])), (200, 1), "page")
        server.stop()


def server_refuses_bad_arguments(setup):
    for words, text in (
        (("--port", "65536"), "--port"),
        (("--cert", "file"), 'unknown option "--cert"'),
        (("5",), '"5"'),
    ):
        run(setup.commandable.server_path(), *words).check_fails(2, "dummy_server: ", text)


def server_refuses_a_taken_port(setup):
    with setup.commandable.server() as server:
        port = server.port()
        result = run(setup.commandable.server_path(), "--port", port)
        result.check_fails(1, "NoResponse CANNOT_CONNECT", str(port))
        check_error(error_of(setup.commandable.client(port, "x")), code="METHOD_NOT_FOUND")
        server.stop()


def programs_tell_about_themselves(setup):
    paths = {
        "commandable_client": setup.commandable.client_path(),
        "dummy_server": setup.commandable.server_path(),
    }
    for name, path in paths.items():
        result = run(path, "--help")
        check_equal(result.status, 0, f"exit status ({result})")
        check(result.lines[0].startswith(f"usage: {name} "), str(result))
