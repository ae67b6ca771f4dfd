#!/usr/bin/env python3
"""Runs one test: run.py --server … --client … MODULE.TEST, as `cmake` writes it down for ctest.

Exit status 77 says that something the test needs is missing; it is named.
"""

import argparse
import importlib
import os
import shutil
import subprocess
import sys

from support.commandable import Commandable
from support.program import Program, Skip, run
from support.test_service import TestService
from support.tls import Tls

HERE = os.path.dirname(os.path.abspath(__file__))
SKIPPED = 77


class Setup:
    """The programs under test and their peers."""

    def __init__(self, arguments):
        self._arguments = arguments
        self.proto = arguments.proto
        self.protoc = arguments.protoc
        # They hold on to memory that is freed.
        self.has_sanitizers = arguments.sanitize != ""
        self.tls = Tls(arguments.certificates)
        self.test_service = TestService(arguments, self)
        self.commandable = Commandable(arguments, self)

    def server(self, *options, environment=None, wrapper=()):
        """Our server, on a port of its choice; `wrapper` is a program that runs it."""
        words = (*wrapper, self._arguments.server, "--port", "0", *options)
        return Program(*words, environment=environment)

    def container(self, *options, config=None, environment=None):
        """Our container, on a port of its choice, of the example's configuration or another."""
        words = (self._arguments.container, "-c", config or self._arguments.container_config)
        return Program(*words, *options, environment={"GRPC_PORT": "0", **(environment or {})})

    def container_path(self):
        return self._arguments.container

    def container_config(self):
        return self._arguments.container_config

    def failing_server(self):
        return Program(self._arguments.failing_server)

    def ruled_server(self):
        return Program(self._arguments.ruled_server)

    def error_client(self, port, identifier, *retries):
        """What the error of a call with that correlation id tells our client."""
        return run(self._arguments.error_client, port, identifier, *retries)

    def json_peer(self, path):
        """What our program makes of the lines of a file: messages to JSON, and JSON to messages."""
        return run(self._arguments.json_peer, path).lines

    def kinds_descriptors(self):
        """The file that describes the messages of json_peer."""
        if subprocess.run([sys.executable, "-c", "import google.protobuf"], capture_output=True).returncode:
            raise Skip("protobuf for Python (Debian's python3-protobuf)")
        return self._arguments.kinds_descriptors

    def server_path(self):
        return self._arguments.server

    def client_path(self):
        return self._arguments.client

    def client_program(self, port, *words, wrapper=()):
        command = (*wrapper, self._arguments.client, "--host", "127.0.0.1", "--port", port)
        return Program(*command, *words)

    def client(self, port, *words):
        """What our client does."""
        return run(self._arguments.client, "--host", "127.0.0.1", "--port", port, *words)

    def client_as_is(self, *words):
        return run(self._arguments.client, *words)

    def _python(self, name, *words):
        if subprocess.run([sys.executable, "-c", "import grpc"], capture_output=True).returncode:
            raise Skip("grpcio for Python (Debian's python3-grpcio)")
        return [sys.executable, os.path.join(HERE, "python", name), *words]

    def python_server(self, environment=None):
        return Program(*self._python("summator_server.py"), environment=environment)

    def python_client(self, port, *words, environment=None):
        command = self._python("summator_client.py", "--port", port, *words)
        return run(*command, environment=environment)

    def node(self, name, *words):
        """The command of a peer on Node, and its environment."""
        if shutil.which("node") is None:
            raise Skip("node (Debian's nodejs)")
        if not os.path.exists(os.path.join(self._arguments.node_dir, "complete")):
            raise Skip("the npm packages of tests/interop/node (installed by npm)")
        command = ["node", "--no-deprecation", os.path.join(HERE, "node", name), *words]
        return command, {"NODE_PATH": os.path.join(self._arguments.node_dir, "node_modules")}

    def node_server(self, name, environment=None):
        command, needed = self.node(name, self.proto)
        return Program(*command, environment={**needed, **(environment or {})})

    def node_client(self, name, *words, environment=None):
        command, needed = self.node(name, self.proto, *words)
        return run(*command, environment={**needed, **(environment or {})})


def parse_arguments():
    parser = argparse.ArgumentParser()
    for option in ("--server", "--client", "--failing-server", "--ruled-server", "--error-client"):
        parser.add_argument(option, required=True)
    for option in ("--json-peer", "--kinds-descriptors"):
        parser.add_argument(option, required=True, help="of tests.Kinds")
    for option in ("--proto", "--protoc", "--node-dir"):
        parser.add_argument(option, required=True)
    parser.add_argument("--container", default="")
    parser.add_argument("--container-config", default="", help="the example's")
    parser.add_argument("--sanitize", default="")
    parser.add_argument("--certificates", default="", help="where certificates.sh made them")
    for option in ("--interop-server", "--interop-client", "--grpc-protos"):
        parser.add_argument(option, default="", help="of grpc.testing.TestService")
    for option in ("--dummy-server", "--commandable-client", "--dummies-client",
                   "--commandable-proto"):
        parser.add_argument(option, default="", help="of commandable services")
    parser.add_argument("--dummies-proto", default="", help="of the dummies' own service")
    parser.add_argument("test")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    module, name = arguments.test.split(".")
    test = getattr(importlib.import_module(f"cases.{module}"), name)
    try:
        test(Setup(arguments))
    except Skip as missing:
        print(f"skipped: {arguments.test} needs {missing}")
        return SKIPPED
    return 0


sys.exit(main())
