"""Callers at full speed, each of whose calls is known to have ended in one way or another."""

import threading
import time

from . import http2, messages
from .program import check

REQUEST = http2.message(messages.encode_request(5, 3))
REFUSAL = "the server is stopping and has not run the call"
UNAVAILABLE = 14


class Call:
    """When it began and ended, and how: "answered", "refused", or "left behind", which is what a
    client knows of a call that came after the last one that the server said it would answer."""

    def __init__(self, stream):
        self.stream = stream
        self.begin = time.monotonic()
        self.end = None
        self.fate = None

    def conclude(self, answer):
        self.end = time.monotonic()
        message = answer.headers.get("grpc-message", "")
        if answer.status == 0 and messages.decode_reply(answer.body[5:]) == 8.0:
            self.fate = "answered"
        elif answer.status == UNAVAILABLE and message.startswith(REFUSAL):
            self.fate = "refused"
        else:
            self.fate = f"ended by {answer}"


class Caller(threading.Thread):
    """A connection on which so many calls are always under way, until the server has gone."""

    def __init__(self, port, calls_at_once):
        super().__init__(daemon=True)
        self._client = http2.Client(port)
        self._calls_at_once = calls_at_once
        self.calls = []
        self.has_called = threading.Event()
        self.start()

    def run(self):
        under_way = []
        try:
            while under_way or self._client.last_stream is None:
                self._begin(under_way)
                call = under_way[0]
                call.conclude(self._client.wait(call.stream))
                under_way.pop(0)
                self.has_called.set()
        except ConnectionError as error:
            for call in under_way:
                self._give_up(call, error)

    def _begin(self, under_way):
        while self._client.last_stream is None and len(under_way) < self._calls_at_once:
            # Before it is sent: the server may hear of it any time from now on.
            call = Call(None)
            under_way.append(call)
            self.calls.append(call)
            call.stream = self._client.start_at_once(body=REQUEST)

    def _give_up(self, call, error):
        call.end = time.monotonic()
        last = self._client.last_stream
        if last is not None and (call.stream is None or call.stream > last):
            call.fate = "left behind"
        else:
            call.fate = f"without an answer: {error!r}, the last stream is {last}"


class Load:
    """So many callers over so many connections, of a server that takes `delay` seconds a call."""

    def __init__(self, port, callers, connections, delay):
        self._delay = delay
        self._callers = [Caller(port, callers // connections) for ignored in range(connections)]
        for caller in self._callers:
            check(caller.has_called.wait(60), "no call came back within 60 s")

    def calls(self):
        """All of them, when the server has gone."""
        for caller in self._callers:
            caller.join(60)
            check(not caller.is_alive(), "a call hangs")
        return [call for caller in self._callers for call in caller.calls]

    def check_stop(self, signalled):
        """What began 30 ms before the signal, or as long as this machine needs, was answered."""
        calls = self.calls()
        lateness = [
            call.end - call.begin - self._delay for call in calls if call.end < signalled
        ]
        margin = 0.03 + 3 * max(lateness, default=0)
        for call in calls:
            fates = ("answered",)
            if call.begin > signalled - margin:
                fates += ("refused", "left behind")
            early = signalled - call.begin
            check(call.fate in fates, f"begun {early:.3f} s before the signal: {call.fate}")
        check(any(call.fate == "answered" for call in calls), "no call was answered")
