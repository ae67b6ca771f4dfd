"""More connections than a server has descriptors for: it lives on, and serves again."""

from cases.hostile_clients import check_alive
from support import http2
from support.program import check

DESCRIPTORS = 64
FOR_CONNECTIONS = 48
FLOOD = 200
GREETING = http2.PREFACE + http2.frame(http2.SETTINGS, 0, 0)


def with_descriptors(count):
    return ("sh", "-c", f'ulimit -n {count} && exec "$@"', "sh")


def flood(port):
    connections = [http2.connect(port) for ignored in range(FLOOD)]
    for connection in connections:
        try:
            connection.sendall(GREETING)
        except ConnectionError:
            pass # closed already
    return connections


def is_served(connection):
    try:
        return connection.recv(9) != b""
    except ConnectionError:
        return False


def check_flood(server, port):
    """By itself it closes what is one too many at once, and keeps what it needs."""
    connections = flood(port)
    served = [is_served(connection) for connection in connections].count(True)
    held = server.holds()["descriptors"]
    check(0 < served < FOR_CONNECTIONS, f"{served} of {FLOOD} connections are served")
    check(held <= FOR_CONNECTIONS, f"the server has {held} of {DESCRIPTORS} descriptors open")
    for connection in connections:
        connection.close()


def check_serves_again(port):
    """The room of those who have hung up is there a moment later."""
    for ignored in range(1000):
        try:
            check_alive(port)
            return
        except ConnectionError:
            pass
    raise AssertionError("nobody is served any more")


def connections_that_are_too_many_are_closed_at_once(setup):
    with setup.server(wrapper=with_descriptors(DESCRIPTORS)) as server:
        port = server.port()
        for ignored in range(3):
            check_flood(server, port)
            check_serves_again(port)
        server.stop()


def without_a_limit_they_wait_for_descriptors(setup):
    """Where the core accepts by itself, this would be the last that anybody hears of it."""
    unlimited = ("--config", "options.max_connections=0")
    with setup.server(*unlimited, wrapper=with_descriptors(DESCRIPTORS)) as server:
        port = server.port()
        for ignored in range(3):
            connections = flood(port)
            check(is_served(connections[0]), "the first one is served")
            for connection in connections[: FLOOD - 1]:
                connection.close()
            check(is_served(connections[-1]), "the last one is served when the others have gone")
            connections[-1].close()
        check_serves_again(port)
        server.stop()
