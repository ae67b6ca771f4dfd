"""TLS: our programs with each other, against grpcio, and against versions of TLS."""

import json
import socket
import ssl
import warnings

from support.program import Program, check, check_equal, run
from support.test_service import CASES, CASES_OF_ANY_REQUEST

SERVER = {"cert": "server.crt", "key": "server.key"}
MTLS_CLIENT = {"ca": "ca.crt", "cert": "client.crt", "key": "client.key"}


def our_programs_talk_by_tls(setup):
    for server, client in (
        (SERVER, {"ca": "ca.crt"}),
        ({"cert": "server_rsa.crt", "key": "server_rsa.key"}, {"ca": "both_cas.crt"}),
        ({"cert": "chain.crt", "key": "server.key"}, {"ca": "ca.crt"}),
        ({**SERVER, "client_ca": "ca.crt"}, MTLS_CLIENT),
    ):
        with setup.server(*setup.tls.options(**server)) as program:
            options = setup.tls.options(**client)
            setup.client(program.port(), *options, "5", "3").check_prints("8")
            program.stop()


def our_client_is_refused_without_a_certificate(setup):
    options = setup.tls.options(**SERVER, client_ca="ca.crt")
    with setup.server(*options) as server:
        port = server.port()
        result = setup.client(port, *setup.tls.options(ca="ca.crt"), "5", "3")
        result.check_fails(1, "NoResponse UNAVAILABLE", "credential.ssl_crt_file")
        server.stop()


def our_client_trusts_the_roots_of_the_system(setup):
    with setup.server(*setup.tls.options(**SERVER)) as server:
        config = "connection.protocol=https;connection.host=127.0.0.1;"
        config += f"connection.port={server.port()}"
        command = [setup.client_path(), "--config", config, "5", "3"]
        roots = {"GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": setup.tls.path("ca.crt")}
        run(*command, environment=roots).check_prints("8")
        run(*command).check_fails(1, "NoResponse UNAVAILABLE", "signed by no CA")
        server.stop()


def our_server_refuses_files_of_no_use(setup):
    for files, texts in (
        ({"cert": "server.crt"}, ("Misconfiguration NO_SSL_KEY_FILE",)),
        ({"key": "server.key"}, ("Misconfiguration NO_SSL_CRT_FILE",)),
        ({"client_ca": "ca.crt"}, ("Misconfiguration NO_SSL_KEY_FILE",)),
        ({**SERVER, "key": "nothing"}, ("FileError FILE_NOT_READABLE", "nothing")),
        ({**SERVER, "cert": "garbage.pem"}, ("FileError BAD_CERTIFICATE", "garbage.pem")),
        ({**SERVER, "key": "client.key"}, ()),
        ({**SERVER, "client_ca": "empty.pem"}, ("FileError BAD_CA", "empty.pem")),
    ):
        options = setup.tls.options(**files)
        run(setup.server_path(), "--port", "0", *options).check_fails(1, *texts)


def our_client_refuses_files_of_no_use(setup):
    for files, texts in (
        ({"ca": "nothing"}, ("FileError FILE_NOT_READABLE", "nothing")),
        ({"ca": "garbage.pem"}, ("FileError BAD_CA", "garbage.pem")),
        ({"ca": "ca.crt", "cert": "client.crt"}, ("Misconfiguration NO_SSL_KEY_FILE",)),
        ({**MTLS_CLIENT, "key": "garbage.pem"}, ("FileError BAD_KEY", "garbage.pem")),
    ):
        setup.client(1, *setup.tls.options(**files), "5", "3").check_fails(1, *texts)


# --- versions -----------------------------------------------------------------------------------


