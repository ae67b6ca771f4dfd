"""Against Node: the classes of the Pip.Services tutorial, and @grpc/grpc-js by itself."""


def tutorial_client_gets_8_from_our_server(setup):
    with setup.server() as server:
        port = server.port()
        setup.node_client("summator_client.js", str(port), "5", "3").check_prints("8")
        server.stop()


def our_client_gets_8_from_tutorial_server(setup):
    with setup.node_server("summator_server.js") as server:
        setup.client(server.port(), "5", "3").check_prints("8")


def plain_client_gets_8_from_our_server(setup):
    with setup.server() as server:
        setup.node_client("plain_client.js", str(server.port()), "5", "3").check_prints("8")
        server.stop()


def our_client_gets_8_from_plain_server(setup):
    with setup.node_server("plain_server.js") as server:
        setup.client(server.port(), "5", "3").check_prints("8")


def plain_client_gets_float32_sums(setup):
    with setup.server() as server:
        port = str(server.port())
        for value1, value2, expected in (
            ("16777216", "1", "16777216"),
            ("3e38", "3e38", "Infinity"),
            ("Infinity", "-Infinity", "NaN"),
            ("0", "0", "0"),
        ):
            setup.node_client("plain_client.js", port, value1, value2).check_prints(expected)
        server.stop()


def our_client_prints_float32_sums(setup):
    with setup.node_server("plain_server.js") as server:
        port = server.port()
        for value1, value2, expected in (
            ("16777216", "1", "16777216"),
            ("3e38", "3e38", "inf"),
            ("inf", "-inf", "nan"),
            ("0", "0", "0"),
        ):
            setup.client(port, value1, value2).check_prints(expected)
