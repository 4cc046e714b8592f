"""The carrier is bounded in time, size and number, follows nobody, and tells no secret."""

from __future__ import annotations

import gzip
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from orderveil.carriage.carrier import Carrier, Patience
from orderveil.carriage.reach import Reach
from orderveil.core.errors import Malformed, NotFound, RelayError, TooLarge, TooMany, Unauthentic, Unavailable
from tests.adoption.lookalike import Shop, running

HEADERS = {"x-shopify-access-token": "SECRETMARKER"}


@pytest.fixture
def shop() -> Iterator[Shop]:
    with running(Shop()) as found:
        yield found


def carrier(shop: Shop, pauses: list[float] | None = None, **patience: float) -> Carrier:
    waited: list[float] = pauses if pauses is not None else []
    reach = Reach(frozenset({f"localhost:{shop.port}"}), may_be_private=True)
    return Carrier(reach, Patience(**patience), pause=waited.append)  # type: ignore[arg-type]


def get(by: Carrier, shop: Shop) -> bytes:
    with by:
        return by.get(f"{shop.url}/thing", headers=HEADERS, query={"a": "1&2"}).body


def test_what_is_asked_for_arrives_as_it_was_asked(shop: Shop) -> None:
    shop.faults = [(200, {}, b"{}")]

    assert get(carrier(shop), shop) == b"{}"
    path, headers = shop.seen[0]
    assert path == "/thing?a=1%262"
    assert headers["host"] == f"localhost:{shop.port}"
    assert headers["x-shopify-access-token"] == "SECRETMARKER"


def test_what_passes_is_tried_again_no_sooner_than_asked(shop: Shop) -> None:
    shop.faults = [(429, {"Retry-After": "2.5"}, b""), (503, {}, b""), (200, {}, b"ok")]
    pauses: list[float] = []

    assert get(carrier(shop, pauses), shop) == b"ok"
    assert pauses[0] == 2.5
    assert 0 < pauses[1] <= 1.0


def test_patience_ends(shop: Shop) -> None:
    for status, error in ((429, TooMany), (503, Unavailable)):
        shop.faults = [(status, {"Retry-After": "99999"}, b"")] * 3
        pauses: list[float] = []
        with pytest.raises(error) as raised:
            get(carrier(shop, pauses, tries=3), shop)
        assert not raised.value.permanent
        assert pauses == [60.0, 60.0]


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, Unauthentic), (403, Unauthentic), (404, NotFound), (410, NotFound), (400, Malformed), (301, Malformed)],
)
def test_what_will_not_pass_is_told_at_once(shop: Shop, status: int, error: type[RelayError]) -> None:
    shop.faults = [(status, {"Location": "http://169.254.169.254/"}, b"SECRETMARKER")]
    pauses: list[float] = []
    with pytest.raises(error) as raised:
        get(carrier(shop, pauses), shop)

    assert pauses == []
    assert len(shop.seen) == 1
    assert "SECRETMARKER" not in repr(raised.value) + str(raised.value)


def test_an_answer_is_measured_after_it_was_unpacked(shop: Shop) -> None:
    bomb = gzip.compress(b"0" * 10_000_000)
    shop.faults = [(200, {"Content-Encoding": "gzip"}, bomb)]

    with pytest.raises(TooLarge):
        get(carrier(shop, answer_bytes=1_000_000), shop)


def test_an_answer_that_breaks_off_is_tried_again(shop: Shop) -> None:
    shop.faults = [(200, {"Content-Length": "10"}, b"half"), (200, {}, b"whole")]

    assert get(carrier(shop, read_seconds=0.3), shop) == b"whole"


def test_nobody_listening_is_unavailable(shop: Shop) -> None:
    nobody = Shop(port=1)

    with pytest.raises(Unavailable) as raised:
        get(carrier(nobody, tries=2), nobody)
    assert raised.value.place == "localhost"


def test_proxies_of_the_environment_are_not_used(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    shop.faults = [(200, {}, b"ok")]

    assert get(carrier(shop), shop) == b"ok"


class _Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Quiet(HTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that hangs up on a certificate is what is tested."""


def write_certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a certificate for `name`, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    (folder / "c.pem").write_bytes(certificate.public_bytes(form))
    (folder / "k.pem").write_bytes(
        key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "c.pem", folder / "k.pem"


@pytest.mark.parametrize(("name", "is_trusted"), [("localhost", True), ("another.example", False)])
def test_the_certificate_must_be_for_the_host_s_name_though_the_address_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, is_trusted: bool
) -> None:
    certificate, key = write_certificate(tmp_path, name)
    trusting = ssl.create_default_context(cafile=str(certificate))
    real = httpx.Client
    monkeypatch.setattr(httpx, "Client", lambda **how: real(**{**how, "verify": trusting}))
    server = _Quiet(("127.0.0.1", 0), _Hello)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate, key)
    server.socket = serving.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    host = f"localhost:{server.server_address[1]}"
    try:
        with Carrier(Reach(frozenset({host}), may_be_private=True), Patience(tries=1)) as by:
            if is_trusted:
                assert by.get(f"https://{host}/", headers={}, query={}).body == b"ok"
            else:
                with pytest.raises(Unavailable):
                    by.get(f"https://{host}/", headers={}, query={})
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
