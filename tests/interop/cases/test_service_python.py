"""gRPC's own interop tests against grpcio, Python's gRPC.

Its servers are not told how a request was compressed, nor its clients how a response was: the
latter check only that it is the right one.
"""

from support.program import Program, check_equal
from support.test_service import CASES, CASES_OF_ANY_REQUEST, MORE_CASES


def our_client_passes_their_cases_at_their_server(setup):
    with setup.test_service.python("test_server.py") as (command, environment):
        with Program(*command, environment=environment) as server:
            setup.test_service.check_client_passes(server.port(), cases=CASES_OF_ANY_REQUEST)
            server.stop()


def their_client_passes_all_cases_at_our_server(setup):
    with setup.test_service.server() as server:
        with setup.test_service.python("test_client.py", server.port()) as (command, environment):
            setup.test_service.check_peer_passes(command, environment, CASES + MORE_CASES)
        server.stop()


def our_server_ends_when_the_calls_that_run_have_ended(setup):
    with setup.test_service.server() as server:
        with setup.test_service.python("test_client.py", server.port()) as (command, environment):
            case = "begun_before_the_end"
            with Program(*command, case, environment=environment) as client:
                check_equal(client.line(), "begun", "line of the client")
                server.stop()
                check_equal(client.line(), f"ok {case}", "line of the client")
                check_equal(client.wait(), 0, "exit status")
