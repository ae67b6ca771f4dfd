"""Who is compared: the servers and the clients, and how they are run."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SUMMATOR = ROOT / "proto" / "summator.proto"
TRAFFIC = HERE.parent / "bench.proto"

OURS = "pipc"
LISTENING = "pipc, listening"
STREAMING = ("download", "upload", "chat")
WATCHABLE = "pipc, nobody watches"
UNWATCHED = "pipc, nobody can watch"
CORE = "raw core, 1 thread"
CALLBACK = "C++ callback"
CPP = ("C++ sync", "C++ async", CALLBACK)


@dataclass
class Peer:
    """A server or a client. `kinds`: what it can do, everything if empty."""

    name: str
    command: list
    environment: dict = None
    kinds: tuple = field(default=())


def servers(programs, node_dir):
    """All servers that are here, and the names of those that are not."""
    # Without a time to wait at its end, and with as many handlers as there are idle streams.
    ours = [programs / "bench_pipc_server",
            "options.shutdown_timeout=0;options.max_handlers=20000;"
            "options.max_concurrent_streams=20000"]
    found = [
        Peer(OURS, ours),
        Peer(LISTENING, [*ours, "listening"], kinds=STREAMING),
        Peer(CORE, [programs / "bench_core_server", "1"]),
        Peer("raw core, 2 threads", [programs / "bench_core_server", "2"]),
        Peer("C++ sync", [programs / "bench_cpp_sync_server"]),
        Peer("C++ async", [programs / "bench_cpp_async_server"]),
        Peer(CALLBACK, [programs / "bench_cpp_callback_server"]),
    ]
    return _split(found + _node_servers(node_dir))


def _node_servers(node_dir):
    modules = Path(node_dir or "/nonexistent") / "node_modules"
    node = shutil.which("node")
    command = node if node and modules.is_dir() else "/nonexistent"
    environment = dict(os.environ, NODE_PATH=str(modules), NODE_NO_WARNINGS="1")
    return [
        Peer("grpc-js", [command, HERE.parent / "servers/node/server.js", SUMMATOR, TRAFFIC],
             environment),
        Peer("pip-services nodex",
             [command, ROOT / "tests/interop/node/summator_server.js", SUMMATOR], environment,
             kinds=("sum",)),
    ]


def clients(programs):
    """As servers(); a client is run as COMMAND KIND PORT SLOTS ..., `kinds` are its KINDs."""
    return _split([
        Peer(OURS, [programs / "bench_pipc_client"], kinds=("blocking", "async")),
        Peer("raw core", [programs / "bench_core_client"], kinds=("blocking", "async")),
        Peer("C++", [programs / "bench_cpp_client"], kinds=("blocking", "async")),
    ])


def _split(peers):
    for peer in peers:
        peer.command = [str(word) for word in peer.command]
    present = [peer for peer in peers if os.access(peer.command[0], os.X_OK)]
    return present, [peer.name for peer in peers if peer not in present]
