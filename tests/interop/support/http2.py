"""Just enough HTTP/2, frame by frame, to say what no decent peer would."""

import functools
import socket
import struct
import zlib

from .program import LIMIT_S

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
END_STREAM, ACK, END_HEADERS = 1, 1, 4
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

# RFC 7541, appendix A; values only where they say anything about a gRPC answer.
STATIC_NAMES = (
    ":authority :method :method :path :path :scheme :scheme :status :status :status :status "
    ":status :status :status accept-charset accept-encoding accept-language accept-ranges accept "
    "access-control-allow-origin age allow authorization cache-control content-disposition "
    "content-encoding content-language content-length content-location content-range "
    "content-type cookie date etag expect expires from host if-match if-modified-since "
    "if-none-match if-range if-unmodified-since last-modified link location max-forwards "
    "proxy-authenticate proxy-authorization range referer refresh retry-after server set-cookie "
    "strict-transport-security transfer-encoding user-agent vary via www-authenticate"
).split()
STATIC_VALUES = {8: "200", 9: "204", 10: "206", 11: "304", 12: "400", 13: "404", 14: "500"}


def encode_headers(headers):
    """Literals without indexing, which any decoder takes."""
    block = b""
    for name, value in headers:
        block += b"\0"
        for text in (name, value):
            raw = text if isinstance(text, bytes) else text.encode()
            block += bytes([len(raw)]) + raw
    return block


