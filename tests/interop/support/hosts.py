"""Hosts of their own on this machine, which are network namespaces, and cables between them."""

import ctypes
import errno
import fcntl
import heapq
import os
import random
import re
import select
import struct
import subprocess
import threading
import time

from .program import LIMIT_S, Skip, check

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 1, 0x1000
PACKET_BYTES = 65536
NAMES = "pipc-{process}-{number}"

_libc = ctypes.CDLL(None, use_errno=True)


def ip(*words):
    done = subprocess.run(["ip", *words], capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"ip {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def _open_tun_here(host, name):
    with open(f"/run/netns/{host}", encoding="utf-8") as namespace:
        if _libc.setns(namespace.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


def open_tun(host, name):
    """A network device of `host` whose other end is the descriptor that is returned."""
    opened = []

    def run():
        try:
            opened.append(_open_tun_here(host, name))
        except OSError as error:
            opened.append(error)

    # A thread that enters a namespace cannot be used for anything else.
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if isinstance(opened[0], OSError):
        raise opened[0]
    return opened[0]


class Cable(threading.Thread):
    """Carries packets between two devices: each after `delay` seconds, or never, by chance of
    `loss`; none while it is cut."""

    def __init__(self, ends, delay, loss):
        super().__init__(daemon=True)
        self._ends = ends
        self._delay = delay
        self._loss = loss
        self._chance = random.Random(1)
        self._is_cut = False
        self._awaited = b""
        self._came_from = None
        self._answered = threading.Event()
        self._told, self._teller = os.pipe()
        self._waiting = []
        self._count = 0
        self.start()

    def cut(self):
        self._is_cut = True

    def mend(self):
        self._is_cut = False

    def expect(self, text):
        """Before it goes over the cable, for wait_until_answered()."""
        self._awaited = text

    def wait_until_answered(self):
        """Returns when the other end has answered a packet that holds the text."""
        check(self._answered.wait(LIMIT_S), f"no packet with {self._awaited!r} was answered")

    def end(self):
        os.close(self._teller)
        self.join()
        for descriptor in (*self._ends, self._told):
            os.close(descriptor)

    def run(self):
        while True:
            timeout = max(0, self._waiting[0][0] - time.monotonic()) if self._waiting else None
            readable = select.select([*self._ends, self._told], [], [], timeout)[0]
            if self._told in readable:
                return
            for end in readable:
                self._take(end, os.read(end, PACKET_BYTES))
            self._give_what_is_due()

    def _take(self, end, packet):
        if self._is_cut or self._chance.random() < self._loss:
            return
        if self._came_from not in (None, end):
            self._answered.set()
        if self._awaited and self._awaited in packet:
            self._came_from = end
        other = self._ends[1 - self._ends.index(end)]
        self._count += 1
        heapq.heappush(self._waiting, (time.monotonic() + self._delay, self._count, other, packet))

    def _give_what_is_due(self):
        while self._waiting and self._waiting[0][0] <= time.monotonic():
            ignored, ignored, end, packet = heapq.heappop(self._waiting)
            try:
                os.write(end, packet)
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.ENOBUFS, errno.EIO):
                    raise


def _remove_leftovers():
    """Of tests that were killed."""
    for name in re.findall(r"^pipc-\d+-\d+", ip("netns", "list"), re.MULTILINE):
        if not os.path.exists(f"/proc/{name.split('-')[1]}"):
            ip("netns", "delete", name)


class Hosts:
    """So many hosts. Use it in a `with`: they are gone at its end, whatever has happened."""

    def __init__(self, count):
        self._names = [
            NAMES.format(process=os.getpid(), number=number) for number in range(count)
        ]
        self._made = []
        self._cables = []

    def __enter__(self):
        if not os.path.exists("/dev/net/tun"):
            raise Skip("/dev/net/tun")
        try:
            _remove_leftovers()
            for name in self._names:
                ip("netns", "add", name)
                self._made.append(name)
                ip("-n", name, "link", "set", "lo", "up")
        except OSError as error:
            self.__exit__()
            raise Skip(f"network namespaces ({error})") from None
        return self

    def __exit__(self, *ignored):
        for cable in self._cables:
            cable.end()
        for name in self._made:
            ip("netns", "delete", name)
        self._made, self._cables = [], []

    def run_on(self, host):
        """What a program is run by, on that host."""
        return ("ip", "netns", "exec", self._names[host])

    @staticmethod
    def address(host):
        """Of any host but the first, as seen from there."""
        return f"10.77.{host}.2"

    def connect(self, host, delay=0.0, loss=0.0):
        """The cable between the first host and that one."""
        device = f"cable{host}"
        ends = [open_tun(self._names[end], device) for end in (0, host)]
        cable = Cable(ends, delay, loss)
        self._cables.append(cable)
        for end, own, other in ((0, 1, 2), (host, 2, 1)):
            name = self._names[end]
            addresses = (f"10.77.{host}.{own}", "peer", f"10.77.{host}.{other}")
            ip("-n", name, "addr", "add", *addresses, "dev", device)
            ip("-n", name, "link", "set", device, "up")
        return cable

    def disturb(self, host, *netem):
        """Has the kernel do what a cable would, at both ends of that one."""
        for end in (0, host):
            words = ("qdisc", "add", "dev", f"cable{host}", "root", "netem", *netem)
            done = subprocess.run(
                ["tc", "-n", self._names[end], *words], capture_output=True, text=True
            )
            if done.returncode:
                raise Skip(f"the kernel's netem ({done.stderr.strip()})")