def _connect(setup, port, version):
    """The version and protocol that a client of one version of TLS comes to, or its error."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(setup.tls.path("ca.crt"))
    context.set_alpn_protocols(["http/1.1", "h2"])
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it is old, as it should be
        context.minimum_version = context.maximum_version = version
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        try:
            with context.wrap_socket(connection, server_hostname="localhost") as wrapped:
                return wrapped.version(), wrapped.selected_alpn_protocol()
        except OSError as error:  # of ssl too
            return str(error)


def our_server_takes_tls_1_2_and_1_3_and_none_before(setup):
    versions = ssl.TLSVersion
    with setup.server(*setup.tls.options(**SERVER)) as server:
        port = server.port()
        check_equal(_connect(setup, port, versions.TLSv1_2), ("TLSv1.2", "h2"), "TLS 1.2")
        check_equal(_connect(setup, port, versions.TLSv1_3), ("TLSv1.3", "h2"), "TLS 1.3")
        for version in (versions.TLSv1, versions.TLSv1_1):
            result = _connect(setup, port, version)
            # And not that this client would not even try.
            check(
                any(text in result for text in ("EOF", "alert", "reset")),
                f"expected {version} refused by the server: {result}",
            )
        server.stop()


# --- grpcio -------------------------------------------------------------------------------------


def their_client_gets_8_from_our_server(setup):
    for server, client in (
        (SERVER, {"ca": "ca.crt"}),
        (
            {**SERVER, "client_ca": "ca.crt"},
            {"ca": "ca.crt", "certificate": "client.crt", "key": "client.key"},
        ),
    ):
        with setup.server(*setup.tls.options(**server)) as program:
            environment = setup.tls.peer(**client)
            result = setup.python_client(program.port(), "5", "3", environment=environment)
            result.check_prints("8")
            program.stop()


def our_client_gets_8_from_their_server(setup):
    for server, client in (
        ({}, {"ca": "ca.crt"}),
        ({"ca": "ca.crt"}, MTLS_CLIENT),
    ):
        environment = setup.tls.peer(key="server.key", certificate="server.crt", **server)
        with setup.python_server(environment=environment) as program:
            options = setup.tls.options(**client)
            setup.client(program.port(), *options, "5", "3").check_prints("8")


def our_server_refuses_clients_that_it_does_not_trust(setup):
    with setup.server(*setup.tls.options(**SERVER, client_ca="ca.crt")) as server:
        port = server.port()
        for more in (
            {},
            {"certificate": "client_other.crt", "key": "client.key"},
            {"certificate": "client_expired.crt", "key": "client.key"},
        ):
            environment = setup.tls.peer(ca="ca.crt", **more)
            result = setup.python_client(port, "5", "3", environment=environment)
            check_equal(json.loads(result.lines[0])["status"], "UNAVAILABLE", f"{more}")
        server.stop()


def our_client_refuses_an_expired_server(setup):
    environment = setup.tls.peer(key="server.key", certificate="expired.crt")
    with setup.python_server(environment=environment) as server:
        result = setup.client(server.port(), *setup.tls.options(ca="ca.crt"), "5", "3")
        result.check_fails(1, "NoResponse UNAVAILABLE", "or its time is over")


# --- gRPC's interop tests -----------------------------------------------------------------------


def our_test_client_passes_all_cases_at_our_test_server(setup):
    with setup.test_service.server(*setup.test_service.server_tls()) as server:
        setup.test_service.check_client_passes(server.port(), *setup.test_service.client_tls())
        server.stop()


def our_test_client_passes_all_cases_at_their_test_server(setup):
    files = setup.tls.peer(key="server.key", certificate="elsewhere.crt")
    with setup.test_service.python("test_server.py") as (command, environment):
        with Program(*command, environment={**environment, **files}) as server:
            options = setup.test_service.client_tls("--server_host_override=elsewhere.test")
            setup.test_service.check_client_passes(
                server.port(), *options, cases=CASES_OF_ANY_REQUEST
            )
            server.stop()


def their_test_client_passes_all_cases_at_our_test_server(setup):
    files = setup.tls.peer(ca="ca.crt")
    with setup.test_service.server(*setup.test_service.server_tls()) as server:
        with setup.test_service.python("test_client.py", server.port()) as (command, environment):
            setup.test_service.check_peer_passes(command, {**environment, **files}, CASES)
        server.stop()
