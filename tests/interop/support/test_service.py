"""grpc.testing.TestService, gRPC's own interop tests: our programs and their peers."""

import contextlib
import os
import subprocess
import sys
import tempfile

from support.program import Program, Skip, check, check_equal, run

CASES = (
    "empty_unary",
    "large_unary",
    "client_compressed_unary",
    "server_compressed_unary",
    "client_streaming",
    "client_compressed_streaming",
    "server_streaming",
    "server_compressed_streaming",
    "ping_pong",
    "empty_stream",
    "cancel_after_begin",
    "cancel_after_first_response",
    "timeout_on_sleeping_server",
    "custom_metadata",
    "status_code_and_message",
    "special_status_message",
    "unimplemented_method",
    "unimplemented_service",
)

# What a server can do that is not told how its requests were compressed.
CASES_OF_ANY_REQUEST = tuple(case for case in CASES if not case.startswith("client_compressed"))

# And what one that cannot compress its responses either.
CASES_WITHOUT_COMPRESSION = tuple(case for case in CASES if "compressed" not in case)

# What the peers' clients try besides.
MORE_CASES = (
    "half_duplex",
    "half_duplex_without_end",
    "intervals",
    "metadata_of_each_kind",
    "bad_requests",
    "statuses",
)

PEERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


def need_python(module, package):
    if subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True).returncode:
        raise Skip(f"{module} for Python (Debian's {package})")


class TestService:
    """The programs. What is missing is skipped by name."""

    def __init__(self, arguments, setup):
        self._arguments = arguments
        self._setup = setup

    def _ours(self, path):
        if not path:
            raise Skip("the protos of gRPC's interop tests (Debian's grpc-proto)")
        return path

    def server(self, *options):
        """Our server, on a port of its choice."""
        return Program(self._ours(self._arguments.interop_server), "--port=0", *options)

    def server_as_is(self, *options):
        return run(self._ours(self._arguments.interop_server), *options)

    def server_tls(self):
        """Options of our server."""
        path = self._setup.tls.path
        return (
            "--use_tls=true",
            f"--tls_cert_file={path('server.crt')}",
            f"--tls_key_file={path('server.key')}",
        )

    def client_tls(self, *more):
        """Options of our client."""
        ca = self._setup.tls.path("ca.crt")
        return ("--use_tls=true", "--use_test_ca=true", f"--ca_file={ca}", *more)

    def client(self, port, case, *options):
        """What our client does about a case."""
        words = ("--server_host=127.0.0.1", f"--server_port={port}", f"--test_case={case}")
        return self.client_as_is(*words, *options)

    def client_program(self, *options):
        """Our client while it runs."""
        return Program(self._ours(self._arguments.interop_client), *options)

    def client_as_is(self, *options):
        return run(self._ours(self._arguments.interop_client), *options)

    def check_client_passes(self, port, *options, cases=CASES):
        """Our client passes the cases."""
        for case in cases:
            result = self.client(port, case, *options)
            check(result.status == 0 and not result.stderr, f"{case}: {result}")

    @contextlib.contextmanager
    def python(self, name, *words):
        """The command of a peer on grpcio, and its environment."""
        need_python("grpc", "python3-grpcio")
        need_python("google.protobuf", "python3-protobuf")
        # Not below a folder `grpc`, which would be taken for grpcio.
        protos = os.path.join(self._ours(self._arguments.grpc_protos), "grpc", "testing")
        command = [self._arguments.protoc, f"-I{protos}", "empty.proto", "messages.proto"]
        with tempfile.TemporaryDirectory() as messages:
            subprocess.run([*command, f"--python_out={messages}"], check=True)
            program = [sys.executable, "-B", os.path.join(PEERS, "python", name), *words]
            yield program, {"PYTHONPATH": messages}

    def node(self, name, *words):
        """The command of a peer on @grpc/grpc-js, and its environment."""
        protos = self._ours(self._arguments.grpc_protos)
        return self._setup.node(name, protos, *words)

    def check_peer_passes(self, command, environment, cases):
        """The client that `command` starts passes the cases."""
        result = run(*command, *cases, environment=environment)
        check_equal(result.status, 0, f"exit status ({result})")
        check_equal(result.lines, [f"ok {case}" for case in cases], "output")
