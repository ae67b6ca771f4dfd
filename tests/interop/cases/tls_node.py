"""TLS against @grpc/grpc-js."""

from support.program import Program
from support.test_service import CASES, CASES_WITHOUT_COMPRESSION

CALLER = {"cert": "client.crt", "key": "client.key"}


def their_client_gets_8_from_our_server(setup):
    for server, client in (
        ({}, {}),
        ({"client_ca": "ca.crt"}, {"certificate": "client.crt", "key": "client.key"}),
    ):
        options = setup.tls.options(cert="server.crt", key="server.key", **server)
        with setup.server(*options) as program:
            environment = setup.tls.peer(ca="ca.crt", **client)
            words = (str(program.port()), "5", "3")
            result = setup.node_client("plain_client.js", *words, environment=environment)
            result.check_prints("8")
            program.stop()


def our_client_gets_8_from_their_server(setup):
    for server, client in (({}, {}), ({"ca": "ca.crt"}, CALLER)):
        environment = setup.tls.peer(key="server.key", certificate="server.crt", **server)
        with setup.node_server("plain_server.js", environment=environment) as program:
            options = setup.tls.options(ca="ca.crt", **client)
            setup.client(program.port(), *options, "5", "3").check_prints("8")


def our_test_client_passes_all_cases_at_their_test_server(setup):
    files = setup.tls.peer(key="server.key", certificate="server.crt")
    command, environment = setup.test_service.node("test_server.js")
    with Program(*command, environment={**environment, **files}) as server:
        options = setup.test_service.client_tls()
        setup.test_service.check_client_passes(
            server.port(), *options, cases=CASES_WITHOUT_COMPRESSION
        )
        server.stop()


def their_test_client_passes_all_cases_at_our_test_server(setup):
    files = setup.tls.peer(ca="ca.crt")
    with setup.test_service.server(*setup.test_service.server_tls()) as server:
        command, environment = setup.test_service.node("test_client.js", server.port())
        setup.test_service.check_peer_passes(command, {**environment, **files}, CASES)
        server.stop()
