"""Programs under test: started, read line by line, and never waited for without a limit."""

import contextlib
import os
import queue
import re
import resource
import signal
import socket
import subprocess
import threading

# Far more than anything here takes, also under sanitizers on a busy machine.
LIMIT_S = 60


class Skip(Exception):
    """What a test needs is not on this machine."""


def check(condition, text):
    if not condition:
        raise AssertionError(text)


def check_equal(got, expected, what):
    check(got == expected, f"{what} is {got!r}, expected {expected!r}")


def read(path):
    """A file of /proc; nothing if what it tells of is gone."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def most_kib():
    """The most memory that any of the programs had that have ended."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


@contextlib.contextmanager
def reserved_port():
    """A port that nobody is given but who asks for it by its number, also while nobody listens."""
    with socket.socket() as reserved:
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind(("127.0.0.1", 0))
        yield reserved.getsockname()[1]


class Program:
    """A running program. Use it in a `with`: what still runs at the end is killed."""

    def __init__(self, *command, environment=None, listens=False):
        self.command = [str(word) for word in command]
        self.stderr = ""
        self._lines = queue.Queue()
        self._process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE if listens else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            env={**os.environ, **(environment or {})},
        )
        self._readers = [
            threading.Thread(target=self._read_stdout, daemon=True),
            threading.Thread(target=self._read_stderr, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def _read_stdout(self):
        for line in self._process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def _read_stderr(self):
        self.stderr = self._process.stderr.read()

    def say(self, line):
        """Writes a line to the stdin of a program that listens."""
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def line(self):
        """The next line of stdout; None at its end."""
        try:
            return self._lines.get(timeout=LIMIT_S)
        except queue.Empty:
            raise AssertionError(f"{self.command} printed no line in {LIMIT_S} s") from None

    def port(self):
        """The port that a server tells in its first line."""
        line = self.line()
        match = re.search(r"port (\d+)$", line or "")
        if match is None:
            status = self.wait()
            raise AssertionError(
                f"{self.command} told no port but {line!r}, exit status {status}: {self.stderr}"
            )
        return int(match.group(1))

    def holds(self):
        """What the kernel counts for it: descriptors, threads, and KiB of memory. The gRPC core
        gives its own threads names."""
        where = f"/proc/{self._process.pid}"
        names = [read(f"{where}/task/{task}/comm") for task in os.listdir(f"{where}/task")]
        ours = names.count(read(f"{where}/comm"))
        resident = re.search(r"VmRSS:\s*(\d+) kB", read(f"{where}/status"))
        return {
            "descriptors": len(os.listdir(f"{where}/fd")),
            "threads": ours,
            "threads of the core": len(names) - ours,
            "KiB": int(resident.group(1)),
        }

    def send(self, number):
        self._process.send_signal(number)

    def wait(self):
        """The exit status, negative if a signal ended it."""
        try:
            status = self._process.wait(timeout=LIMIT_S)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self.command} did not end in {LIMIT_S} s") from None
        for reader in self._readers:
            reader.join()
        return status

    def stop(self):
        """Asks it to end as a user would, which must end it well."""
        check(self._process.poll() is None, f"{self.command} has ended: {self.stderr}")
        self.send(signal.SIGTERM)
        status = self.wait()
        check(status == 0, f"{self.command} ended with status {status}: {self.stderr}")


class Result:
    """What became of a program that ran to its end."""

    def __init__(self, program):
        self.status = program.wait()
        self.lines = list(iter(program.line, None))
        self.stderr = program.stderr
        self.command = program.command

    def __str__(self):
        return f"{self.command}: status {self.status}, {self.lines}, stderr: {self.stderr!r}"

    @property
    def last_word(self):
        words = " ".join(self.lines).split()
        return words[-1] if words else None

    def check_prints(self, word):
        check(self.status == 0 and self.last_word == word, f"expected {word}: {self}")

    def check_fails(self, status, *texts):
        """One line on stderr that holds each of `texts`."""
        check_equal(self.status, status, f"exit status ({self})")
        lines = self.stderr.splitlines()
        check(len(lines) == 1, f"expected one line on stderr: {self}")
        for text in texts:
            check(text in lines[0], f"expected {text!r} on stderr: {self}")


def run(*command, environment=None):
    with Program(*command, environment=environment) as program:
        return Result(program)
