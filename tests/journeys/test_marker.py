"""A marker in every field of an order, and a search for it everywhere that a thief or a partner could look.

A real vaultd and a real gateway take the order over signed HTTP. Then every byte that the
installation wrote (stores, write-ahead logs, logs, temporary files) and everything that it answers
(views, search, errors, metrics, the record) is searched. A marker may stand in a hop's view where
that hop's contract gives the field in clear, and nowhere else.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from benchmarks.installation import SECRET, SHOP, Installation, running
from orderveil.core.grants import Scope
from orderveil.core.hop import HOPS
from orderveil.core.view import Treatment
from orderveil.vault.interior import now_ms
from orderveil.vault.messages import (
    IssueKey,
    KeyIssued,
    LedgerExport,
    LedgerPage,
    OpenAllViews,
    Opened,
    OpenedMany,
    OperatorGrant,
    Search,
)
from tests.intake.samples import encoded, fulfilment, shopify

BY = OperatorGrant()
_PHONE = "+919876501234"
_CARD = "4111111111111111"
_GOODS = frozenset({f".line_items[0].{part}" for part in ("sku", "title", "variant_title", "name", "vendor")})
_DISTRICT = frozenset({".shipping_address.city", ".shipping_address.province"})


class Marking:
    """Replaces every text of a payload by a marker of its own, and remembers them."""

    def __init__(self) -> None:
        self.markers: dict[str, str] = {}
        self._keep = frozenset(
            {"created_at", "updated_at", "processed_at", "price", "amount", "country_code", "currency", "currency_code",
             "financial_status", "status", "province_code", "accept_language", "country", "kind", "shipment_status",
             "cancelled_at", "closed_at", "fulfillment_status", "state", "type", "opt_in_level", "customer_locale",
             "payment_gateway_names", "credit_card_number", "admin_graphql_api_id", "customer_id"}
        )  # fmt: skip

    def mark(self, value: Any, path: str = "", key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: self.mark(one, f"{path}.{name}", name) for name, one in value.items()}
        if isinstance(value, list):
            return [self.mark(one, f"{path}[{number}]", key) for number, one in enumerate(value)]
        if not isinstance(value, str) or key in self._keep or key.endswith("_price") or key.startswith("total_"):
            return value
        marker = self._marker(key)
        self.markers[path] = marker
        return marker

    def _marker(self, key: str) -> str:
        number = len(self.markers)
        letters = "".join("bcdfghjklm"[int(digit)] for digit in f"{number:03d}")
        if "email" in key:
            return f"qz{letters}mark@mail.example"
        if key == "phone":
            return f"+91987650{number:04d}"
        if key == "zip":
            return f"56{number:04d}"
        if "url" in key or key.endswith("_site"):
            return f"https://qz{letters}mark.example/x"
        if key in ("browser_ip",):
            return f"203.0.113.{number % 250}"
        return f"Qz{letters}mark"


@pytest.fixture(scope="module")
def marked() -> Iterator[tuple[Installation, Marking, str]]:
    marking = Marking()
    payload = marking.mark(shopify(fulfillments=[fulfilment()]))
    payload["customer"]["default_address"]["phone"] = _PHONE
    payload["note"] += f" card {_CARD} cvv 987"
    payload["mystery"] = {"qzkeymark": "Qzmysterymark"}
    payload["line_items"][0]["properties"].append({"name": "Qzpropmark", "value": "Qzpropvaluemark"})
    marking.markers |= {
        "mystery.key": "qzkeymark", "mystery": "Qzmysterymark", "property": "Qzpropmark",
        "property value": "Qzpropvaluemark", "default phone": _PHONE,
    }  # fmt: skip
    with running() as installation:
        order = _post(installation, encoded(payload)).json()["results"][0]["order"]
        yield installation, marking, order


def _post(installation: Installation, body: bytes, secret: str = SECRET) -> httpx.Response:
    signature = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()
    headers = {
        "X-Shopify-Topic": "orders/create", "X-Shopify-Hmac-Sha256": signature,
        "X-Shopify-Shop-Domain": "demo.myshop.example", "X-Shopify-Webhook-Id": "w1",
        "X-Shopify-API-Version": "2026-04",
    }  # fmt: skip
    return httpx.post(f"{installation.url}/v1/intake/shopify/{SHOP}", content=body, headers=headers)


def _forms(marker: str) -> set[bytes]:
    """The marker as it could be written: as it is, in other case, without its plus, encoded."""
    plain = {marker, marker.lower(), marker.upper(), marker.removeprefix("+91")}
    raw = {one.encode() for one in plain}
    return (
        raw
        | {one.encode("utf-16-le") for one in plain}
        | {base64.b64encode(one)[:-4] for one in raw}
        | {one.hex().encode() for one in raw}
    )


def _found(data: bytes, marking: Marking) -> set[str]:
    return {
        path
        for path, marker in marking.markers.items()
        if not marker.startswith("56") and any(form in data for form in _forms(marker))
    }


def test_no_marker_lies_in_any_file_of_the_installation(marked: tuple[Installation, Marking, str]) -> None:
    installation, marking, order = marked
    for hop in HOPS:  # looks leave traces too
        installation.vault.ask(OpenAllViews(BY, order), Opened)
        assert hop
    folder = installation.settings.home.parent
    files = [path for path in folder.rglob("*") if path.is_file()]

    assert any(path.name.endswith("-wal") for path in files)
    for path in files:
        data = path.read_bytes()
        assert _found(data, marking) == set(), f"in {path.name}"
        assert _CARD.encode() not in data


def test_no_marker_lies_in_a_temporary_file(marked: tuple[Installation, Marking, str]) -> None:
    installation, marking, _ = marked
    for name in ("vaultd", "gateway"):
        for link in Path(f"/proc/{installation.processes[name].pid}/fd").iterdir():
            try:
                target = link.resolve()
                data = (
                    target.read_bytes() if target.is_file() and str(target).startswith(tempfile.gettempdir()) else b""
                )
            except OSError:
                continue
            assert _found(data, marking) == set(), str(target)


def test_a_view_shows_a_marker_only_where_its_contract_gives_it_in_clear(
    marked: tuple[Installation, Marking, str],
) -> None:
    installation, marking, order = marked
    for view in installation.vault.ask(OpenAllViews(BY, order), Opened).views:
        for name, field in view.fields.items():
            if field.treatment is Treatment.CLEAR:
                continue
            shown = msgspec.json.encode(field.value)
            found = {path for path in _found(shown, marking) if path not in _GOODS}
            assert found == set(), f"{view.hop}.{name} is {field.treatment.value}"


def test_the_inventory_sees_no_marker_of_a_person(marked: tuple[Installation, Marking, str]) -> None:
    installation, marking, order = marked
    view = next(v for v in installation.vault.ask(OpenAllViews(BY, order), Opened).views if v.hop == "ims")
    found = _found(msgspec.json.encode(view), marking)

    assert {path for path in found if "line_items" not in path} == set()


def test_a_search_shows_nobody_in_clear(marked: tuple[Installation, Marking, str]) -> None:
    installation, marking, order = marked
    email = marking.markers[".email"]
    rows = installation.vault.ask(Search(BY, SHOP, {"email": email}), OpenedMany).rows

    assert [row.order for row in rows] == [order]
    people = (".customer", ".shipping_address", ".billing", ".email", ".phone", ".contact")
    found = {path for path in _found(msgspec.json.encode(rows), marking) if path.startswith(people)}
    assert found - _DISTRICT == set()


def test_metrics_and_errors_hold_no_marker(marked: tuple[Installation, Marking, str]) -> None:
    installation, marking, _ = marked
    token = installation.vault.ask(
        IssueKey(BY, SHOP, "support", "desk", tuple(Scope), now_ms() + 600_000), KeyIssued
    ).token
    marker = next(iter(marking.markers.values()))
    bearer = {"Authorization": f"Bearer {token}"}
    broken = encoded({"id": 1, "email": marker})[:-3]
    answers = [
        httpx.get(f"{installation.url}/metrics"),
        httpx.get(f"{installation.url}/readyz"),
        httpx.get(f"{installation.url}/v1/hops/support/orders/{marker}", headers=bearer),
        httpx.get(f"{installation.url}/{marker}"),
        httpx.post(f"{installation.url}/v1/search", headers=bearer, json={"criteria": {marker: marker}}),
        httpx.post(f"{installation.url}/v1/search", headers=bearer, content=f'{{"{marker}"'.encode()),
        httpx.post(f"{installation.url}/v1/hops/ims/lines", headers=bearer, json={"lines": [{marker: marker}]}),
        _post(installation, broken),
        _post(installation, encoded({"id": marker, "note": marker})),
        _post(installation, broken, secret="wrong"),
    ]

    for answer in answers:
        assert _found(answer.content, marking) == set(), answer.request.url.path.split("/")[:3]
        assert _found(str(dict(answer.headers)).encode(), marking) == set()
    logs = b"".join(path.read_bytes() for path in installation.settings.home.parent.iterdir() if path.is_file())
    assert _found(logs, marking) == set()


def test_the_record_holds_no_marker(marked: tuple[Installation, Marking, str]) -> None:
    installation, marking, order = marked
    page = installation.vault.ask(LedgerExport(BY), LedgerPage)

    assert any(order in json.loads(raw).get("orders", []) for raw in page.entries)
    assert _found(b"".join(page.entries), marking) == set()
