"""Our programs on hosts of their own, with a line between them that is slow, loses, or goes dead."""

import signal
import time

from support.hosts import Hosts
from support.program import Program, check, check_equal

GRACE = ("--grace-s", "3600")
# How much longer than its time a thing may take on a machine that is busy.
SLACK_S = 8
FOR_EVER = "100000000"
PINGS = "options.keepalive_time=1000;options.keepalive_timeout=1000"
TAKES_PINGS = "options.keepalive_min_interval=500"


def start_server(setup, hosts, host, *words):
    return setup.server(
        "--host", hosts.address(host), *GRACE, *words, wrapper=hosts.run_on(host)
    )


def start_client(setup, hosts, port, *words):
    own = ("--host", hosts.address(1))
    return setup.client_program(port, *own, *words, wrapper=hosts.run_on(0))


def expect_line_in_time(client, seconds):
    """The next line, which comes within that time, and a little."""
    asked = time.monotonic()
    line = client.line()
    took = time.monotonic() - asked
    check(took < seconds + SLACK_S, f"{line!r} came after {took:.1f} s, expected {seconds} s")
    check(
        line == "ok 8" or line.startswith("err NoResponse "),
        f"expected a sum or that nobody answers, got {line!r}",
    )
    return line


def expect_sums(client, count, seconds):
    """So many in a row, of calls of which each takes so long at most."""
    in_a_row, until = 0, time.monotonic() + 60
    while in_a_row < count:
        in_a_row = in_a_row + 1 if expect_line_in_time(client, seconds) == "ok 8" else 0
        check(time.monotonic() < until, f"no {count} sums in a row in 60 s")


def deadlines_hold_on_a_line_that_goes_dead(setup):
    with Hosts(2) as hosts:
        cable = hosts.connect(1)
        with start_server(setup, hosts, 1) as server:
            words = ("--timeout-ms", "500", "--loop", FOR_EVER, "10")
            with start_client(setup, hosts, server.port(), *words) as client:
                expect_sums(client, 20, 0.5)
                cable.cut()
                while expect_line_in_time(client, 0.5) == "ok 8":
                    pass
                for ignored in range(10):
                    check(expect_line_in_time(client, 0.5) != "ok 8", "got through a cut line")
                cable.mend()
                expect_sums(client, 20, 0.5)
            server.stop()


def keepalive_tells_a_client_of_a_line_that_is_dead(setup):
    with Hosts(2) as hosts:
        cable = hosts.connect(1)
        with start_server(setup, hosts, 1, "--delay-ms", "300", "--config", TAKES_PINGS) as server:
            words = ("--timeout-ms", "50000", "--config", PINGS, "--loop", FOR_EVER, "1")
            with start_client(setup, hosts, server.port(), *words) as client:
                expect_sums(client, 2, 0.3)
                cable.cut()
                line = expect_line_in_time(client, 2.3)
                while line == "ok 8":
                    line = expect_line_in_time(client, 2.3)
                check("UNAVAILABLE" in line, f"got {line!r}")
            cable.mend()
            server.stop()


def keepalive_tells_a_server_of_a_line_that_is_dead(setup):
    config = f"{PINGS};{TAKES_PINGS}"
    with Hosts(2) as hosts:
        cable = hosts.connect(1)
        with start_server(setup, hosts, 1, "--delay-ms", "600000", "--config", config) as server:
            cable.expect(b"/Summator/sum")
            words = ("--timeout-ms", "600000", "5", "3")
            with start_client(setup, hosts, server.port(), *words):
                cable.wait_until_answered()
                cable.cut()
                asked = time.monotonic()
                # It waits for its call, of which it must learn that nobody does any more.
                server.send(signal.SIGTERM)
                check_equal(server.wait(), 0, "exit status")
                took = time.monotonic() - asked
                check(took < 2 + SLACK_S, f"the server learnt of it after {took:.1f} s")


def start_balancing_client(setup, hosts, ports):
    config = f"{PINGS};options.keepalive_permit_without_calls=true"
    for number, port in enumerate(ports):
        config += f";connections.{number}.host={hosts.address(number + 1)}"
        config += f";connections.{number}.port={port}"
    words = ("--config", config, "--timeout-ms", "1000", "--loop", FOR_EVER, "10")
    return Program(*hosts.run_on(0), setup.client_path(), *words)


def balancing_moves_away_from_a_host_that_is_dead(setup):
    with Hosts(3) as hosts:
        first, second = hosts.connect(1), hosts.connect(2)
        with start_server(setup, hosts, 1, "--config", TAKES_PINGS) as one:
            with start_server(setup, hosts, 2, "--config", TAKES_PINGS) as other:
                ports = (one.port(), other.port())
                with start_balancing_client(setup, hosts, ports) as client:
                    expect_sums(client, 50, 1)
                    first.cut()
                    expect_sums(client, 50, 1)
                    # Only the first one is left, which must be in use again.
                    first.mend()
                    second.cut()
                    expect_sums(client, 50, 1)
                other.stop()
            one.stop()


def check_bad_line(setup, hosts):
    with start_server(setup, hosts, 1) as server:
        words = ("--timeout-ms", "3000", "--loop", FOR_EVER, "1")
        with start_client(setup, hosts, server.port(), *words) as client:
            lines = [expect_line_in_time(client, 3) for ignored in range(60)]
            check(lines.count("ok 8") > 30, f"too few calls got through: {lines}")
            server.send(signal.SIGTERM)
            check_equal(server.wait(), 0, "exit status")
            line = expect_line_in_time(client, 3)
            while line == "ok 8":
                line = expect_line_in_time(client, 3)


def a_slow_line_that_loses_packets_hangs_nobody(setup):
    with Hosts(2) as hosts:
        hosts.connect(1, delay=0.05, loss=0.05)
        check_bad_line(setup, hosts)


def the_kernels_own_slow_line_hangs_nobody(setup):
    with Hosts(2) as hosts:
        hosts.connect(1)
        hosts.disturb(1, "delay", "50ms", "loss", "5%")
        check_bad_line(setup, hosts)
