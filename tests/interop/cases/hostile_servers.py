"""Answers that no decent server gives: our client says what is wrong, in one line, and ends."""

import socket
import threading

from support import http2, messages
from support.program import check, most_kib

START = [(":status", "200"), ("content-type", "application/grpc")]
SUM = http2.message(messages.encode_reply(8))


def answered_by(setup, answer, client=None):
    """What our client does, or `client(port)`, when `answer(server, stream)` answers its call, which
    is the only one that is answered."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        over = threading.Event()

        def serve():
            try:
                with http2.Server(listener) as server:
                    answer(server, server.wait_for_call())
                    over.wait()
            except OSError:
                pass # the client left, as it may

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            port = listener.getsockname()[1]
            if client is not None:
                return client(port)
            return setup.client(port, "--timeout-ms", "2000", "5", "3")
        finally:
            over.set()


def in_order(body=b"", trailers=None, headers=START):
    """An answer of headers, a body and trailers; without trailers the stream stays open."""

    def answer(server, stream):
        server.send_headers(stream, headers)
        if body:
            server.send(http2.frame(http2.DATA, 0, stream, body))
        if trailers is not None:
            server.send_headers(stream, trailers, end=True)

    return answer


def a_good_answer(setup):
    answered_by(setup, in_order(SUM, [("grpc-status", "0")])).check_prints("8")


def ok_without_a_message(setup):
    answered_by(setup, in_order(b"", [("grpc-status", "0")])).check_fails(1, "Internal NO_MESSAGE")


def a_message_and_an_error(setup):
    trailers = [("grpc-status", "5"), ("grpc-message", "gone")]
    answered_by(setup, in_order(SUM, trailers)).check_fails(1, "NotFound NOT_FOUND: gone")


def more_than_one_message(setup):
    """The core gives no status while there is something that nobody asked for: the deadline ends
    the call, of which only the first message is looked at."""
    for rest in (SUM, SUM * 1000, http2.message(b"\xff" * 9), b"\xff\xff\xff"):
        result = answered_by(setup, in_order(SUM + rest, [("grpc-status", "0")]))
        result.check_fails(1, "NoResponse DEADLINE_EXCEEDED")


def a_flag_that_is_none(setup):
    body = http2.message(messages.encode_reply(8), compressed=2)
    result = answered_by(setup, in_order(body, [("grpc-status", "0")]))
    result.check_fails(1, "Internal NO_MESSAGE")


def no_status(setup):
    answered_by(setup, in_order(SUM, [("x", "y")])).check_fails(1, "Unknown UNKNOWN")


def retried_by(setup, answer):
    return answered_by(setup, answer, lambda port: setup.error_client(port, "id", "3"))


def no_status_where_calls_are_retried(setup):
    """What the core's own retries abort the process for."""
    for body in (SUM, b""):
        result = retried_by(setup, in_order(body, [("x", "y")]))
        check(result.lines[0].startswith("UNKNOWN Unknown UNKNOWN: "), f"it says {result}")


def a_close_where_calls_are_retried(setup):
    """The server has seen the call, and it may not be repeated."""
    result = retried_by(setup, lambda server, stream: server.__exit__())
    check(result.lines[0].startswith("UNAVAILABLE NoResponse "), f"it says {result}")


def a_status_that_is_no_number(setup):
    trailers = [("grpc-status", "fine")]
    answered_by(setup, in_order(SUM, trailers)).check_fails(1, "Unknown UNKNOWN")


def a_status_nobody_knows(setup):
    trailers = [("grpc-status", "99"), ("grpc-message", "what%0Anow")]
    answered_by(setup, in_order(b"", trailers)).check_fails(1, "Unknown", "what?now")


def details_that_are_garbage(setup):
    trailers = [("grpc-status", "5"), ("grpc-message", "gone"), ("grpc-status-details-bin", "////")]
    answered_by(setup, in_order(b"", trailers)).check_fails(1, "NotFound", "gone")


def garbage_for_a_message(setup):
    body = http2.message(b"\xff" * 9)
    result = answered_by(setup, in_order(body, [("grpc-status", "0")]))
    result.check_fails(1, "Internal BAD_MESSAGE")


def a_truncated_message(setup):
    for body in (http2.message(b"\x0d\0", length=5), b"\0\0"):
        result = answered_by(setup, in_order(body, [("grpc-status", "0")]))
        result.check_fails(1, "Internal NO_MESSAGE")


def a_large_message(setup):
    body = http2.message(b"\0" * 9, length=5 * 1024 * 1024)
    answered_by(setup, in_order(body)).check_fails(1, "summator_client: ")


def compressed_answer(body, encoding):
    headers = [*START, ("grpc-encoding", encoding)]

    def answer(server, stream):
        server.send_headers(stream, headers)
        server.send_body(stream, body)
        server.send_headers(stream, [("grpc-status", "0")], end=True)

    return answer


def an_answer_that_is_compressed(setup):
    for encoding in ("gzip", "deflate"):
        body = http2.compressed_message(messages.encode_reply(8), encoding)
        answered_by(setup, compressed_answer(body, encoding)).check_prints("8")


def garbage_that_says_it_is_gzip(setup):
    body = http2.message(b"\xff" * 9, compressed=1)
    answered_by(setup, compressed_answer(body, "gzip")).check_fails(1, "BAD_MESSAGE", "header")


def a_compression_that_is_none(setup):
    body = http2.message(messages.encode_reply(8), compressed=1)
    for headers in (START, [*START, ("grpc-encoding", "squeeze")]):
        result = answered_by(setup, in_order(body, [("grpc-status", "0")], headers))
        result.check_fails(1, "BAD_MESSAGE", "grpc-encoding")


def a_bomb(setup):
    """256 MB in 256 KB."""
    for encoding in ("gzip", "deflate"):
        body = http2.compressed_message(b"", encoding, 256 * 1024 * 1024)
        result = answered_by(setup, compressed_answer(body, encoding))
        result.check_fails(1, "RESOURCE_EXHAUSTED", "decompressed")
    check(most_kib() < 192 * 1024, f"our client had {most_kib()} KiB")


def silence(setup):
    answered_by(setup, lambda server, stream: None).check_fails(1, "NoResponse DEADLINE_EXCEEDED")


def an_answer_that_stops(setup):
    answered_by(setup, in_order(SUM[:7])).check_fails(1, "NoResponse DEADLINE_EXCEEDED")


def a_web_page(setup):
    headers = [(":status", "404"), ("content-type", "text/html")]
    answered_by(setup, in_order(b"<html>", [("x", "y")], headers)).check_fails(1, "404")


def a_reset(setup):
    def answer(server, stream):
        server.send(http2.frame(http2.RST_STREAM, 0, stream, b"\0\0\0\x02"))

    answered_by(setup, answer).check_fails(1, "summator_client: ")


def a_close(setup):
    def answer(server, stream):
        server.__exit__()

    answered_by(setup, answer).check_fails(1, "summator_client: ")
