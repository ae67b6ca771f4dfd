"""Plain text, or TLS where the environment names files: PEER_KEY, PEER_CERTIFICATE, PEER_CA."""

import os

import grpc


def _read(name):
    path = os.environ.get(f"PEER_{name}")
    if not path:
        return None
    with open(path, "rb") as file:
        return file.read()


KEY, CERTIFICATE, CA = _read("KEY"), _read("CERTIFICATE"), _read("CA")


def open_channel(address, options=None):
    if CA is None:
        return grpc.insecure_channel(address, options=options)
    credentials = grpc.ssl_channel_credentials(CA, KEY, CERTIFICATE)
    return grpc.secure_channel(address, credentials, options=options)


def add_port(server, address):
    if KEY is None:
        return server.add_insecure_port(address)
    credentials = grpc.ssl_server_credentials([(KEY, CERTIFICATE)], CA, CA is not None)
    return server.add_secure_port(address, credentials)
