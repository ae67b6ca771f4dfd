"""How our server ends, and calls at the same time."""

import signal

from support import http2, messages
from support.program import check, check_equal, reserved_port

REQUEST = http2.message(messages.encode_request(5, 3))


def begin_calls(clients):
    """A call on each connection; when it returns the server has taken them."""
    streams = [client.start(body=REQUEST) for client in clients]
    for client in clients:
        client.synchronize()
        # It goes the way of the calls before it, and comes back at once.
        check_equal(client.call(path="/Summator/nope", body=REQUEST).status, 12, "status")
    return streams


def check_sums(clients, streams):
    for client, stream in zip(clients, streams):
        answer = client.wait(stream)
        check_equal(answer.status, 0, f"status of {answer}")
        check_equal(messages.decode_reply(answer.body[5:]), 8.0, "sum")


def calls_in_flight_end_well(setup):
    with setup.server("--delay-ms", "300", "--grace-s", "3600") as server:
        port = server.port()
        clients = [http2.Client(port) for ignored in range(8)]
        streams = begin_calls(clients)
        server.send(signal.SIGTERM)
        check_sums(clients, streams)
        check_equal(server.wait(), 0, "exit status")


def calls_of_one_connection_end_well(setup):
    with setup.server("--delay-ms", "300", "--grace-s", "3600") as server:
        client = http2.Client(server.port())
        streams = [client.start(body=REQUEST) for ignored in range(15)]
        streams += begin_calls([client])
        server.send(signal.SIGTERM)
        check_sums([client] * 16, streams)
        check_equal(server.wait(), 0, "exit status")


def calls_after_the_signal_are_refused(setup):
    """Of a client that goes on calling."""
    with setup.server("--delay-ms", "20", "--grace-s", "3600") as server:
        with setup.client_program(server.port(), "--loop", "1000000", "1") as client:
            check_equal(client.line(), "ok 8", "first line")
            server.send(signal.SIGTERM)
            check_equal(server.wait(), 0, "exit status")
            line = client.line()
            while line == "ok 8":
                line = client.line()
            for ignored in range(20):
                check(line.startswith("err NoResponse UNAVAILABLE: "), f"a call ended with {line!r}")
                line = client.line()


def second_signal_does_not_kill(setup):
    for first, second in ((signal.SIGTERM, signal.SIGTERM), (signal.SIGINT, signal.SIGTERM)):
        with setup.server("--delay-ms", "300", "--grace-s", "3600") as server:
            clients = [http2.Client(server.port())]
            streams = begin_calls(clients)
            server.send(first)
            server.send(second)
            check_sums(clients, streams)
            check_equal(server.wait(), 0, "exit status")


def calls_longer_than_the_grace_are_cancelled(setup):
    with setup.server("--delay-ms", "600000", "--grace-s", "0") as server:
        port = server.port()
        clients = [http2.Client(port) for ignored in range(4)]
        streams = begin_calls(clients)
        server.send(signal.SIGTERM)
        for client, stream in zip(clients, streams):
            try:
                answer = client.wait(stream)
                check(answer.status != 0, f"expected an error, got {answer}")
            except ConnectionError:
                pass
        check_equal(server.wait(), 0, "exit status")


def idle_connections_hold_nobody_up(setup):
    with setup.server("--grace-s", "3600") as server:
        client = http2.Client(server.port())
        check_equal(client.call(body=REQUEST).status, 0, "status")
        server.stop()


def port_is_free_again_at_once(setup):
    with reserved_port() as port:
        for ignored in range(2):
            with setup.server("--port", str(port)) as server:
                check_equal(server.port(), port, "port")
                setup.client(port, "5", "3").check_prints("8")
                server.stop()


def slow_calls_do_not_wait_for_each_other(setup):
    # One after the other they would take 16 s, which is more than their deadline.
    with setup.server("--delay-ms", "1000") as server:
        port = server.port()
        words = ("--timeout-ms", "9000", "5", "3")
        clients = [setup.client_program(port, *words) for ignored in range(16)]
        for client in clients:
            with client:
                check_equal(client.line(), "8", f"sum ({client.stderr})")
                check_equal(client.wait(), 0, "exit status")
        server.stop()


def sixteen_clients_get_their_own_sums(setup):
    with setup.server() as server:
        words = ("--clients", "16", "--calls", "100", "5", "3")
        setup.python_client(server.port(), *words).check_prints("8")
        server.stop()
