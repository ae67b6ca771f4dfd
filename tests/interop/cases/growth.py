"""Hostile peers, round after round: descriptors, threads and memory do not grow."""

import inspect
import os
import socket
import threading

from cases import hostile_clients
from support import http2, messages
from support.program import LIMIT_S, check, check_equal

UNIMPLEMENTED = 12
FIRST_ROUNDS, ROUNDS = 2, 3 # what is made once, and kept, is made in the first
# What the C library keeps of what was freed, in an arena for each thread, is not what is asked.
ENVIRONMENT = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "131072"}
# The core has pools of threads, which fill as it has work for them, to twice the processors.
MOST_MORE = {
    "descriptors": 2,
    "threads": 2,
    "threads of the core": 2 * os.cpu_count() + 2,
    "KiB": 8 * 1024,
}
SETTLING_CALLS = 20000


class Borrowed:
    """A server that runs on when a test stops it."""

    def __init__(self, server, port):
        self._server = server
        self._port = port

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        pass

    def port(self):
        return self._port

    def stop(self):
        self._server.holds() # which it would not if it had ended


class OneServerForAll:
    """A setup of which the servers, one for each command line, run until the end."""

    def __init__(self, setup):
        self._setup = setup
        self.servers = {}

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        for server, port in self.servers.values():
            server.__exit__()

    def server(self, *options):
        if options not in self.servers:
            server = self._setup.server(*options, environment=ENVIRONMENT)
            self.servers[options] = (server, server.port())
        return Borrowed(*self.servers[options])


def all_hostile_clients():
    functions = inspect.getmembers(hostile_clients, inspect.isfunction)
    return [test for name, test in functions if list(inspect.signature(test).parameters) == ["setup"]]


def run_round(tests, setup):
    for test in tests:
        test(setup)


def limits(setup, held):
    return {
        name: held[name] + most
        for name, most in MOST_MORE.items()
        if name != "KiB" or not setup.has_sanitizers
    }


def settle(server, port, most):
    """Waits, a call at a time, until the server holds no more than `most`."""
    for ignored in range(SETTLING_CALLS):
        held = server.holds()
        if all(held[name] <= most[name] for name in most):
            return held
        with http2.Client(port) as client:
            answer = client.call(path="/Summator/nope", body=b"")
            check_equal(answer.status, UNIMPLEMENTED, f"status of {answer}")
    raise AssertionError(f"the server holds {held}, expected {most} at most")


def servers_hold_no_more_after_each_round(setup):
    tests = all_hostile_clients()
    check(len(tests) > 20, f"only {len(tests)} hostile clients were found")
    with OneServerForAll(setup) as shared:
        for ignored in range(FIRST_ROUNDS):
            run_round(tests, shared)
        before = {
            options: settle(server, port, {"descriptors": 40, "threads": 40})
            for options, (server, port) in shared.servers.items()
        }
        for ignored in range(ROUNDS):
            run_round(tests, shared)
            for options, (server, port) in shared.servers.items():
                settle(server, port, limits(setup, before[options]))
        for server, ignored in shared.servers.values():
            server.stop()


def answers():
    """What a bad server answers, one call each: bytes that go after the headers, and the end."""
    good = http2.message(messages.encode_reply(8))
    return [
        (good, [("grpc-status", "0")]),
        (b"", [("grpc-status", "0")]),
        (good, [("x", "y")]),
        (good, [("grpc-status", "fine")]),
        (b"", [("grpc-status", "5"), ("grpc-status-details-bin", "////")]),
        (http2.message(b"\xff" * 9), [("grpc-status", "0")]),
        (http2.message(b"\x0d\0", length=5), [("grpc-status", "0")]),
        (http2.message(b"\0" * 9, length=5 * 1024 * 1024), None),
        (good[:7], None),
        (b"", None),
    ]


class BadServer:
    """Answers each call otherwise, and closes a connection after some of them."""

    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(LIMIT_S)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        calls = 0
        while True:
            try:
                with http2.Server(self._listener) as server:
                    for ignored in range(25):
                        self._answer(server, *answers()[calls % len(answers())])
                        calls += 1
            except OSError:
                pass # the client closed the connection, as it may

    def _answer(self, server, body, trailers):
        stream = server.wait_for_call()
        server.send_headers(stream, [(":status", "200"), ("content-type", "application/grpc")])
        if body:
            server.send(http2.frame(http2.DATA, 0, stream, body))
        if trailers is not None:
            server.send_headers(stream, trailers, end=True)


def count_answers(client, lines):
    """Reads `lines` lines; how many told of a sum."""
    sums = 0
    for ignored in range(lines):
        line = client.line()
        check(line == "ok 8" or line.startswith("err "), f"the client printed {line!r}")
        sums += line == "ok 8"
    return sums


def a_client_of_bad_servers_holds_no_more_after_many_calls(setup):
    server = BadServer()
    words = ("--timeout-ms", "50", "--loop", "1000000", "1")
    with setup.client_program(server.port, *words) as client:
        check(count_answers(client, 100) > 0, "no call was answered")
        before = client.holds()
        check(count_answers(client, 300) > 0, "no call was answered any more")
        after = client.holds()
    for name, most in limits(setup, before).items():
        check(after[name] <= most, f"{name} grew from {before[name]} to {after[name]}")
