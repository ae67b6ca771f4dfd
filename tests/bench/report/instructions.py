"""Instructions per call, as callgrind counts them: they do not depend on the machine's mood."""

import re
import shutil
import tempfile
from pathlib import Path

from machine import Failure, Server, measure
from peers import CALLBACK, CORE, OURS, UNWATCHED, WATCHABLE

FEW, MANY = 200, 1200
# Callgrind runs threads in turn: one is as good as many.
CONFIG = "options.threads=1;options.shutdown_timeout=0"
COMMANDS = {OURS: ("bench_pipc_server", CONFIG),
            CORE: ("bench_core_server", "1"),
            CALLBACK: ("bench_cpp_callback_server",)}
# What there is for loggers, counters, tracers, interceptors and rules, on a call that has none.
WATCHED_COMMANDS = {WATCHABLE: ("bench_watchable_server", CONFIG),
                    UNWATCHED: ("bench_unwatched_server", CONFIG)}
STREAMS = {"instructions-lone": 1, "instructions-64": 64}
WATCHED = "instructions-unwatched"
MOST_FOR_NOBODY = 0.01


def _own(lines, program):
    """What the program itself takes, without the libraries that it calls: of a file of callgrind's."""
    names = {}
    own = 0
    is_call = is_ours = False
    for line in lines:
        found = re.match(r"(c?)ob=(\(\d+\))(?: (.*))?", line)
        if found:
            names.setdefault(found[2], found[3])
            if not found[1]:  # it is where the lines that follow are, not what they call
                is_ours = names[found[2]] == str(program)
        elif line.startswith("calls="):
            is_call = True
        elif re.match(r"[+*\d-]", line):
            own += int(line.split()[1]) if is_ours and not is_call else 0
            is_call = False
    return own


def _count(programs, command, calls, streams):
    """All instructions of a server that answers so many calls, and those of its own code."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "callgrind.out"
        under = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", "-q",
                 str(programs / command[0]), *command[1:]]
        with Server(under) as server:
            measure([str(word) for word in (
                programs / "bench_load", "--port", server.port, "--pid", server.pid,
                "--calls", calls, "--streams", streams)])
        text = out.read_text()
        whole = re.search(r"^(?:summary|totals): (\d+)", text, re.M).group(1)
        own = _own(text.splitlines(), (programs / command[0]).resolve())
        return {"instructions": int(whole), "own_instructions": own}


def run(settings, results):
    """Once is enough. What is there before the first call, and after the last, cancels out."""
    if not shutil.which("valgrind"):
        print("left out: instructions per call need valgrind")
        return
    for name, streams in STREAMS.items():
        _compare(settings, results, name, COMMANDS, streams)
    _compare(settings, results, WATCHED, WATCHED_COMMANDS, 64)
    more = share_for_nobody(results)
    if more is not None and more > MOST_FOR_NOBODY:
        raise Failure(f"what pipc looks for on a call that nobody watches is {more:.2%} of the "
                      f"call's instructions, expected {MOST_FOR_NOBODY:.0%} at most")


def share_for_nobody(results):
    """
    What pipc looks for on each call, and does not find, as a part of a call's instructions; None if
    it was not counted. What the core does differs from run to run, by more than that: so the
    difference is that of the program, which has pipc in it.
    """
    peers = results.of.get(WATCHED, {})
    if WATCHABLE not in peers or UNWATCHED not in peers:
        return None
    watchable, unwatched = peers[WATCHABLE][0], peers[UNWATCHED][0]
    more = watchable["own_instructions"] - unwatched["own_instructions"]
    return more / unwatched["instructions"]


def _compare(settings, results, name, commands, streams):
    if not settings.wants(name):
        return
    for peer, command in commands.items():
        if not (settings.programs / command[0]).exists():
            continue
        few = _count(settings.programs, command, FEW, streams)
        many = _count(settings.programs, command, MANY, streams)
        results.add(name, peer, {key: (many[key] - few[key]) / (MANY - FEW) for key in many})
