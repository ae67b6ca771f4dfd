"""Bytes that no decent client sends: some error each, and the server lives on."""

from support import http2, messages
from support.program import check, check_equal, most_kib

GOOD = messages.encode_request(5, 3)
REPLY = http2.message(messages.encode_reply(8))
INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL = 3, 8, 12, 13


def check_alive(port):
    with http2.Client(port) as client:
        answer = client.call(body=http2.message(GOOD))
        check_equal(answer.status, 0, f"status of a good call, {answer}")
        check_equal(messages.decode_reply(answer.body[5:]), 8.0, "sum of a good call")


def check_refused(setup, statuses, body, times=20, **arguments):
    """The call must end with one of the statuses, or be reset; each time it must."""
    with setup.server() as server:
        port = server.port()
        for ignored in range(times):
            with http2.Client(port) as client:
                answer = client.call(body=body, **arguments)
                refused = answer.status in statuses if answer.reset is None else answer.status != 0
                check(refused, f"expected a status of {statuses}: {answer}")
        check_alive(port)
        server.stop()


def no_message(setup):
    check_refused(setup, (INVALID_ARGUMENT, INTERNAL), b"")


def truncated_message(setup):
    check_refused(setup, (INVALID_ARGUMENT, INTERNAL), http2.message(GOOD[:4], length=10))


def truncated_prefix(setup):
    check_refused(setup, (INVALID_ARGUMENT, INTERNAL), b"\0\0\0")


def garbage(setup):
    check_refused(setup, (INVALID_ARGUMENT, INTERNAL), http2.message(b"\xff" * 12))


def field_of_another_type(setup):
    # As protobuf-c sees it: field 1 is a float, and not the varint it is here.
    check_refused(setup, (INVALID_ARGUMENT, INTERNAL), http2.message(b"\x08\x05"))


def overlong_prefix(setup):
    body = http2.message(GOOD, length=0xFFFFFFFF)
    check_refused(setup, (INVALID_ARGUMENT, RESOURCE_EXHAUSTED, INTERNAL), body)


def large_message(setup):
    check_refused(setup, (RESOURCE_EXHAUSTED,), http2.message(bytes(5 * 1024 * 1024)), times=5)


def check_answered(setup, body, reply=REPLY, times=20, headers=()):
    """The call must be answered like a good one, each time; or refused by a later core."""
    with setup.server() as server:
        port = server.port()
        for ignored in range(times):
            with http2.Client(port) as client:
                answer = client.call(body=body, headers=headers)
                refused = answer.status in (UNIMPLEMENTED, INTERNAL)
                check(refused or answer.status == 0, f"status of {answer}")
                check(refused or answer.body == reply, f"expected the reply {reply}: {answer}")
        check_alive(port)
        server.stop()


def a_compression_that_is_none(setup):
    """The core makes no difference between one that it does not know and none."""
    body = http2.message(GOOD, compressed=1)
    with setup.server() as server:
        port = server.port()
        for headers in ([], [("grpc-encoding", "identity")], [("grpc-encoding", "squeeze")]):
            with http2.Client(port) as client:
                answer = client.call(body=body, headers=headers)
                check_equal(answer.status, INTERNAL, f"status for {headers}, {answer}")
                check_equal(http2.split_messages(answer.body), [], f"messages for {headers}")
        check_alive(port)
        server.stop()


def flag_that_is_none(setup):
    """The core says so to its own log, and gives us an empty message, or none."""
    for flag in (2, 255):
        check_answered(setup, http2.message(GOOD, compressed=flag), reply=http2.message(b""))


def frame_past_the_end_of_the_stream(setup):
    for missing in (1, 5, 1000):
        check_refused(setup, (INTERNAL,), http2.message(GOOD, length=len(GOOD) + missing))


def bytes_after_the_message(setup):
    """What never becomes a message is not told by the core."""
    for rest in (
        b"\0",
        b"\0\0\0\0",
        b"\0\0\0\0\x05",
        http2.message(b"", length=0x7FFFFFFF),
    ):
        check_answered(setup, http2.message(GOOD) + rest)


