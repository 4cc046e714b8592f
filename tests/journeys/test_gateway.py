"""Real vaultd and gateway processes, spoken to as shops and partners do. Nothing here is a stand-in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from benchmarks.http import request_of
from benchmarks.installation import BY, SECRET, SHOP, Installation, running
from orderveil.core.grants import Scope
from orderveil.vault.messages import (
    Done,
    IssueKey,
    KeyIssued,
    LedgerVerified,
    LedgerVerify,
    Opened,
    OpenView,
    RecordShipment,
    RevokeKey,
    ShipmentRecorded,
)
from tests.conftest import BOTH
from tests.intake.samples import shopify

INTAKE = f"/v1/intake/shopify/{SHOP}"
AT_ONCE = 1_000
EVENTS = "/v1/shipments/events"


@dataclass(frozen=True)
class Relay:
    """A running installation, and the keys that its partners were handed."""

    installation: Installation
    client: httpx.Client

    def key(self, hop: str, partner: str, *, seconds: float = 3_600, per_minute: int = 600) -> KeyIssued:
        """Issue a key with every scope, as an operator does."""
        until = int((time.time() + seconds) * 1_000)
        request = IssueKey(
            by=BY, shop=SHOP, hop=hop, partner=partner, scopes=tuple(Scope), expires_at_ms=until, per_minute=per_minute
        )
        return self.installation.vault.ask(request, KeyIssued)

    def post(self, **changes: Any) -> httpx.Response:
        """Post one signed order, as Shopify does."""
        body = json.dumps(shopify(**changes)).encode()
        signature = base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()
        headers = {"X-Shopify-Topic": "orders/create", "X-Shopify-Hmac-SHA256": signature}
        return self.client.post(INTAKE, content=body, headers={**headers, "Content-Type": "application/json"})

    def order(self, number: int) -> str:
        """Take in an order of its own and return its id."""
        phone = f"+91 99999 {number:05d}"
        answer = self.post(id=7_000_000_000 + number, name=f"#{number}", order_number=number, phone=phone)
        assert answer.status_code == 200, answer.text
        found: str = answer.json()["results"][0]["order"]
        return found

    def reference(self, hop: str, partner: str, order: str) -> str:
        """Return the reference under which a partner knows an order, made at its first release."""
        view = self.installation.vault.ask(OpenView(by=BY, hop=hop, partner=partner, order=order), Opened).views[0]
        assert view.ref is not None
        return view.ref


def bearing(key: KeyIssued) -> dict[str, str]:
    return {"Authorization": f"Bearer {key.token}"}


@pytest.fixture(scope="module", params=BOTH)
def relay(request: pytest.FixtureRequest) -> Iterator[Relay]:
    environ, url = {"ORDERVEIL_ACCESS_LOG": "-"}, None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        url = environ["DATABASE_URL"] = server.create()
    with running(**environ) as installation, httpx.Client(base_url=installation.url, timeout=30) as client:
        yield Relay(installation, client)
    if url is not None:
        server.drop(url)


def test_a_thousand_duplicates_at_the_same_moment_leave_one_order(relay: Relay) -> None:
    body = json.dumps(shopify(id=7_999_999_999)).encode()
    wire = request_of(body, relay.installation.port)

    def post(link: socket.socket) -> dict[str, Any]:
        link.sendall(wire)
        answer = b""
        while True:
            answer += link.recv(65_536)
            head, _, rest = answer.partition(b"\r\n\r\n")
            length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
            if length and len(rest) >= int(length):
                return json.loads(rest)["results"][0]  # type: ignore[no-any-return]

    with ThreadPoolExecutor(250) as pool:
        links = [socket.create_connection(("127.0.0.1", relay.installation.port), timeout=60) for _ in range(250)]
        results = [one for _ in range(AT_ONCE // len(links)) for one in pool.map(post, links)]
        for link in links:
            link.close()

    statuses = sorted(result["status"] for result in results)
    assert statuses == ["duplicate"] * (AT_ONCE - 1) + ["sealed"]
    assert len({result["order"] for result in results}) == 1


def test_a_courier_sees_the_door_from_the_manifest_on_and_no_longer_after_delivery(relay: Relay) -> None:
    key = relay.key("courier", "swift")
    order = relay.order(1)
    ref = relay.reference("courier", "swift", order)

    def look() -> dict[str, Any]:
        answer = relay.client.get(f"/v1/hops/courier/orders/{ref}", headers=bearing(key))
        assert answer.status_code == 200, answer.text
        fields: dict[str, Any] = answer.json()["view"]["fields"]
        return {name: field.get("value") for name, field in fields.items()}

    def tell(state: str, minute: int) -> None:
        event = {"order": ref, "state": state, "at": f"2026-11-20T10:{minute:02d}:00+05:30"}
        answer = relay.client.post(EVENTS, json={"events": [event]}, headers=bearing(key))
        assert answer.json()["results"][0]["status"] == "recorded", answer.text

    asked = look()
    assert asked["ship_postcode"] == "560001"
    assert asked.get("ship_line1") is None
    refused = relay.client.post(
        EVENTS,
        json={"events": [{"order": ref, "state": "manifested", "at": "2026-11-20T10:00:00+05:30"}]},
        headers=bearing(key),
    )
    assert refused.json()["results"][0]["reason"] == "access:not-entrusted"
    handed_over = RecordShipment(BY, SHOP, order, "packed", 1_790_000_000_000, partner="swift")
    relay.installation.vault.ask(handed_over, ShipmentRecorded)
    tell("manifested", 1)
    carrying = look()
    assert carrying["ship_line1"]
    assert "asha@mail.example" not in json.dumps(carrying)
    assert "99999 00001" not in json.dumps(carrying)
    tell("picked_up", 2)
    tell("in_transit", 3)
    tell("out_for_delivery", 4)
    tell("delivered", 5)
    assert look().get("ship_line1") is None


def test_a_couriers_key_cannot_open_supports_view(relay: Relay) -> None:
    order = relay.order(2)
    courier = relay.key("courier", "swift")
    for ref in (order, relay.reference("support", "desk", order), relay.reference("courier", "swift", order)):
        answer = relay.client.get(f"/v1/hops/support/orders/{ref}", headers=bearing(courier))
        assert answer.status_code == 403
        assert "99999" not in answer.text


def test_one_couriers_reference_opens_nothing_for_another(relay: Relay) -> None:
    ref = relay.reference("courier", "swift", relay.order(3))

    answer = relay.client.get(f"/v1/hops/courier/orders/{ref}", headers=bearing(relay.key("courier", "rival")))

    assert answer.status_code == 404


def test_support_finds_by_phone_and_sees_masks(relay: Relay) -> None:
    relay.order(4)
    key = relay.key("support", "desk")
    found = relay.client.post("/v1/search", json={"criteria": {"phone": "99999 00004"}}, headers=bearing(key))

    views = found.json()["views"]
    assert len(views) == 1
    assert "9999900004" not in found.text
    opened = relay.client.get(f"/v1/hops/support/orders/{views[0]['ref']}", headers=bearing(key))
    assert opened.status_code == 200
    assert opened.json()["view"]["fields"]["buyer_phone"]["value"].endswith("0004")


def test_a_revoked_key_opens_nothing_from_that_moment_on(relay: Relay) -> None:
    key = relay.key("courier", "leaver")
    path = f"/v1/hops/courier/orders/{relay.reference('courier', 'leaver', relay.order(5))}"
    paths = [("GET", path, None), ("POST", "/v1/hops/courier/views", {}), ("POST", "/v1/shadow", {"sent": ["awb"]})]
    before = [relay.client.request(way, one, json=body, headers=bearing(key)).status_code for way, one, body in paths]
    relay.installation.vault.ask(RevokeKey(by=BY, id=key.id), Done)
    after = [relay.client.request(way, one, json=body, headers=bearing(key)).status_code for way, one, body in paths]

    assert before == [200, 200, 200]
    assert after == [401, 401, 401]


def test_an_expired_key_opens_nothing(relay: Relay) -> None:
    key = relay.key("courier", "swift", seconds=0.3)
    time.sleep(0.4)

    assert relay.client.get("/v1/hops/courier/orders/1", headers=bearing(key)).status_code == 401


def test_a_keys_allowance_ends_a_stream_with_a_word(relay: Relay) -> None:
    for number in range(10, 16):
        relay.order(number)
    key = relay.key("wms", "hall", per_minute=4)
    answer = relay.client.post("/v1/hops/wms/views", json={}, headers=bearing(key))

    end = json.loads(answer.text.splitlines()[-1])["end"]
    assert (answer.status_code, end["complete"], end["views"]) == (200, False, 4)
    assert end["cursor"]


def test_every_act_over_http_is_in_the_ledger(relay: Relay) -> None:
    report = relay.installation.vault.ask(LedgerVerify(by=BY), LedgerVerified)

    assert report.problems == []
    assert report.ok


def test_while_the_vault_is_away_the_source_is_asked_to_retry_and_nothing_is_lost(relay: Relay) -> None:
    installation = relay.installation
    order = relay.order(20)
    vaultd = installation.processes["vaultd"]
    vaultd.send_signal(signal.SIGKILL)
    vaultd.wait()
    away = relay.post(id=7_000_000_021)
    installation.processes["vaultd"] = subprocess.Popen(
        [sys.executable, "-m", "orderveil.vault.main"], env=installation.environ, stdout=subprocess.DEVNULL
    )
    until = time.monotonic() + 30
    while (again := relay.post(id=7_000_000_021)).status_code == 503 and time.monotonic() < until:
        time.sleep(0.1)

    assert (away.status_code, bool(away.headers["Retry-After"])) == (503, True)
    assert again.json()["results"][0]["status"] == "sealed"
    assert relay.order(20) == order
