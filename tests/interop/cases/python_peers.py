"""Against grpcio, Python's gRPC."""

import json

from support import messages
from support.program import check, check_equal


def their_client_gets_8_from_our_server(setup):
    with setup.server() as server:
        setup.python_client(server.port(), "5", "3").check_prints("8")
        server.stop()


def our_client_gets_8_from_their_server(setup):
    with setup.python_server() as server:
        setup.client(server.port(), "5", "3").check_prints("8")


def their_client_gets_float32_sums(setup):
    sums = [("16777216", "1", "16777216"), ("3e38", "3e38", "inf"), ("inf", "-inf", "nan")]
    with setup.server() as server:
        port = server.port()
        for value1, value2, expected in sums + [("0", "0", "0"), ("1e-45", "0", "1.40129846e-45")]:
            setup.python_client(port, "--", value1, value2).check_prints(expected)
        server.stop()


def our_client_prints_float32_sums(setup):
    sums = [("16777216", "1", "16777216"), ("3e38", "3e38", "inf"), ("inf", "-inf", "nan")]
    with setup.python_server() as server:
        port = server.port()
        for value1, value2, expected in sums + [("0", "0", "0"), ("1e-45", "0", "1.40129846e-45")]:
            setup.client(port, value1, value2).check_prints(expected)


def their_client_may_compress(setup):
    with setup.server() as server:
        port = server.port()
        words = ("--gzip", "--request-bytes", "100000", "5", "3")
        setup.python_client(port, *words).check_prints("8")
        server.stop()


def our_server_refuses_unknown_methods(setup):
    with setup.server() as server:
        port = server.port()
        for path in ("/Summator/nope", "/Summator/Sum", "/Nope/sum", "/nope"):
            result = setup.python_client(port, "--path", path, "5", "3")
            check_equal(json.loads(result.lines[0])["status"], "UNIMPLEMENTED", path)
        server.stop()


def our_server_refuses_a_large_request(setup):
    with setup.server() as server:
        port = server.port()
        result = setup.python_client(port, "--request-bytes", "5000000", "5", "3")
        check_equal(json.loads(result.lines[0])["status"], "RESOURCE_EXHAUSTED", "5 MB")
        setup.python_client(port, "--request-bytes", "4000000", "5", "3").check_prints("8")
        server.stop()


def our_client_sends_correlation_id_and_deadline(setup):
    with setup.python_server() as server:
        port = server.port()
        setup.client(port, "--correlation-id", "abc 123", "5", "3").check_prints("8")
        call = json.loads(server.line())
        check_equal(call["metadata"].get("correlation_id"), "abc 123", "correlation_id")
        check(call["has_deadline"], f"expected a deadline: {call}")
        setup.client(port, "5", "3").check_prints("8")
        call = json.loads(server.line())
        check("correlation_id" not in call["metadata"], f"expected no correlation_id: {call}")


def our_client_reports_their_error_in_one_line(setup):
    with setup.python_server() as server:
        result = setup.client(server.port(), "--correlation-id", "fail", "5", "3")
        result.check_fails(1, "NotFound", "no sum?for you")


def our_client_reads_the_details_of_their_error(setup):
    info = ["domain=shop.example.com", "item=née 42"]
    request = ["name=too long, no name", "age=too low"]
    retry = ["retry_delay_ms=2501"]
    expected = {
        "info": ("STOCKOUT", info),
        "request": ("ABORTED", request),
        "retry": ("ABORTED", retry),
        "all": ("STOCKOUT", retry + request + info),
    }
    with setup.python_server() as server:
        port = server.port()
        for identifier, (code, details) in expected.items():
            lines = [f"ABORTED Conflict {code}: no sum", *details]
            check_equal(setup.error_client(port, identifier).lines, lines, identifier)


def their_client_reads_our_error_info(setup):
    with setup.failing_server() as server:
        words = ("--correlation-id", "abc", "10", "0")
        answer = json.loads(setup.python_client(server.port(), *words).lines[0])
        details = bytes.fromhex(answer["trailers"]["grpc-status-details-bin"])
        info = messages.encode_error_info("CODE_X", "pipc", {"key1": "value1"})
        one = messages.encode_bytes(3, messages.encode_any("ErrorInfo", info))
        check(details.endswith(one), f"expected {one} at the end of {details}")
        server.stop()


def their_client_sees_our_error_and_its_details(setup):
    categories = {
        2: ("INTERNAL", "Internal"),
        5: ("UNAVAILABLE", "NoResponse"),
        8: ("INVALID_ARGUMENT", "BadRequest"),
        9: ("UNAUTHENTICATED", "Unauthorized"),
        10: ("NOT_FOUND", "NotFound"),
        13: ("RESOURCE_EXHAUSTED", None),
    }
    with setup.failing_server() as server:
        port = server.port()
        for number, (status, category) in categories.items():
            words = ("--correlation-id", "abc", str(number), "0")
            answer = json.loads(setup.python_client(port, *words).lines[0])
            check_equal(answer["status"], status, f"status of category {number}")
            check_equal(answer["details"], f"message of {number}: héllo", "details")
            details = bytes.fromhex(answer["trailers"]["grpc-status-details-bin"])
            for text in (category or "", "CODE_X", "abc", "inner cause", "key1", "value1"):
                check(text.encode() in details, f"expected {text} among {details}")
        server.stop()


def their_client_reads_which_rules_are_broken(setup):
    words = ("--path", "/tests.Ruled/sum")
    with setup.ruled_server() as server:
        port = server.port()
        setup.python_client(port, *words, "5", "3").check_prints("8")
        answer = json.loads(setup.python_client(port, *words, "101", "50").lines[0])
        check_equal(answer["status"], "INVALID_ARGUMENT", "status")
        violations = [
            ("value1", "is 101, expected 100 at most"),
            ("value2", "is 50, expected less than 50"),
        ]
        request = messages.encode_any("BadRequest", messages.encode_bad_request(*violations))
        details = bytes.fromhex(answer["trailers"]["grpc-status-details-bin"])
        one = messages.encode_bytes(3, request)
        check(one in details, f"expected {one} among {details}")
        server.stop()


def our_client_gets_our_error_whole(setup):
    with setup.failing_server() as server:
        result = setup.client(server.port(), "10", "0")
        result.check_fails(1, "NotFound CODE_X: message of 10: héllo (inner cause)")
        server.stop()
