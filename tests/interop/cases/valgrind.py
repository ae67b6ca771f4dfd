"""The programs of the tutorial under valgrind: no memory of ours is lost or read after its end."""

import os
import shutil

from support.program import Skip, check, check_equal

SUPPRESSIONS = os.path.join(os.path.dirname(__file__), "..", "..", "support", "valgrind.supp")
FOUND_SOMETHING = 99


def valgrind():
    if shutil.which("valgrind") is None:
        raise Skip("valgrind")
    return [
        "valgrind",
        "--quiet",
        "--leak-check=full",
        "--errors-for-leak-kinds=definite",
        "--show-leak-kinds=definite",
        f"--error-exitcode={FOUND_SOMETHING}",
        f"--suppressions={SUPPRESSIONS}",
    ]


def one_call_leaves_nothing_behind(setup):
    if setup.has_sanitizers:
        raise Skip("a build without sanitizers")
    with setup.server(wrapper=valgrind()) as server:
        words = ("--timeout-ms", "60000", "5", "3")
        with setup.client_program(server.port(), *words, wrapper=valgrind()) as client:
            check_equal(client.line(), "8", "sum")
            status = client.wait()
            check(status == 0, f"the client ended with status {status}: {client.stderr}")
        server.stop()
