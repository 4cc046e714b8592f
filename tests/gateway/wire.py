"""What tests say to a gateway: signed webhooks, keys, raw requests."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import httpx

from tests.gateway.conftest import Running
from tests.gateway.double import KEYS, SECRET
from tests.intake.samples import shopify

INTAKE = "/v1/intake/shopify/shop.test"


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """Return the headers of a Shopify webhook over `body`."""
    signature = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()
    return {
        "Content-Type": "application/json", "X-Shopify-Topic": "orders/create", "X-Shopify-Hmac-SHA256": signature,
    }  # fmt: skip


def order_body(number: int = 1, **changes: Any) -> bytes:
    """Return an invented order as Shopify sends it."""
    return json.dumps(shopify(id=5_900_000_000_000 + number, **changes)).encode()


def post_order(client: httpx.Client, path: str = INTAKE, **changes: Any) -> httpx.Response:
    """Post one signed order."""
    body = order_body(**changes)
    return client.post(path, content=body, headers=signed(body))


def bearing(name: str) -> dict[str, str]:
    """Return the header that bears a key."""
    return {"Authorization": f"Bearer {KEYS[name]}"}


def counted(client: httpx.Client, line: str) -> float:
    """Return the value of one line of the metrics, 0 where it is not there."""
    for row in client.get("/metrics").text.splitlines():
        name, _, value = row.rpartition(" ")
        if name == line:
            return float(value)
    return 0.0


def logged(gateway: Running, request_id: str) -> dict[str, object]:
    """Return the log's line of a request; lines are written a moment after the answer."""
    for _ in range(100):
        for line in gateway.said().splitlines():
            if f'"id":"{request_id}"' in line:
                found: dict[str, object] = json.loads(line)
                return found
        time.sleep(0.02)
    raise AssertionError("the log has no line of this request")
