"""A real vault inside the test's process, with one shop per source, and a door before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from orderveil.core.settings import Settings
from orderveil.intake.door import Door, Receipt, Webhook
from orderveil.intake.signatures import sign
from orderveil.vault.client import Vault
from orderveil.vault.local import connect
from orderveil.vault.messages import (
    Done,
    ListSetAside,
    OperatorGrant,
    PutShop,
    PutSourceSecret,
    RoomGrant,
    SetAsideRow,
    SetAsideRows,
)
from tests.intake.samples import encoded

OPERATOR = OperatorGrant()
SECRET = "a-signing-secret"
_SIGNATURE = {"shopify": "X-Shopify-Hmac-Sha256", "woocommerce": "X-WC-Webhook-Signature"}
_TOPIC = {"shopify": "X-Shopify-Topic", "woocommerce": "X-WC-Webhook-Topic"}
_ID = {"shopify": "X-Shopify-Webhook-Id", "woocommerce": "X-WC-Webhook-Delivery-ID"}


@dataclass
class Site:
    """One installation under test: a vault, a door, and a shop `demo` for every source."""

    vault: Vault
    door: Door

    def send(
        self, payload: Any, *, source: str = "shopify", topic: str = "orders/updated", secret: str = SECRET
    ) -> Receipt:
        """Send what a source would send: `payload` is bytes, or is encoded."""
        body = payload if isinstance(payload, bytes) else encoded(payload)
        headers = {_SIGNATURE[source]: sign(secret, body), _TOPIC[source]: topic, _ID[source]: "delivery-1"}
        return self.door.receive(Webhook(source, "demo", headers, body))

    def set_aside(self, *, with_bodies: bool = False) -> list[SetAsideRow]:
        """Return what was set aside, newest first."""
        return self.vault.ask(ListSetAside(by=OPERATOR, with_bodies=with_bodies), SetAsideRows).rows

    def put_secret(
        self, secret: str, *, source: str = "shopify", kind: str = "signing", keep: int | None = None
    ) -> None:
        """Store a source's secret."""
        request = PutSourceSecret(
            by=OPERATOR, shop="demo", source=source, secret=secret, kind=kind, keep_old_until_ms=keep
        )
        self.vault.ask(request, Done)


def room(vault: Any, name: str = "gateway") -> RoomGrant:
    """Return a room's grant, which vaultd would have handed to its process."""
    return RoomGrant(name, vault._service.room_secret(name))


@pytest.fixture
def site(home: Settings) -> Iterator[Site]:
    vault = connect(home)
    try:
        vault.ask(PutShop(by=OPERATOR, shop="demo"), Done)
        built = Site(vault, Door(vault, room(vault)))
        for source in _SIGNATURE:
            built.put_secret(SECRET, source=source)
        yield built
    finally:
        vault.close()