def messages_after_the_message(setup):
    for more in (
        http2.message(messages.encode_request(1, 1)),
        http2.message(b"\xff" * 5),
        http2.message(GOOD) * 1000,
        b"\xff" * 9,
        bytes(60000),
    ):
        check_refused(setup, (INTERNAL,), http2.message(GOOD) + more)


def a_message_that_is_not_compressed_although_others_are(setup):
    """So it may be, also if nobody knows the compression of the others."""
    with setup.server() as server:
        with http2.Client(server.port()) as client:
            for encoding in ("gzip", "squeeze"):
                answer = client.call(
                    body=http2.message(GOOD), headers=[("grpc-encoding", encoding)]
                )
                check_equal(answer.status, 0, f"status of {answer}")
        server.stop()


def garbage_that_says_it_is_gzip(setup):
    body = http2.message(b"\xff" * 12, compressed=1)
    check_refused(setup, (INVALID_ARGUMENT, INTERNAL), body, headers=[("grpc-encoding", "gzip")])


def compressed(data, encoding, zeros=0):
    """A call's body and headers."""
    body = http2.compressed_message(data, encoding, zeros)
    return {"body": body, "headers": [("grpc-encoding", encoding)]}


def small_messages_that_are_compressed(setup):
    with setup.server() as server:
        with http2.Client(server.port()) as client:
            for encoding in ("gzip", "deflate"):
                answer = client.call(**compressed(GOOD, encoding))
                check_equal(answer.status, 0, f"status of {answer}")
                check_equal(messages.decode_reply(answer.body[5:]), 8.0, f"sum of {answer}")
        server.stop()


def bombs(setup):
    """256 MB in 256 KB, in a field nobody knows."""
    for encoding in ("gzip", "deflate"):
        arguments = compressed(b"\x7a\x80\x80\x80\x80\x01", encoding, 256 * 1024 * 1024)
        check(len(arguments["body"]) < 300000, f"{encoding} makes {len(arguments['body'])} bytes")
        check_refused(setup, (RESOURCE_EXHAUSTED,), times=2, **arguments)
    check(most_kib() < 192 * 1024, f"a server had {most_kib()} KiB")


def wrong_paths(setup):
    paths = ("/Summator/nope", "/Nope/sum", "/Summator/sum/", "/Summator/", "/", "//", "/" + "x" * 100)
    for path in paths:
        check_refused(setup, (UNIMPLEMENTED,), http2.message(GOOD), path=path)


def what_may_be_ignored(setup):
    """Unknown fields, and all but the last of a field that comes several times."""
    extra = b"\x7a\x03abc" + b"\x0d\x00\x00\x00\x00"
    with setup.server() as server:
        with http2.Client(server.port()) as client:
            answer = client.call(body=http2.message(extra + GOOD))
            check_equal(messages.decode_reply(answer.body[5:]), 8.0, f"sum of {answer}")
            answer = client.call(body=http2.message(b""))
            check_equal(answer.status, 0, f"status of {answer}")
            check_equal(answer.body, http2.message(b""), "reply to an empty message")
        server.stop()


def requests_whose_body_never_comes(setup):
    with setup.server() as server:
        port = server.port()
        clients = [http2.Client(port) for ignored in range(4)]
        for client in clients:
            for ignored in range(50):
                client.start(body=b"\0\0", end=False)
            client.synchronize()
        check_alive(port)
        for client in clients:
            client.__exit__()
        check_alive(port)
        server.stop()


