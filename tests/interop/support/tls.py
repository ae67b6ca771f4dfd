"""The keys and certificates that certificates.sh made, by their names there."""

import os

from support.program import Skip


class Tls:
    def __init__(self, folder):
        self._folder = folder

    def path(self, name):
        if not os.path.exists(os.path.join(self._folder, "complete")):
            raise Skip("certificates, which the test `certificates` makes with openssl")
        return os.path.join(self._folder, name)

    def options(self, **files):
        """Of our programs: options(cert="server.crt") is --cert and where that is."""
        words = []
        for name, file in files.items():
            words += [f"--{name.replace('_', '-')}", self.path(file)]
        return words

    def peer(self, **files):
        """The environment of a peer: peer(ca="ca.crt") has it trust that."""
        return {f"PEER_{name.upper()}": self.path(file) for name, file in files.items()}
