"""Measures each scenario once a round, all peers after each other."""

from dataclasses import dataclass

from machine import LOAD_PROCESSOR, PINNED, PROCESSORS, SERVER_PROCESSOR, Server, measure
from peers import CORE
from scenarios import CALLS, IDLES, LOADS


@dataclass
class Settings:
    """How long and how much; `only`: names of scenarios, all if empty."""

    programs: object
    rounds: int
    ms: int
    warm_ms: int
    only: tuple
    idle_share: float = 1.0

    def wants(self, name):
        return not self.only or name in self.only


class Results:
    """results.of[scenario][peer]: what was measured, one dict a round."""

    def __init__(self):
        self.of = {}

    def add(self, scenario, peer, measured):
        self.of.setdefault(scenario, {}).setdefault(peer, []).append(measured)


def _processors(everything):
    if not PINNED:
        return None
    return PROCESSORS if everything else [SERVER_PROCESSOR]


def _words(*words):
    return [str(word) for word in words]


def _serve(peer, everything=False):
    return Server(peer.command, peer.environment, _processors(everything))


def _load(settings, load, server):
    return measure(_words(
        settings.programs / "bench_load", "--port", server.port, "--pid", server.pid,
        "--exchange", load.exchange, "--pin", LOAD_PROCESSOR, "--ms", settings.ms,
        "--warm-ms", settings.warm_ms, *load.options))


def run_loads(settings, servers, results):
    for load in filter(lambda load: settings.wants(load.name), LOADS):
        for peer in servers:
            if peer.kinds and load.exchange not in peer.kinds:
                continue
            with _serve(peer, load.all_processors) as server:
                results.add(load.name, peer.name, _load(settings, load, server))


def run_clients(settings, servers, clients, results):
    """All of them call the same server."""
    callee = next(peer for peer in servers if peer.name == CORE)
    for calls in filter(lambda calls: settings.wants(calls.name), CALLS):
        for peer in clients:
            if calls.kind not in peer.kinds:
                continue
            with _serve(callee) as server:
                results.add(calls.name, peer.name, measure(_words(
                    *peer.command, calls.kind, server.port, calls.slots, settings.warm_ms,
                    settings.ms, LOAD_PROCESSOR)))


def run_idles(settings, servers, results):
    for idle in filter(lambda idle: settings.wants(idle.name), IDLES):
        for peer in servers:
            if idle.kind == "streams" and peer.kinds and "chat" not in peer.kinds:
                continue
            with _serve(peer) as server:
                results.add(idle.name, peer.name, measure(_words(
                    settings.programs / "bench_idle", server.port, server.pid, idle.kind,
                    max(1, int(idle.count * settings.idle_share)))))


def run_startups(settings, servers, results):
    if not settings.wants("startup"):
        return
    for peer in servers:
        if peer.environment is None:
            results.add("startup", peer.name, measure(
                _words(settings.programs / "bench_startup", *peer.command)))