class HeaderDecoder:
    """HPACK but for Huffman codes: a text in those is given as bytes, as it came."""

    def __init__(self):
        self._table = []

    def _integer(self, data, at, bits):
        mask = (1 << bits) - 1
        value = data[at] & mask
        at += 1
        if value < mask:
            return value, at
        shift = 0
        while True:
            byte = data[at]
            at += 1
            value += (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value, at

    def _text(self, data, at):
        huffman = data[at] & 128
        length, at = self._integer(data, at, 7)
        raw = data[at : at + length]
        return raw if huffman else raw.decode("latin-1"), at + length

    def _entry(self, index):
        if index <= len(STATIC_NAMES):
            return STATIC_NAMES[index - 1], STATIC_VALUES.get(index, "")
        return self._table[index - len(STATIC_NAMES) - 1]

    def decode(self, data):
        headers, at = [], 0
        while at < len(data):
            first = data[at]
            if first & 128:
                index, at = self._integer(data, at, 7)
                headers.append(self._entry(index))
                continue
            if first & 224 == 32:
                ignored, at = self._integer(data, at, 5)
                continue
            index, at = self._integer(data, at, 6 if first & 64 else 4)
            name = self._entry(index)[0] if index else None
            if name is None:
                name, at = self._text(data, at)
            value, at = self._text(data, at)
            headers.append((name, value))
            if first & 64:
                self._table.insert(0, (name, value))
        return headers


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(
        ">I", stream
    ) + payload


def message(payload, length=None, compressed=0):
    """A message as gRPC frames it, with a prefix that may lie."""
    told = len(payload) if length is None else length
    return bytes([compressed]) + struct.pack(">I", told) + payload


@functools.cache
def compressed_message(payload, encoding, zeros=0):
    """A message of the payload and zeros behind it; what gRPC calls deflate is zlib's format."""
    packer = zlib.compressobj(wbits=31 if encoding == "gzip" else 15)
    parts = [packer.compress(payload)]
    parts += [packer.compress(bytes(1024 * 1024)) for ignored in range(zeros // (1024 * 1024))]
    return message(b"".join(parts) + packer.flush(), compressed=1)


def split_messages(body):
    """The messages in a body, each as whether it is compressed, and its bytes as they came."""
    found = []
    while body:
        length = int.from_bytes(body[1:5], "big")
        found.append((body[0] != 0, body[5 : 5 + length]))
        body = body[5 + length :]
    return found


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=LIMIT_S)


class Connection:
    """One end of a connection."""

    def __init__(self, connected):
        self._socket = connected
        self._socket.settimeout(LIMIT_S)
        self._input = b""
        self._decoder = HeaderDecoder()
        self._next_stream = 1
        self._window = 65535
        self._stream_windows = {}
        self._initial_window = 65535

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self._socket.close()

    def send(self, data):
        self._socket.sendall(data)

    def _read(self, size):
        while len(self._input) < size:
            data = self._socket.recv(65536)
            if not data:
                raise ConnectionError("the other side closed the connection")
            self._input += data
        taken, self._input = self._input[:size], self._input[size:]
        return taken

    def read_until_closed(self):
        """Drops what comes until the other side closes; a reset is a close too."""
        try:
            while self._socket.recv(65536):
                pass
        except ConnectionError:
            pass

    def expect_preface(self):
        if self._read(len(PREFACE)) != PREFACE:
            raise AssertionError("no HTTP/2 client")

    def read_frame(self):
        """The next frame: kind, flags, stream, payload. SETTINGS and PING are acknowledged."""
        header = self._read(9)
        payload = self._read(int.from_bytes(header[:3], "big"))
        kind, flags = header[3], header[4]
        if kind in (SETTINGS, PING) and not flags & ACK:
            self.send(frame(kind, ACK, 0, payload if kind == PING else b""))
        stream = int.from_bytes(header[5:], "big") & 0x7FFFFFFF
        self._take_window(kind, stream, payload)
        return kind, flags, stream, payload

    def _take_window(self, kind, stream, payload):
        if kind == WINDOW_UPDATE and stream == 0:
            self._window += int.from_bytes(payload, "big")
        elif kind == WINDOW_UPDATE:
            self._stream_windows.setdefault(stream, self._initial_window)
            self._stream_windows[stream] += int.from_bytes(payload, "big")
        for at in range(0, len(payload) if kind == SETTINGS else 0, 6):
            if payload[at : at + 2] == b"\0\4":
                change = int.from_bytes(payload[at + 2 : at + 6], "big") - self._initial_window
                self._initial_window += change
                for open_stream in self._stream_windows:
                    self._stream_windows[open_stream] += change

    def _send_part(self, stream, body, end):
        """As much at once as the other side lets it, which may be nothing; returns the rest."""
        window = self._stream_windows.setdefault(stream, self._initial_window)
        size = min(len(body), 16384, self._window, window)
        if size <= 0:
            return body
        last = END_STREAM if end and size == len(body) else 0
        self.send(frame(DATA, last, stream, body[:size]))
        self._window -= size
        self._stream_windows[stream] -= size
        return body[size:]

    def decode_headers(self, payload):
        return self._decoder.decode(payload)


class Answer:
    """What came back on a stream."""

    def __init__(self):
        self.headers = {}
        self.body = b""
        self.reset = None
        self.over = False

    @property
    def status(self):
        """grpc-status as a number; None if there is none."""
        text = self.headers.get("grpc-status")
        return None if text is None else int(text)

    def __str__(self):
        return f"{self.headers}, body {self.body.hex()}, reset by {self.reset}"


class Client(Connection):
    """A client that does as it is told."""

    def __init__(self, port):
        super().__init__(connect(port))
        self.send(PREFACE + frame(SETTINGS, 0, 0))
        self.answers = {}
        self.last_stream = None  # that the other side answers; None: it has not said goodbye

    def begin(self, path, headers=(), flags=0):
        """The next stream, and the frame that begins a call on it."""
        stream = self._next_stream
        self._next_stream += 2
        self.answers[stream] = Answer()
        block = encode_headers(
            [
                (":method", "POST"),
                (":scheme", "http"),
                (":path", path),
                (":authority", "localhost"),
                ("te", "trailers"),
                ("content-type", "application/grpc"),
                *headers,
            ]
        )
        return stream, frame(HEADERS, END_HEADERS | flags, stream, block)

    def start(self, path="/Summator/sum", body=b"", end=True, headers=()):
        """Starts a call, sends `body` and, if `end`, ends its side; returns the stream."""
        stream, first = self.begin(path, headers, END_STREAM if end and not body else 0)
        self.send(first)
        self._send_body(stream, body, end)
        return stream

    def start_at_once(self, path="/Summator/sum", body=b""):
        """The same of a short call, all of which is sent in one piece, as decent clients do."""
        stream, first = self.begin(path)
        self.send(first + frame(DATA, END_STREAM, stream, body))
        self._window -= len(body)
        return stream

    def _send_body(self, stream, body, end):
        """The whole body, or what of it is sent before the other side has answered."""
        while body and not self.answers[stream].over:
            rest = self._send_part(stream, body, end)
            if rest is body:
                self._take(*self.read_frame())
            body = rest

    def _take(self, kind, flags, stream, payload):
        if kind == GOAWAY:
            self.last_stream = int.from_bytes(payload[:4], "big") & 0x7FFFFFFF
        answer = self.answers.get(stream)
        if answer is None:
            return
        if kind == HEADERS:
            answer.headers.update(self.decode_headers(payload))
        elif kind == DATA:
            answer.body += payload
        elif kind == RST_STREAM:
            answer.reset = int.from_bytes(payload, "big")
            answer.over = True
        if kind in (HEADERS, DATA) and flags & END_STREAM:
            answer.over = True

    def wait(self, stream):
        """The whole answer."""
        while not self.answers[stream].over:
            self._take(*self.read_frame())
        return self.answers[stream]

    def wait_for_goodbye(self):
        """Returns when the other side has said that it will answer no more than it must."""
        while self.last_stream is None:
            self._take(*self.read_frame())

    def call(self, **arguments):
        return self.wait(self.start(**arguments))

    def synchronize(self):
        """Returns when the other side has read all that was sent."""
        self.send(frame(PING, 0, 0, b"are here"))
        while True:
            kind, flags, stream, payload = self.read_frame()
            if kind == PING and flags & ACK:
                return
            self._take(kind, flags, stream, payload)


class Server(Connection):
    """The server's end of the first connection that comes, for one call at a time."""

    def __init__(self, listener):
        connected, ignored = listener.accept()
        super().__init__(connected)
        self.expect_preface()
        self.send(frame(SETTINGS, 0, 0))

    def wait_for_call(self):
        """Reads one whole request; returns its stream."""
        while True:
            kind, flags, stream, ignored = self.read_frame()
            if kind in (HEADERS, DATA) and flags & END_STREAM:
                return stream

    def read_call(self):
        """Reads one whole request, of any size; returns its stream, its headers and its body."""
        headers, body = {}, b""
        while True:
            kind, flags, stream, payload = self.read_frame()
            if kind == HEADERS:
                headers.update(self.decode_headers(payload))
            elif kind == DATA and payload:
                body += payload
                for window in (0, stream):
                    self.send(frame(WINDOW_UPDATE, 0, window, struct.pack(">I", len(payload))))
            if kind in (HEADERS, DATA) and flags & END_STREAM:
                return stream, headers, body

    def send_body(self, stream, body):
        """The whole body; the client may have said meanwhile that it does not want it."""
        while body:
            rest = self._send_part(stream, body, False)
            if rest is body and self.read_frame()[0] == RST_STREAM:
                return
            body = rest

    def send_headers(self, stream, headers, end=False):
        flags = END_HEADERS | (END_STREAM if end else 0)
        self.send(frame(HEADERS, flags, stream, encode_headers(headers)))
