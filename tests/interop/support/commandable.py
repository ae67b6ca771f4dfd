"""Commandable services: our programs of examples/dummies, and their peers."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile

from support.program import Program, Skip, check, check_equal, run
from support.test_service import PEERS, need_python


class Commandable:
    """The programs. What is missing is skipped by name."""

    def __init__(self, arguments, setup):
        self._arguments = arguments
        self._setup = setup

    def _ours(self, path):
        if not path:
            raise Skip("pipc built with jansson (Debian's libjansson-dev)")
        return path

    def server(self, *options):
        """Our server, of dummies as commands and as a service, on a port of its choice."""
        return Program(self.server_path(), "--port", "0", *options)

    def server_path(self):
        return self._ours(self._arguments.dummy_server)

    def client(self, port, method, args="", correlation="", *options):
        """What our client does."""
        words = ("127.0.0.1", port, method, args, correlation, *options)
        return run(self.client_path(), *words)

    def client_path(self):
        return self._ours(self._arguments.commandable_client)

    def dummies_client(self, port):
        """What our client of the dummies' own service says of its test."""
        return run(self._ours(self._arguments.dummies_client), port)

    def node_server(self):
        self._ours(self._arguments.dummy_server)
        command, environment = self._setup.node("dummy_server.js", self._arguments.dummies_proto)
        return Program(*command, environment=environment)

    @contextlib.contextmanager
    def node_client(self, port):
        """A function that has a client of the toolkit call: it takes what `client` does, and gives
        what the client says of it."""
        command, environment = self._setup.node("commandable_client.js", str(port))
        with Program(*command, environment=environment, listens=True) as program:

            def call(method, args="", correlation=None):
                program.say(json.dumps([method, args, correlation]))
                return json.loads(program.line())

            yield call

    def node_dummies_client(self, port):
        words = (self._arguments.dummies_proto, str(port))
        command, environment = self._setup.node("dummies_client.js", *words)
        return run(*command, environment=environment)

    @contextlib.contextmanager
    def python(self, name, *words):
        """The command of a peer on grpcio, and its environment."""
        self._ours(self._arguments.dummy_server)
        need_python("grpc", "python3-grpcio")
        need_python("google.protobuf", "python3-protobuf")
        proto = self._arguments.commandable_proto
        with tempfile.TemporaryDirectory() as messages:
            protoc = [self._arguments.protoc, f"-I{os.path.dirname(proto)}", proto]
            subprocess.run([*protoc, f"--python_out={messages}"], check=True)
            program = [sys.executable, "-B", os.path.join(PEERS, "python", name), *map(str, words)]
            yield program, {"PYTHONPATH": messages}


def answer_of(result):
    """What a client says of a call; ours in one line of JSON, that it prints."""
    if isinstance(result, dict):
        return result
    check_equal(len(result.lines), 1, f"lines of stdout ({result})")
    return json.loads(result.lines[0])


def result_of(result):
    answer = answer_of(result)
    check("result" in answer, f"expected a result: {answer}, {result}")
    return answer["result"]


def error_of(result):
    answer = answer_of(result)
    check("error" in answer, f"expected an error: {answer}, {result}")
    return answer["error"]


def check_error(error, **expected):
    for name, value in expected.items():
        check_equal(error.get(name), value, f"{name} of {error}")
