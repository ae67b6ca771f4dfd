"""How our server takes leave of those who go on calling, and how they find the next one."""

import signal
import time

from support import http2
from support.load import REFUSAL, REQUEST, Load
from support.program import check, check_equal, reserved_port

GRACE = ("--grace-s", "3600")
SHARED = ("--config", "options.reuse_port=true")


def check_stop(setup, callers, connections, delay_ms):
    with setup.server("--delay-ms", str(delay_ms), *GRACE) as server:
        load = Load(server.port(), callers, connections, delay_ms / 1000)
        signalled = time.monotonic()
        server.send(signal.SIGTERM)
        check_equal(server.wait(), 0, "exit status")
        load.check_stop(signalled)


def eight_callers_of_one_connection_lose_no_call(setup):
    check_stop(setup, 8, 1, 0)
    check_stop(setup, 8, 1, 300)


def eight_callers_of_four_connections_lose_no_call(setup):
    check_stop(setup, 8, 4, 0)
    check_stop(setup, 8, 4, 300)


def sixteen_callers_of_one_connection_lose_no_call(setup):
    check_stop(setup, 16, 1, 0)
    check_stop(setup, 16, 1, 300)


def sixteen_callers_of_four_connections_lose_no_call(setup):
    check_stop(setup, 16, 4, 0)
    check_stop(setup, 16, 4, 300)


def a_call_that_comes_too_late_is_told_that_it_has_not_run(setup):
    with setup.server("--delay-ms", "1000", *GRACE) as server:
        client = http2.Client(server.port())
        early = client.start(body=REQUEST)
        client.synchronize()
        # It goes the way of the call before it, and comes back at once.
        client.call(path="/Summator/nope", body=REQUEST)
        server.send(signal.SIGTERM)
        client.wait_for_goodbye()
        # The ping behind that is not answered yet: until it is, the server takes calls.
        answer = client.call(body=REQUEST)
        check_equal(answer.status, 14, f"status of {answer}")
        check(answer.headers["grpc-message"].startswith(REFUSAL), f"got {answer}")
        check_equal(client.wait(early).status, 0, "status of the call that ran")
        check_equal(server.wait(), 0, "exit status")


def a_call_that_had_begun_to_come_is_answered(setup):
    with setup.server("--delay-ms", "100", *GRACE) as server:
        client = http2.Client(server.port())
        check_equal(client.call(body=REQUEST).status, 0, "status")
        begun = client.start(end=False)
        client.synchronize()
        signalled = time.monotonic()
        server.send(signal.SIGTERM)
        client.send(http2.frame(http2.DATA, http2.END_STREAM, begun, REQUEST))
        took = time.monotonic() - signalled
        answer = client.wait(begun)
        # On a machine so busy that we were late ourselves, it may have been given up.
        check(answer.status == 0 or took > 0.05, f"sent {took:.3f} s after the signal: {answer}")
        check_equal(server.wait(), 0, "exit status")


def the_process_is_gone_soon_after_the_grace(setup):
    with setup.server("--delay-ms", "600000", "--grace-s", "1") as server:
        port = server.port()
        clients = [http2.Client(port) for ignored in range(4)]
        for client in clients:
            client.start(body=REQUEST)
            client.synchronize()
            client.call(path="/Summator/nope", body=REQUEST)
        signalled = time.monotonic()
        server.send(signal.SIGTERM)
        check_equal(server.wait(), 0, "exit status")
        took = time.monotonic() - signalled
        check(1 <= took <= 4, f"with a grace of 1 s it took {took:.1f} s to stop")


def expect_only_sums(clients, count):
    for client in clients:
        for ignored in range(count):
            line = client.line()
            check_equal(line, "ok 8", "line of a client")


def another_process_takes_over_without_a_lost_call(setup):
    retries = ("--config", "options.retries=100;options.retry_backoff_max=100")
    with setup.server(*GRACE, *SHARED) as first:
        port = first.port()
        words = (*retries, "--loop", "100000000", "1")
        clients = [setup.client_program(port, *words) for ignored in range(4)]
        old = first
        try:
            for ignored in range(5):
                expect_only_sums(clients, 20)
                # The last of the same option is the one that counts.
                new = setup.server(*GRACE, *SHARED, "--port", str(port))
                check_equal(new.port(), port, "port")
                old.send(signal.SIGTERM)
                check_equal(old.wait(), 0, "exit status")
                old = new
            expect_only_sums(clients, 20)
            old.stop()
        finally:
            for program in (*clients, old):
                program.__exit__()


def running_clients_find_a_restarted_server_within_a_second(setup):
    with reserved_port() as port, setup.server(*GRACE, "--port", str(port)) as server:
        check_equal(server.port(), port, "port")
        with setup.client_program(port, "--loop", "100000000", "20") as client:
            for ignored in range(3):
                check_equal(client.line(), "ok 8", "line of the client")
            server.stop()
            while client.line() == "ok 8":
                pass
            with setup.server(*GRACE, "--port", str(port)) as again:
                check_equal(again.port(), port, "port")
                back = time.monotonic()
                while client.line() != "ok 8":
                    pass
                took = time.monotonic() - back
                check(took <= 1, f"the client found the server after {took:.1f} s")
                again.stop()
