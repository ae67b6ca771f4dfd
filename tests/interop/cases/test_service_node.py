"""gRPC's own interop tests against @grpc/grpc-js.

Its servers do not compress, and are not told how a request was compressed; nor are its clients told
how a response was: they check only that it is the right one.
"""

from support.program import Program
from support.test_service import CASES, CASES_WITHOUT_COMPRESSION


def our_client_passes_their_cases_at_their_server(setup):
    command, environment = setup.test_service.node("test_server.js")
    with Program(*command, environment=environment) as server:
        setup.test_service.check_client_passes(server.port(), cases=CASES_WITHOUT_COMPRESSION)
        server.stop()


def their_client_passes_all_cases_at_our_server(setup):
    with setup.test_service.server() as server:
        command, environment = setup.test_service.node("test_client.js", server.port())
        setup.test_service.check_peer_passes(command, environment, CASES)
        server.stop()
