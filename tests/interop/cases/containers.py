"""Our container: what it makes of a configuration, how it ends, and what it says of mistakes."""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile

from support.program import LIMIT_S, Result, check, check_equal, run

LOGGER = '- descriptor: "pip-services:logger:console:default:1.0"\n  level: debug\n'


@contextlib.contextmanager
def file_of(text, name="config.yml"):
    """The path of a file that holds `text`."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        yield path


def remaining(program):
    """All lines that it has yet to print, which it has when it ends."""
    return "\n".join(iter(program.line, None))


def container_answers_until_sigterm(setup):
    with setup.container() as container:
        setup.client(container.port(), "5", "3").check_prints("8")
        container.stop()
        output = remaining(container)
        for text in ("Container summator started.", "Closed GRPC service"):
            check(text in output, f"expected {text!r} in {output}")
        check(output.endswith("Container summator stopped"), f"the last line of {output}")
        check_equal(container.stderr, "", "stderr")


def container_ends_on_sigint_too_and_once_is_enough(setup):
    with setup.container() as container:
        setup.client(container.port(), "5", "3").check_prints("8")
        for _ in range(3):
            container.send(signal.SIGINT)
        check_equal(container.wait(), 0, "exit status")


def nobody_has_to_read_the_log(setup):
    with subprocess.Popen(
        [setup.container_path(), "-c", setup.container_config()],
        env={**os.environ, "GRPC_PORT": "0"},
        stdout=subprocess.PIPE,
        text=True,
    ) as container:
        port = container.stdout.readline().split()[-1]
        container.stdout.close()
        setup.client(port, "5", "3").check_prints("8")
        container.send_signal(signal.SIGTERM)
        check_equal(container.wait(timeout=LIMIT_S), 0, "exit status")


def variables_come_from_the_command_line_and_the_environment(setup):
    with setup.container("-p", "LOG_LEVEL=none") as container:
        container.send(signal.SIGTERM)
        check_equal(Result(container).lines, [], "output")
    # What the environment says goes over it.
    with setup.container("--param=GRPC_PORT=1;LOG_LEVEL=debug", environment={"LOG_LEVEL": "info"}) as container:
        check("started" in container.line(), "expected the level of the environment")
        container.stop()


def configuration_may_be_json(setup):
    text = """[
      {"descriptor": "pip-services:logger:console:default:1.0", "level": "debug"},
      {"descriptor": "summator:service:grpc:default:1.0",
       "connection": {"host": "127.0.0.1", "port": {{GRPC_PORT}}}}
    ]"""
    with file_of(text, "config.json") as path, setup.container(config=path) as container:
        setup.client(container.port(), "5", "3").check_prints("8")
        container.stop()


def mistakes_are_told_in_one_line_with_file_line_and_key(setup):
    endpoint = '- descriptor: "pip-services:endpoint:grpc:default:1.0"\n'
    for text, expected in (
        (endpoint + "- descriptr: x\n", (":2: ", "component 1 has no descriptor")),
        (endpoint + "  connection:\n    port: many\n", (":3: connection.port is ", '"many"')),
        (endpoint + "  connection:\n    protocol: ftp\n", (":3: connection.protocol is ",)),
        (endpoint + '- descriptor: "a:b:c:d:1.0"\n', (":2: ", "a:b:c:d:1.0, which no factory")),
        (endpoint + "- descriptor: logger\n", (":2: ", "logger is in wrong format")),
        (endpoint + "\n  connection: [\n", (":3: YAML cannot be read",)),
        (endpoint + "  a: 1\n  a: 2\n", (":3: key a is there already, in line 2",)),
        (endpoint + "{{#if A}}\n", (":2: {{#if A}} has no end",)),
        (endpoint.encode() + b"\xff\n", (":2: ", "expected UTF-8")),
        (LOGGER.replace("debug", "loud"), (":2: level is ", '"loud"')),
        ("", ("holds no components",)),
    ):
        with file_of(text) as path, setup.container(config=path) as container:
            result = Result(container)
            result.check_fails(1, path, "summator_container: Misconfiguration ", *expected)
            check_equal(result.lines, [], "stdout")


def files_that_cannot_be_read_are_named(setup):
    for path, reason in (("/nowhere/config.yml", "No such file"), ("/", "Is a directory")):
        with setup.container(config=path) as container:
            Result(container).check_fails(1, f"FileError READ_FAILED: {path} cannot be", reason)


def a_port_that_is_taken_is_told_by_the_logger_and_once(setup):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with setup.container(environment={"GRPC_PORT": port}) as container:
            Result(container).check_fails(1, "Failed to start container", "config.yml:11: ", port)
        with setup.container(environment={"GRPC_PORT": port, "LOG_LEVEL": "none"}) as container:
            Result(container).check_fails(1, "summator_container: NoResponse", "config.yml:11: ")


def bad_command_lines_are_refused(setup):
    for words, text in ((("-x",), '"-x"'), (("-c",), "-c stands alone"), (("a.yml",), '"a.yml"')):
        run(setup.container_path(), *words).check_fails(2, text)


def help_tells_the_options(setup):
    result = run(setup.container_path(), "--help")
    check_equal((result.status, len(result.lines), result.stderr), (0, 2, ""), str(result))
    check("-c FILE" in result.lines[0], str(result))
