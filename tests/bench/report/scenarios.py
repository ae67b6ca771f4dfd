"""What is measured."""

from dataclasses import dataclass


@dataclass
class Load:
    """A way to load a server. `all_processors`: for the server, which has one of them otherwise."""

    name: str
    title: str
    exchange: str
    options: tuple
    unit: str = "call"
    all_processors: bool = False


LOADS = (
    Load("lone", "One call in flight", "sum", ("--streams", 1)),
    Load("64", "64 calls in flight on one connection", "sum", ("--streams", 64)),
    Load("8x64", "8 connections, 64 calls in flight on each, all processors", "sum",
         ("--connections", 8, "--streams", 64), all_processors=True),
    Load("echo", "Echo of 1 MiB, 4 calls in flight", "echo", ("--streams", 4)),
    Load("download", "Server streaming, 8 streams of 1,000 messages", "download",
         ("--streams", 8), unit="message"),
    Load("upload", "Client streaming, 8 streams of 1,000 messages", "upload",
         ("--streams", 8), unit="message"),
    Load("chat", "Bidirectional streaming by turns, 64 streams", "chat",
         ("--streams", 64), unit="message"),
)


@dataclass
class Calls:
    """A way to use a client: how many threads, or how many calls at once."""

    name: str
    title: str
    kind: str
    slots: int


CALLS = (
    Calls("client-1", "Client, blocking, 1 thread", "blocking", 1),
    Calls("client-8", "Client, blocking, 8 threads", "blocking", 8),
    Calls("client-async", "Client, asynchronous, 64 calls in flight", "async", 64),
)


@dataclass
class Idle:
    """What a server holds without anything happening on it."""

    name: str
    title: str
    kind: str
    count: int


IDLES = (
    Idle("idle-connections", "1,000 idle connections", "connections", 1000),
    Idle("idle-streams", "10,000 idle streams", "streams", 10000),
)
