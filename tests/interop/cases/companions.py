"""Health and reflection, as grpcio and @grpc/grpc-js ask for them."""

import contextlib
import os
import subprocess
import sys
import tempfile

from support.program import Program, check, check_equal, run
from support.test_service import PEERS, need_python


@contextlib.contextmanager
def python_client(setup, port, *cases):
    """The command of our client on grpcio, and its environment."""
    need_python("grpc", "python3-grpcio")
    need_python("google.protobuf", "python3-protobuf")
    # Not below a folder `grpc`, which would be taken for grpcio.
    protos = os.path.join(os.path.dirname(setup.proto), "grpc")
    command = [setup.protoc, f"-I{protos}/health/v1", f"-I{protos}/reflection", "health.proto"]
    command += ["v1/reflection.proto", "v1alpha/reflection.proto"]
    with tempfile.TemporaryDirectory() as messages:
        subprocess.run([*command, f"--python_out={messages}"], check=True)
        program = os.path.join(PEERS, "python", "companions_client.py")
        yield [sys.executable, "-B", program, port, *cases], {"PYTHONPATH": messages}


def check_passes(command, environment, cases):
    result = run(*command, environment=environment)
    check_equal(result.status, 0, f"exit status ({result})")
    check_equal(result.lines, [f"ok {case}" for case in cases], "output")


def check_python_passes(setup, *cases):
    with setup.server() as server:
        with python_client(setup, server.port(), *cases) as (command, environment):
            check_passes(command, environment, cases)
        server.stop()


def check_node_passes(setup, *cases):
    with setup.server() as server:
        protos = os.path.dirname(setup.proto)
        words = setup.node("companions_client.js", protos, str(server.port()), *cases)
        check_passes(*words, cases)
        server.stop()


def python_sees_our_health(setup):
    check_python_passes(setup, "check_health", "watch_health")


def python_watches_a_hundred_times_and_nothing_grows(setup):
    cases = ("watch_a_hundred_times",)
    with setup.server() as server:
        with python_client(setup, server.port(), *cases) as (command, environment):
            check_passes(command, environment, cases)
            before = server.holds()
            check_passes(command, environment, cases)
            after = server.holds()
        for what in ("descriptors", "threads"):
            check(after[what] <= before[what] + 2, f"{what}: {before} before, {after} after")
        server.stop()


def python_is_told_that_our_server_stops(setup):
    with setup.server("--grace-s", "50") as server:
        with python_client(setup, server.port(), "watch_the_end") as (command, environment):
            with Program(*command, environment=environment) as client:
                check_equal(client.line(), "SERVING", "first status")
                server.stop()
                check_equal(client.line(), "NOT_SERVING", "second status")
                check_equal(client.line(), "UNAVAILABLE", "end")


def python_learns_what_our_server_serves(setup):
    check_python_passes(setup, "list_services", "find_files", "go_on_after_errors")


def python_calls_what_it_knows_by_reflection_only(setup):
    check_python_passes(setup, "call_by_description")


def node_sees_our_health(setup):
    check_node_passes(setup, "check_health", "watch_health")


def node_learns_what_our_server_serves_and_calls_it(setup):
    check_node_passes(setup, "list_services", "go_on_after_errors", "call_by_description")


def neither_is_served_unless_asked_for(setup):
    with setup.server("--config", "options.health=false;options.reflection=false") as server:
        port = server.port()
        with python_client(setup, port, "check_health") as (command, environment):
            result = run(*command, environment=environment)
        check(result.status != 0, f"health is served: {result}")
        check("UNIMPLEMENTED" in result.stderr, f"expected UNIMPLEMENTED: {result}")
        setup.client(port, "5", "3").check_prints("8")
        server.stop()
