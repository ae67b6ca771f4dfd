"""The processors of this machine, and the processes that run on them."""

import json
import os
import re
import resource
import signal
import subprocess

PROCESSORS = sorted(os.sched_getaffinity(0))
PINNED = len(PROCESSORS) > 1
# The load, or the client that is measured, has a processor for itself.
SERVER_PROCESSOR = PROCESSORS[0]
LOAD_PROCESSOR = PROCESSORS[-1] if PINNED else -1


class Failure(Exception):
    """A program of the benchmark that did not do what it should."""


def raise_limits():
    """Idle connections are file descriptors on both sides."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def measure(command, processors=None):
    """Runs a program that prints one line of JSON, and returns what it says."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=600, preexec_fn=_binder(processors))
    if done.returncode != 0:
        raise Failure(f"{' '.join(command)}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def _binder(processors):
    return lambda: processors and os.sched_setaffinity(0, processors)


class Server:
    """A server that runs as long as the block that it is entered for."""

    def __init__(self, command, environment=None, processors=None):
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=environment,
            preexec_fn=_binder(processors))
        self.pid = self.process.pid
        self.port = self._read_port()

    def _read_port(self):
        for line in self.process.stdout:
            found = re.search(r"port (\d+)$", line.strip())
            if found:
                return int(found.group(1))
        raise Failure(f"{' '.join(self.process.args)} does not tell its port")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
