"""Instructions per call, as callgrind counts them: they do not depend on the machine's mood."""

import re
import shutil
import tempfile
from pathlib import Path

from machine import Server, measure
from peers import CALLBACK, CORE, OURS

FEW, MANY = 200, 1200
# Callgrind runs threads in turn: one is as good as many.
COMMANDS = {OURS: ("bench_pipc_server", "options.threads=1;options.shutdown_timeout=0"),
            CORE: ("bench_core_server", "1"),
            CALLBACK: ("bench_cpp_callback_server",)}
STREAMS = {"instructions-lone": 1, "instructions-64": 64}


def _count(programs, command, calls, streams):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "callgrind.out"
        under = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", "-q",
                 str(programs / command[0]), *command[1:]]
        with Server(under) as server:
            measure([str(word) for word in (
                programs / "bench_load", "--port", server.port, "--pid", server.pid,
                "--calls", calls, "--streams", streams)])
        return int(re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.M).group(1))


def run(settings, results):
    """Once is enough. What is there before the first call, and after the last, cancels out."""
    if not shutil.which("valgrind"):
        print("left out: instructions per call need valgrind")
        return
    for name, streams in STREAMS.items():
        if not settings.wants(name):
            continue
        for peer, command in COMMANDS.items():
            if not (settings.programs / command[0]).exists():
                continue
            few = _count(settings.programs, command, FEW, streams)
            many = _count(settings.programs, command, MANY, streams)
            results.add(name, peer, {"instructions": (many - few) / (MANY - FEW)})
