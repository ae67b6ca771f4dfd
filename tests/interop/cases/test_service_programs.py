"""The programs of gRPC's interop tests alone.

Not under ThreadSanitizer: a process that ends as soon as nobody answered it leaves a thread of the
core behind, now and then.
"""

import socket
import time

from support.program import check, check_equal
from support.test_service import CASES


def client_fails_without_a_server(setup):
    with socket.socket() as taken:
        # Bound and not listening: nobody else gets the port, and nobody answers.
        taken.bind(("127.0.0.1", 0))
        for case in CASES:
            result = setup.test_service.client(taken.getsockname()[1], case)
            check_equal(result.status, 1, f"exit status ({result})")
            check_equal(len(result.stderr.splitlines()), 1, f"lines on stderr ({result})")


def client_gives_up_on_a_silent_server(setup):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        started = time.monotonic()
        result = setup.test_service.client(silent.getsockname()[1], "ping_pong")
        result.check_fails(1, "expected", "came")
        took = time.monotonic() - started
        check(took < 15, f"the client took {took} s, expected less than 15")


def client_refuses_a_case_it_does_not_know(setup):
    setup.test_service.client(1, "nothing").check_fails(2, '"nothing"')


def client_refuses_bad_arguments(setup):
    for options, text in (
        (("--server_port=1",), "--test_case"),
        (("--test_case=empty_unary",), "--server_port"),
        (("--server_port=0", "--test_case=empty_unary"), "--server_port"),
        (
            ("--server_port=1", "--test_case=ping_pong", "--use_tls=true", "--use_test_ca=true"),
            "--ca_file",
        ),
        (("--server_port=1", "--test_case=empty_unary", "--use_tls=maybe"), '"maybe"'),
        (("--server_port=1", "--test_case=empty_unary", "more"), '"more"'),
        (("--ca=file",), '"--ca=file"'),
    ):
        setup.test_service.client_as_is(*options).check_fails(2, "interop_client: ", text)


def server_refuses_bad_arguments(setup):
    for options, text in (
        (("--port=65536",), "--port"),
        (("--port", "0", "--use_tls=maybe"), '"maybe"'),
        (("5",), '"5"'),
    ):
        setup.test_service.server_as_is(*options).check_fails(2, "interop_server: ", text)
