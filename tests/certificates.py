"""An authority of one's own for tests: certificates that nobody else trusts, and a server that ends TLS with one."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_PEM = serialization.Encoding.PEM


class Authority:
    """Signs certificates. `file` is its own, to be trusted."""

    def __init__(self, folder: Path, name: str = "invented authority") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        basic = x509.BasicConstraints(ca=True, path_length=0)
        own = self._builder(self._name, self._key.public_key()).add_extension(basic, critical=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(own.sign(self._key, hashes.SHA256()).public_bytes(_PEM))

    def certify(self, host: str) -> tuple[Path, Path]:
        """Return the files of a certificate for `host` and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        signed = self._builder(subject, key.public_key()).add_extension(names, critical=False)
        certificate, private = self._folder / f"{host}.pem", self._folder / f"{host}.key"
        certificate.write_bytes(signed.sign(self._key, hashes.SHA256()).public_bytes(_PEM))
        private.touch(mode=0o600)
        private.write_bytes(
            key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )
        return certificate, private

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
        )


@contextmanager
def tls_before(port: int, certificate: tuple[Path, Path]) -> Iterator[int]:
    """Take TLS on another port of this machine and hand on what comes to `port`; yields the other port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    listening = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def accept() -> None:
        while True:
            try:
                came, _ = listening.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=_hand_on, args=(context, came, port), daemon=True))
            threads[-1].start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        accepting.join()
        for thread in threads:
            thread.join(5)


def _hand_on(context: ssl.SSLContext, came: socket.socket, port: int) -> None:
    with (
        suppress(OSError),
        came,
        context.wrap_socket(came, server_side=True) as inner,
        socket.create_connection(("127.0.0.1", port)) as to,
    ):
        back = threading.Thread(target=_pipe, args=(to, inner), daemon=True)
        back.start()
        _pipe(inner, to)
        back.join(5)


def _pipe(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while content := source.recv(65_536):
            target.sendall(content)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
