"""Our server and our client, with each other and alone: what they take, print and exit with."""

import socket

from support.program import check, check_equal, reserved_port, run


def client_prints_the_sum(setup):
    with setup.server() as server:
        port = server.port()
        for value1, value2, expected in (
            ("5", "3", "8"),
            ("-5", "-3", "-8"),
            ("0.1", "0.2", "0.300000012"),
            ("0", "0", "0"),
            ("16777216", "1", "16777216"),
            ("3e38", "3e38", "inf"),
            ("-inf", "1", "-inf"),
            ("inf", "-inf", "nan"),
            ("nan", "1", "nan"),
            ("-nan", "1", "nan"),
            ("1e-45", "0", "1.40129846e-45"),
            ("1e-60", "0", "0"),
        ):
            setup.client(port, value1, value2).check_prints(expected)
        server.stop()


def client_loops(setup):
    with setup.server() as server:
        result = setup.client(server.port(), "--loop", "5", "1", "1", "2")
        check_equal((result.status, result.lines), (0, ["ok 3"] * 5), str(result))
        server.stop()


def client_goes_on_looping_after_errors(setup):
    with reserved_port() as port, setup.server("--port", str(port)) as server:
        check_equal(server.port(), port, "port")
        with setup.client_program(port, "--loop", "1000000", "10") as client:
            check_equal(client.line(), "ok 8", "line of the loop")
            server.stop()
            line = client.line()
            while line == "ok 8":
                line = client.line()
            check(line.startswith("err "), f"expected an error, got {line!r}")
            with setup.server("--port", str(port)) as again:
                check_equal(again.port(), port, "port")
                while line.startswith("err "):
                    line = client.line()
                check_equal(line, "ok 8", "line of the loop")
                again.stop()


def client_without_a_server_fails(setup):
    with socket.socket() as taken:
        # Bound and not listening: nobody else gets the port, and nobody answers.
        taken.bind(("127.0.0.1", 0))
        setup.client(taken.getsockname()[1], "5", "3").check_fails(1, "NoResponse")


def client_gives_up_at_its_deadline(setup):
    with setup.server("--delay-ms", "600000", "--grace-s", "0") as server:
        result = setup.client(server.port(), "--timeout-ms", "100", "5", "3")
        result.check_fails(1, "NoResponse DEADLINE_EXCEEDED")
        server.stop()


def client_refuses_bad_arguments(setup):
    for words, text in (
        ((), "expected 2"),
        (("5",), "expected 2"),
        (("5", "3", "1"), "expected 2"),
        (("5x", "3"), '"5x"'),
        (("5", ""), '""'),
        ((" 5", "3"), '" 5"'),
        (("1e39", "3"), '"1e39"'),
        (("--port", "0", "5", "3"), "--port"),
        (("--port", "65536", "5", "3"), "--port"),
        (("--port", "x", "5", "3"), '"x"'),
        (("--port",), "--port"),
        (("--loop", "1"), "--loop"),
        (("--loop", "1", "-1", "5", "3"), "--loop"),
        (("--client-ca", "file", "5", "3"), 'unknown option "--client-ca"'),
    ):
        setup.client_as_is(*words).check_fails(2, "summator_client: ", text)


def client_refuses_bad_configuration(setup):
    result = setup.client_as_is("--config", "connection.port=many", "5", "3")
    result.check_fails(1, "Misconfiguration", "connection.port", "many")


def client_takes_its_configuration(setup):
    with setup.server() as server:
        config = "connection.protocol=http;connection.host=localhost;"
        config += f"connection.port={server.port()}"
        setup.client_as_is("--config", config, "5", "3").check_prints("8")
        setup.client_as_is(f"--config={config}", "5", "3").check_prints("8")
        server.stop()


def programs_tell_about_themselves(setup):
    paths = {"summator_client": setup.client_path(), "summator_server": setup.server_path()}
    for name, path in paths.items():
        result = run(path, "--version")
        check_equal((result.status, result.lines), (0, [f"{name} 0.1.0"]), str(result))
        result = run(path, "--help")
        check_equal(result.status, 0, f"exit status ({result})")
        check(result.lines[0].startswith(f"usage: {name} "), str(result))


def server_refuses_bad_arguments(setup):
    for words, text in (
        (("--port", "65536"), "--port"),
        (("--port", "-1"), "--port"),
        (("--delay-ms", "soon"), '"soon"'),
        (("--ca", "file"), 'unknown option "--ca"'),
        (("5",), '"5"'),
    ):
        run(setup.server_path(), *words).check_fails(2, "summator_server: ", text)


def server_refuses_bad_configuration(setup):
    result = run(setup.server_path(), "--config", "connection.port=70000")
    result.check_fails(1, "Misconfiguration", "connection.port", "70000")


def server_refuses_a_taken_port(setup):
    with setup.server() as server:
        port = server.port()
        result = run(setup.server_path(), "--port", port)
        result.check_fails(1, "NoResponse CANNOT_CONNECT", str(port))
        setup.client(port, "5", "3").check_prints("8")
        server.stop()


def server_listens_where_its_configuration_says(setup):
    config = "connection.protocol=http;connection.host=localhost;connection.port=0"
    with setup.server("--config", config) as server:
        config = f"connection.host=localhost;connection.port={server.port()}"
        setup.client_as_is("--config", config, "5", "3").check_prints("8")
        server.stop()
