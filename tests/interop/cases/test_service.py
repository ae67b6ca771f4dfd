"""gRPC's own interop tests: our server and our client with each other."""

import signal

from support.program import check, check_equal
from support.test_service import CASES


def our_client_passes_all_cases_at_our_server(setup):
    with setup.test_service.server() as server:
        setup.test_service.check_client_passes(server.port())
        server.stop()


def client_fails_without_the_service(setup):
    with setup.server() as summator:
        port = summator.port()
        for case in CASES:
            if case == "unimplemented_service":
                check_equal(setup.test_service.client(port, case).status, 0, case)
            else:
                setup.test_service.client(port, case).check_fails(1, "expected", "UNIMPLEMENTED")
        summator.stop()


def client_takes_what_drivers_of_the_tests_give_it(setup):
    with setup.test_service.server() as server:
        options = (f"--server_port={server.port()}", "--test_case=empty_unary", "--use_tls=false")
        options += ("--use_test_ca=true", "--server_host_override=foo.test.google.fr")
        result = setup.test_service.client_as_is("--server_host=localhost", *options)
        check_equal(result.status, 0, f"exit status ({result})")
        server.stop()


def server_refuses_a_taken_port(setup):
    with setup.test_service.server("--use_tls=false") as server:
        port = server.port()
        result = setup.test_service.server_as_is("--port", port)
        result.check_fails(1, "NoResponse CANNOT_CONNECT", str(port))
        check_equal(setup.test_service.client(port, "empty_unary").status, 0, "exit status")
        server.stop()


def server_ends_on_sigint(setup):
    with setup.test_service.server() as server:
        server.port()
        server.send(signal.SIGINT)
        check_equal(server.wait(), 0, "exit status")