def requests_that_do_not_end(setup):
    """Each may become two: it is answered once its end has come, and holds nobody up until then."""
    with setup.server() as server:
        port = server.port()
        with http2.Client(port) as client:
            streams = [client.start(body=http2.message(GOOD), end=False) for ignored in range(100)]
            client.synchronize()
            check_alive(port)
            check(not client.answers[streams[0]].headers, "it was answered before its end")
            client.send(http2.frame(http2.DATA, http2.END_STREAM, streams[0]))
            check_equal(client.wait(streams[0]).body, REPLY, "reply once it has ended")
            client.send(http2.frame(http2.RST_STREAM, 0, streams[1], b"\0\0\0\x08"))
            client.synchronize()
        check_alive(port)
        server.stop()


def clients_that_vanish(setup):
    with setup.server("--delay-ms", "50") as server:
        port = server.port()
        for ignored in range(20):
            with http2.Client(port) as client:
                for also_ignored in range(5):
                    client.start(body=http2.message(GOOD))
                client.synchronize()
        check_alive(port)
        server.stop()


def clients_that_cancel(setup):
    with setup.server("--delay-ms", "600000", "--grace-s", "60") as server:
        port = server.port()
        with http2.Client(port) as client:
            for ignored in range(20):
                stream = client.start(body=http2.message(GOOD))
                client.synchronize()
                client.send(http2.frame(http2.RST_STREAM, 0, stream, b"\0\0\0\x08"))
            client.synchronize()
            # A handler that did not learn of it would now hold the server up for a minute.
            server.stop()


def calls_reset_as_soon_as_they_begin(setup):
    with setup.server() as server:
        port = server.port()
        for ignored in range(5):
            with http2.Client(port) as client:
                for also_ignored in range(400):
                    stream = client.start(body=http2.message(GOOD))
                    client.send(http2.frame(http2.RST_STREAM, 0, stream, b"\0\0\0\x08"))
                client.synchronize()
        check_alive(port)
        server.stop()


def headers_that_come_slowly(setup):
    """Byte by byte they are as good as any; while they are not whole they hold up nobody."""
    with setup.server() as server:
        port = server.port()
        with http2.Client(port) as client:
            stream, sent = client.begin("/Summator/sum")
            for at in range(len(sent)):
                client.send(sent[at : at + 1])
                if at == len(sent) // 2:
                    check_alive(port)
            client.send(http2.frame(http2.DATA, 1, stream, http2.message(GOOD)))
            check_equal(client.wait(stream).status, 0, "status of a call that began slowly")
        server.stop()


def headers_that_never_end(setup):
    block = http2.encode_headers([("x-more", b"x" * 100)])
    with setup.server() as server:
        port = server.port()
        clients = [http2.Client(port) for ignored in range(20)]
        for client in clients:
            client.send(http2.frame(http2.HEADERS, 0, 1, block))
            try:
                for ignored in range(200):
                    client.send(http2.frame(http2.CONTINUATION, 0, 1, block))
            except ConnectionError:
                pass # it has had enough of us
        check_alive(port)
        for client in clients:
            client.__exit__()
        check_alive(port)
        server.stop()


def half_open_connections(setup):
    """A hundred, of which some say nothing and others stop in the middle of a word."""
    words = http2.PREFACE + http2.frame(http2.SETTINGS, 0, 0)
    with setup.server() as server:
        port = server.port()
        connections = [http2.connect(port) for ignored in range(100)]
        for at, connection in enumerate(connections):
            connection.sendall(words[: at % len(words)])
        check_alive(port)
        for connection in connections:
            connection.close()
        check_alive(port)
        server.stop()


def what_is_no_http2(setup):
    with setup.server() as server:
        port = server.port()
        for data in (b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\x01" + bytes(200)):
            with http2.Client(port) as client:
                client.send(data)
                client.read_until_closed()
        check_alive(port)
        server.stop()


def metadata_that_is_no_text(setup):
    with setup.server() as server:
        port = server.port()
        for value in (b"\xff\xfe", b"a\0b", b"x" * 120):
            with http2.Client(port) as client:
                stream = client.start(
                    body=http2.message(GOOD), headers=[("correlation_id", value)]
                )
                try:
                    client.wait(stream)
                except ConnectionError:
                    pass
        check_alive(port)
        server.stop()
